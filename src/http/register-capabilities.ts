import type { Workflow } from '../domain/alert.ts'
import type {
  IntakeReached,
  RegisterAct,
  RegisterDefinition,
  RegisterEntry,
  RegisterPage,
  RegisterQuery,
  RegisterTaken,
} from '../domain/register.ts'
import type { SopProgress, SopReport } from '../domain/sop.ts'
import type { Instant } from '../domain/time.ts'
import type { NoticeCapabilities } from './notices.ts'
import type { CommandResult, Keep } from './capabilities.ts'

/** What the HTTP door needs of registers; each is asked only of one that is kept. */
export type RegisterCapabilities = NoticeCapabilities & {
  readonly registers: readonly RegisterDefinition[]
  /** Entries in force by register; one that was never written to is absent. */
  readonly registerCounts: () => Promise<
    ReadonlyMap<string, { readonly entries: number; readonly changedAt: Instant }>
  >
  readonly registerEntries: (query: RegisterQuery) => Promise<RegisterPage>
  /** The newest first; empty: there is no such entry. */
  readonly registerVersions: (register: string, key: string) => Promise<readonly RegisterEntry[]>
  /** The register as CSV, in pieces; no language: columns are named by their ids. */
  readonly registerCsv: (
    query: Omit<RegisterQuery, 'cursor' | 'limit'>,
    language: 'zh' | 'en' | null,
  ) => AsyncIterable<string>
  /** Empty where an entry stands at no river that the network knows. */
  readonly intakesBelow: (entry: RegisterEntry) => readonly IntakeReached[]
  readonly importRegister: (
    register: string,
    text: string,
    act: RegisterAct & { readonly dryRun: boolean },
  ) => Promise<RegisterTaken>
  /** `expectedN` 0: it must not be there. */
  readonly putEntry: (
    register: string,
    put: RegisterAct & { readonly key: string; readonly values: Readonly<Record<string, unknown>> },
    expectedN: number | null,
    keep: Keep<RegisterEntry> | null,
  ) => Promise<CommandResult<RegisterEntry>>
  /** Procedures of a case; null when there is no such case. */
  readonly sopProgress: (workflow: string) => Promise<readonly SopProgress[] | null>
  readonly doSopStep: (
    about: { readonly workflow: string; readonly sop: string },
    report: SopReport,
    expectedN: number | null,
    keep: Keep<Workflow> | null,
  ) => Promise<CommandResult<Workflow>>
  readonly retireEntry: (
    register: string,
    retiring: RegisterAct & { readonly key: string },
    expectedN: number | null,
    keep: Keep<RegisterEntry> | null,
  ) => Promise<CommandResult<RegisterEntry>>
}
