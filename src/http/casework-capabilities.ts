import type { Workflow } from '../domain/alert.ts'
import type { Attachment } from '../domain/attachment.ts'
import type {
  Digest,
  DrawRequest,
  EnforcementResult,
  HandOpening,
  LedgerItem,
  LedgerQuery,
  PatrolCount,
  PlanItem,
  Recognition,
  ResultQuery,
  SiteCandidate,
  SiteSelection,
  TeamHead,
} from '../domain/casework.ts'
import type { EvidenceKey } from '../domain/evidence-key.ts'
import type { Page } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import type { CaseReviewCapabilities } from './case-reviews.ts'
import type { CommandResult, Keep, StepInput } from './capabilities.ts'
import type { DataRequestCapabilities } from './data-requests.ts'
import type { IncidentCapabilities } from './incident-capabilities.ts'
import type { PatternCapabilities } from './patterns.ts'

export const fieldOutcomes = ['taken', 'known', 'conflict', 'refused'] as const

/** What became of steps that a device recorded while it was away. */
export type FieldAnswer = {
  readonly workflow: Workflow
  readonly outcomes: readonly {
    readonly step: string
    readonly at: Instant
    readonly outcome: (typeof fieldOutcomes)[number]
    readonly code: string | null
    readonly detail: string | null
  }[]
}

/** `exercise` null: as the engine now runs. */
export type LedgerRequest = Omit<LedgerQuery, 'exercise'> & { readonly exercise: boolean | null }

/** `exercise` null: as the engine now runs. */
export type ResultRequest = Omit<ResultQuery, 'exercise'> & { readonly exercise: boolean | null }

/** An act on one workflow. */
export type OnWorkflow<Given> = (
  id: string,
  given: Given,
  expectedN: number | null,
  keep: Keep<Workflow> | null,
) => Promise<CommandResult<Workflow>>

/** What the HTTP door needs of cases, their record and their proof. */
export type CaseworkCapabilities = {
  /** The package of evidence of a workflow; null when there is no such workflow. */
  readonly evidence: (id: string) => Promise<AsyncIterable<Uint8Array> | null>
  /** Keys that packages were and are signed with, the one in force first. */
  readonly evidenceKeys: () => Promise<readonly EvidenceKey[]>
  /** Keeps bytes under their hash; what is known already stays as it was. */
  readonly keepAttachment: (
    content: Uint8Array,
    type: string,
  ) => Promise<{ readonly attachment: Attachment; readonly isNew: boolean }>
  /** Null when no bytes have that hash. */
  readonly attachment: (sha256: string) => Promise<{
    readonly attachment: Attachment
    readonly content: AsyncIterable<Uint8Array>
  } | null>
  readonly openByHand: (
    opening: HandOpening,
    keep: Keep<Workflow> | null,
  ) => Promise<CommandResult<Workflow>>
  readonly takeFieldSteps: (
    id: string,
    given: {
      readonly sentAt: Instant
      readonly steps: readonly (StepInput & { readonly step: string })[]
    },
    keep: Keep<FieldAnswer> | null,
  ) => Promise<CommandResult<FieldAnswer>>
  /** Where the districts stand towards the evidence of a workflow; null: they were not asked. */
  readonly recognition: (
    id: string,
  ) => Promise<{ readonly workflow: Workflow; readonly items: readonly Recognition[] } | null>
  readonly results: (query: ResultRequest) => Promise<Page<EnforcementResult>>
  readonly ledger: (query: LedgerRequest) => Promise<Page<LedgerItem>>
  /** The ledger as CSV, in pieces. */
  readonly ledgerCsv: (query: LedgerRequest) => AsyncIterable<string>
  readonly patrolCounts: (year: number, exercise: boolean | null) => Promise<readonly PatrolCount[]>
  /** The annual plan, by the first days of its patrols. */
  readonly annualPlan: (year: number, exercise: boolean | null) => Promise<readonly PlanItem[]>
  /** Null where it is no patrol. */
  readonly siteCandidates: (id: string) => Promise<readonly SiteCandidate[] | null>
  readonly selectSites: OnWorkflow<SiteSelection>
  readonly drawPatrol: OnWorkflow<DrawRequest>
  /** Whose turn it is to head the joint team; null: there is no rotation in that year. */
  readonly teamHead: (year: number) => TeamHead | null
  /** Null when `half` is no half-year; no half: the one of now. */
  readonly digest: (half: string | null, exercise: boolean | null) => Promise<Digest | null>
  readonly digestPage: (digest: Digest, language: 'zh' | 'en') => string
}

/** What it needs of all that has to do with cases. */
export type CaseCapabilities = CaseworkCapabilities &
  CaseReviewCapabilities &
  DataRequestCapabilities &
  IncidentCapabilities &
  PatternCapabilities
