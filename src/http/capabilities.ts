import type { Alert, Change, ChangeType, Workflow, WorkflowKind } from '../domain/alert.ts'
import type { CaseCapabilities } from './casework-capabilities.ts'
import type { AlertPerformance } from '../domain/alert-performance.ts'
import type { CapAlert, FeedEntry } from '../domain/cap.ts'
import type { Delivery, DeliveryQuery } from '../domain/delivery.ts'
import type { Event, IncidentGrade } from '../domain/event.ts'
import type { KeptRun, LeadVerdict, SkillScores } from '../domain/forecast.ts'
import type { Guidance } from '../domain/guidance.ts'
import type { Json } from '../domain/json.ts'
import type { Consultation, KeptDraft, ProductSubject, ReleasedProduct } from '../domain/product.ts'
import type { ProductParty } from '../domain/product-plan.ts'
import type { Network, WaterClass } from '../domain/network.ts'
import type {
  Aggregate,
  AggregateQuery,
  AlertQuery,
  ChangeQuery,
  Conservation,
  EventQuery,
  ForecastQuery,
  Kept,
  MonthlyQuality,
  Page,
  PageRequest,
  ReadingQuery,
  RefusalRow,
  SessionReceipt,
  StoredReading,
  WorkflowQuery,
} from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import type { DataSourceCapabilities } from './data-sources.ts'
import type { AqiCapabilities } from './forecast-aqi.ts'
import type { GuidanceCapabilities } from './guidance.ts'
import type { VerificationCapabilities } from './product-verification.ts'
import type { PublicCapabilities } from './public-view.ts'
import type { RegisterCapabilities } from './register-capabilities.ts'
import type { WaterCapabilities } from './waters.ts'

/** `waiting`: no reading yet; `silent`: none for too long; `fault`: an open sensor fault. */
export const stationConditions = ['waiting', 'ok', 'silent', 'fault'] as const

export type StationState = {
  readonly state: (typeof stationConditions)[number]
  readonly lastObservedAt: Instant | null
  /** Newest value of each series. */
  readonly latest: readonly StoredReading[]
  /** Water class assessed now; null where none applies or too little is known. */
  readonly waterClass: WaterClass | null
}

type Spoken = { readonly person: string; readonly reason: string | null }

/** What a person does to an alert; only its shape is checked here, the rules stand in alerts/. */
export type AlertCommand = Spoken &
  (
    | { readonly verb: 'acknowledge' | 'unshelve' | 'release' | 'close' }
    | { readonly verb: 'confirm'; readonly as: 'deterioration' | null }
    | { readonly verb: 'reject'; readonly reason: string }
    | { readonly verb: 'grade'; readonly grade: IncidentGrade }
    | {
        readonly verb: 'shelve'
        readonly until: Instant
        readonly kind: 'shelved' | 'out-of-service'
      }
    | { readonly verb: 'comment'; readonly text: string }
  )
export type AlertVerb = AlertCommand['verb']

/** What a person reports of one step of a workflow. */
export type StepInput = {
  readonly district: string
  readonly person: string
  readonly at: Instant
  readonly place: { readonly lat: number; readonly lon: number } | null
  readonly data: Readonly<Record<string, Json>>
  readonly attachments: readonly Json[]
}

/**
 * A command that was not done. `code` is one of the problem table, or a guard's own (409);
 * `allowed` is what could be done instead.
 */
export type CommandRefusal = {
  readonly ok: false
  readonly code: string
  readonly detail: string
  readonly allowed: readonly string[]
}
export type CommandResult<T> = { readonly ok: true; readonly subject: T } | CommandRefusal

/** Values of one refused message after it was read again. */
export type ReplayOutcome = {
  readonly stored: number
  readonly duplicate: number
  readonly revised: number
  readonly refused: number
}

/** A response kept under an idempotency key, given again word for word. */
export type KeptResponse = {
  readonly requestHash: string
  readonly status: number
  readonly etag: string | null
  readonly body: string
}

/** What is answered to a command under a key, once its subject has changed. */
export type Keep<T> = (subject: T) => KeptResponse & { readonly key: string }

/** Subject of a change as it stood after it; its `n` is the change's. */
export type ChangeSubject =
  | { readonly kind: 'alert'; readonly alert: Alert }
  | { readonly kind: 'workflow'; readonly workflow: Workflow }
  | { readonly kind: 'product'; readonly product: Readonly<Record<string, Json>> }
  | { readonly kind: 'register'; readonly register: Readonly<Record<string, Json>> }
  | { readonly kind: 'evidence-key'; readonly key: Readonly<Record<string, Json>> }

/** Open alerts and workflows, all as they stood when `n` was the newest change. */
export type Snapshot = {
  readonly n: number
  readonly alerts: readonly Alert[]
  readonly workflows: readonly Workflow[]
}

/** A reading just committed. */
export type LiveReading = Omit<StoredReading, 'revision'>

export type Health = {
  readonly ok: boolean
  /** `standby`: another engine owns the fold; this one serves what that one stores. */
  readonly role: 'owner' | 'standby'
  readonly database: boolean
  /** Null for one that stands by, which listens to no broker. */
  readonly broker: boolean | null
  /** Time between receiving and committing, now; standing by: since it had all that was stored. */
  readonly lagMs: number
}

/** The numbered change log, as far as the stream needs it. */
export type ChangeSource = {
  /** `head` 0 and `oldest` 1 while the log is empty. */
  readonly head: () => Promise<{ readonly head: number; readonly oldest: number }>
  /** Ascending by n, from `after` + 1 on; no types: nothing. */
  readonly after: (query: ChangeQuery) => Promise<readonly Change[]>
  /** Newest number <= n among these types (null: all), or null. */
  readonly lastUpTo: (n: number, types: readonly ChangeType[] | null) => Promise<number | null>
  /** Calls back after each commit that added changes; a hint, never the carrier. */
  readonly onWake: (wake: () => void) => () => void
  readonly subjectOf: (change: Change) => ChangeSubject
}

/** Limits of the water classes for one factor: a range, or a ladder for each kind of water. */
export type FactorLimits =
  | { readonly range: readonly [number, number] }
  | Readonly<Record<'river' | 'lake', readonly number[] | null>>

/** How the forecasts of one series as issued did at one lead. */
export type SkillItem = {
  readonly station: string
  readonly parameter: string
  readonly leadMs: number
  readonly days: number
  readonly n: number
  readonly scores: SkillScores
  readonly verdict: LeadVerdict
}

/** The consultation on a date's air product, its draft, and what its steps amount to. */
export type ConsultationState = {
  readonly workflow: Workflow
  readonly subject: ProductSubject
  readonly draft: KeptDraft
  readonly consultation: Consultation
  /** What the regional platform says of the same days, beside the draft. */
  readonly guidance: Guidance | null
  readonly parties: readonly ProductParty[]
  /** Steps that can be taken now; `correct` once it has been released. */
  readonly allowed: readonly string[]
}

/** How a forecast run is written as a file. */
export type RunFormat = 'csv' | 'json' | 'nc'

/** How a released product is written beside its JSON. */
export type ProductFormat = 'csv' | 'html' | 'svg' | 'nc'

/** Of the map: days after the date of issue, and the language of its names. */
export type ProductView = { readonly leadDay: number; readonly language: 'zh' | 'en' }

/** What the HTTP door needs of the joint air product. */
export type ProductCapabilities = {
  /** Null when it is not released; no date: the newest, no version: the date's newest. */
  readonly product: (about: {
    readonly date: string | null
    readonly version: number | null
  }) => Promise<ReleasedProduct | null>
  /** The same product, the same bytes. */
  readonly productFile: (
    product: ReleasedProduct,
    format: ProductFormat,
    view: ProductView,
  ) => Promise<string | Uint8Array>
  /** Null when the date has none; no date: the newest. */
  readonly productConsultation: (date: string | null) => Promise<ConsultationState | null>
  /** The state that a step has left behind. */
  readonly consultationAfter: (before: ConsultationState, workflow: Workflow) => ConsultationState
  readonly correctProduct: (
    correction: { readonly date: string; readonly person: string; readonly reason: string },
    keep: Keep<Workflow> | null,
  ) => Promise<CommandResult<Workflow>>
}

type ProductRooms = ProductCapabilities & GuidanceCapabilities & VerificationCapabilities
type AirCapabilities = ProductRooms & AqiCapabilities
type OfRooms = AirCapabilities & CaseCapabilities & RegisterCapabilities & Outward
type Outward = PublicCapabilities & DataSourceCapabilities & WaterCapabilities

/** Everything the HTTP door needs from the rest of the program; app.ts supplies it. */
export type HttpCapabilities = OfRooms & {
  readonly clock: { readonly now: () => Instant; readonly speed: number; readonly isWall: boolean }
  readonly network: Network
  /** Null for a factor without classes. */
  readonly classLimits: (code: string) => FactorLimits | null
  readonly stationStates: () => Promise<ReadonlyMap<string, StationState>>
  readonly readings: (query: ReadingQuery) => Promise<Page<StoredReading>>
  readonly aggregates: (query: AggregateQuery) => Promise<Page<Aggregate>>
  readonly refusals: (
    query: PageRequest & { readonly station: string | null },
  ) => Promise<Page<RefusalRow>>
  /** Null when there is no such refusal. */
  readonly replayRefusal: (id: number) => Promise<CommandResult<ReplayOutcome> | null>
  /** Data capture of a month (`2026-11`); null when it is none that has begun. */
  readonly monthlyQuality: (
    station: string,
    month: string,
  ) => Promise<readonly MonthlyQuality[] | null>
  readonly receipts: (station: string) => Promise<readonly SessionReceipt[]>
  readonly events: (query: EventQuery) => Promise<Page<Event>>
  /** Null when there is no such run. */
  readonly forecast: (query: ForecastQuery) => Promise<KeptRun | null>
  /** The same run, the same bytes. */
  readonly forecastFile: (
    run: KeptRun,
    about: { readonly station: string; readonly parameter: string },
    format: RunFormat,
  ) => Promise<Uint8Array>
  readonly forecastSkill: (
    query: PageRequest & { readonly station: string | null; readonly parameter: string | null },
  ) => Promise<Page<SkillItem>>
  readonly alerts: (query: AlertQuery) => Promise<Page<Alert>>
  readonly alert: (id: string) => Promise<Alert | null>
  readonly allowedVerbs: (alert: Alert) => readonly string[]
  /** Refused with `stale` when `expectedN` is given and is no longer the alert's. */
  readonly commandAlert: (
    id: string,
    command: AlertCommand,
    expectedN: number | null,
    /** Kept in the transaction of the change itself, so that neither is there alone. */
    keep: Keep<Alert> | null,
  ) => Promise<CommandResult<Alert>>
  readonly workflows: (query: WorkflowQuery) => Promise<Page<Workflow>>
  readonly workflow: (id: string) => Promise<Workflow | null>
  /** States that workflows of a kind may have; null: of all kinds. */
  readonly workflowStates: (kind: WorkflowKind | null) => readonly string[]
  readonly allowedSteps: (workflow: Workflow) => readonly string[]
  /** All steps of the workflow's definition, allowed now or not. */
  readonly stepsOf: (workflow: Workflow) => readonly string[]
  readonly takeStep: (
    id: string,
    step: string,
    input: StepInput,
    expectedN: number | null,
    keep: Keep<Workflow> | null,
  ) => Promise<CommandResult<Workflow>>
  readonly changes: ChangeSource
  readonly snapshot: () => Promise<Snapshot>
  readonly readingFeed: {
    readonly subscribe: (take: (readings: readonly LiveReading[]) => void) => () => void
  }
  readonly idempotency: {
    readonly find: (key: string) => Promise<KeptResponse | null>
    readonly remember: (response: ReturnType<Keep<unknown>>) => Promise<void>
  }
  readonly conservation: () => Promise<Conservation>
  /** Refusals and raw frames kept and purged. */
  readonly kept: () => Promise<readonly Kept[]>
  /** The last message of an alert; null: there is none. */
  readonly capOf: (id: string) => Promise<CapAlert | null>
  /** The alerts opened last, the newest first. */
  readonly alertFeed: (limit: number) => Promise<readonly FeedEntry[]>
  readonly deliveries: (query: DeliveryQuery) => Promise<Page<Delivery>>
  /** Figures of the alarm system over a span of the engine's clock; null: as it now runs. */
  readonly alarmPerformance: (
    from: Instant,
    to: Instant,
    exercise: boolean | null,
  ) => Promise<AlertPerformance>
  readonly health: () => Promise<Health>
}
