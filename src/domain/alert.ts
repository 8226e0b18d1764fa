import type { AlertKind, CitedReading, IncidentGrade, WarningColour } from './event.ts'
import type { Instant } from './time.ts'
import type { Json } from './json.ts'
import type { Pattern } from './pattern.ts'

export type Condition = 'pending' | 'firing' | 'resolved'
export type Attention = 'new' | 'acknowledged' | 'closed'

export const hidingKinds = ['shelved', 'out-of-service'] as const

/**
 * Why an open alert calls for no attention now: a person or the engine shelved it for a time, or
 * what it is about is out of service.
 */
export type Hiding = {
  readonly kind: (typeof hidingKinds)[number]
  /** A person, or `engine`. */
  readonly person: string
  readonly reason: string
  readonly since: Instant
  readonly until: Instant
}

export const inhibitionCauses = ['silent', 'on-site', 'out-of-service'] as const

/**
 * What an alert follows from, so that it is hidden by design: its station is silent (that alert),
 * people work there (that task), or its sensor is out of service (that alert).
 */
export type Inhibition = {
  readonly because: (typeof inhibitionCauses)[number]
  readonly alert: string | null
  readonly workflow: string | null
  readonly since: Instant
}

/** What people are told of one condition. Its state is the fold of its changes in the log. */
export type Alert = {
  readonly id: string
  /** Rule and subject; at most one open alert has it. */
  readonly fingerprint: string
  readonly rule: string
  readonly kind: AlertKind
  readonly station: string
  readonly subject: string
  readonly colour: WarningColour | null
  /** Others that it had; absent: none, or written before they were kept. */
  readonly coloursBefore?: readonly WarningColour[]
  /** Set by a person, never computed. */
  readonly incidentGrade: IncidentGrade | null
  readonly condition: Condition
  readonly attention: Attention
  /** A person's word that the signal is real, or that it is not an event. */
  readonly verdict: 'confirmed' | 'rejected' | null
  /** End of its hiding; null where it is not hidden. */
  readonly shelvedUntil: Instant | null
  /** Absent in what was written before hidings had a kind. */
  readonly hiding?: Hiding | null
  /** Null or absent: no other alert and no work explains it. Only one that fires has any. */
  readonly inhibitedBy?: Inhibition | null
  /** When an inhibition ended last; absent: there was none. */
  readonly inSightAt?: Instant
  readonly occurrences: number
  /** When it began of late, oldest first, by `observedAt`; kept where its rule counts chattering. */
  readonly firings?: readonly Instant[]
  readonly openedAt: Instant
  /** When it began of late, by `observedAt`; absent in what was written before it was kept. */
  readonly beganAt?: Instant
  readonly changedAt: Instant
  readonly resolvedAt: Instant | null
  readonly closedAt: Instant | null
  /** Newest observation behind it. */
  readonly observedAt: Instant
  /** Opened on evidence older than a day: kept, not delivered. */
  readonly retrospective: boolean
  /** Opened while the engine ran as an exercise; absent in what was written before there were any. */
  readonly exercise?: boolean
  readonly readings: readonly CitedReading[]
  readonly evidence: Readonly<Record<string, Json>>
  readonly workflows: readonly string[]
  readonly comments: readonly Comment[]
  /** The alert upstream whose water it tells of; null or absent: it stands alone. */
  readonly memberOf?: MemberOf | null
  /** Alerts downstream that tell of the same water; absent: none does. */
  readonly members?: readonly Member[]
  /** What its rejection taught; absent where nothing is learned of it. */
  readonly pattern?: Pattern
  /** Number in the change log of the last change; the entity tag. */
  readonly n: number
}

/** How far upstream another alert is, and how long the water took by the flow of then, h. */
export type MemberOf = {
  readonly alert: string
  readonly station: string
  readonly distanceKm: number
  readonly hoursFrom: number
  readonly hoursTo: number
}

/** As it was when it joined: when it began there by `observedAt`, and when we knew. */
export type Member = MemberOf & {
  readonly colour: WarningColour | null
  readonly beganAt: Instant
  readonly joinedAt: Instant
}

/** Of a comment, or of a reason, which is one too; a page of Chinese has some 800 characters. */
export const commentCharsMax = 2_000
export type Comment = { readonly at: Instant; readonly person: string; readonly text: string }

export const alertChangeTypes = [
  'alert.raised',
  'alert.updated',
  'alert.acknowledged',
  'alert.confirmed',
  'alert.rejected',
  'alert.graded',
  'alert.shelved',
  'alert.unshelved',
  'alert.resolved',
  'alert.closed',
  'alert.commented',
] as const
export const workflowChangeTypes = ['workflow.opened', 'workflow.step', 'workflow.closed'] as const
export const productChangeTypes = ['product.released', 'product.corrected'] as const
export const registerChangeTypes = ['register.changed'] as const
export const evidenceKeyChangeTypes = ['evidence-key.changed'] as const
export const changeTypes = [
  ...alertChangeTypes,
  ...workflowChangeTypes,
  ...productChangeTypes,
  ...registerChangeTypes,
  ...evidenceKeyChangeTypes,
] as const
export type ChangeType = (typeof changeTypes)[number]

/** One numbered entry of the change log before it has its number. */
export type NewChange = {
  readonly type: ChangeType
  /** Id of the alert, workflow, product or register it is about, or `evidence-key`. */
  readonly subject: string
  readonly at: Instant
  /** Who: a person's name, or `engine`. */
  readonly actor: string
  readonly reason: string
  /** State of the subject after the change, and what brought it about. */
  readonly body: Readonly<Record<string, Json>>
}

export type Change = NewChange & { readonly n: number; readonly hash: string }

export const workflowKinds = [
  'joint-patrol',
  'consultation',
  'emergency-monitoring',
  'maintenance-task',
  'recognition',
  'hand-over',
  'risk-item',
  'incident-report',
  'dispatch',
  'station-request',
  'enterprise-notice',
  'joint-meeting',
  'case-review',
  'data-request',
] as const
export type WorkflowKind = (typeof workflowKinds)[number]

export type WorkflowStep = {
  readonly step: string
  readonly at: Instant
  readonly recordedAt: Instant
  readonly district: string
  readonly person: string
  readonly place: { readonly lat: number; readonly lon: number } | null
  readonly data: Readonly<Record<string, Json>>
  readonly attachments: readonly Json[]
}

/** One running workflow; `state` is a state of its definition. */
export type Workflow = {
  readonly id: string
  readonly kind: WorkflowKind
  readonly definitionVersion: number
  /** `bloom-plan` or `hj-589` for emergency monitoring. */
  readonly procedure: string | null
  readonly state: string
  readonly alert: string | null
  /** Null where it is about no place: the consultation on a product. */
  readonly station: string | null
  readonly siteDistrict: string | null
  /** What a workflow without an alert is about; absent where its alert says so. */
  readonly about?: Readonly<Record<string, Json>>
  /** A drill: counted nowhere, told nobody. Absent in what was written before there were any. */
  readonly exercise?: boolean
  /** When the engine takes the step of its definition's deadline; null or absent: it does not. */
  readonly dueAt?: Instant | null
  /** Records of steps that had been taken otherwise; they change nothing, and are kept. */
  readonly conflicts?: readonly WorkflowStep[]
  /** Steps of operating procedures that were done beside it; absent: none. */
  readonly sopSteps?: readonly SopStepDone[]
  readonly openedAt: Instant
  readonly changedAt: Instant
  readonly closedAt: Instant | null
  readonly steps: readonly WorkflowStep[]
  readonly n: number
}

/** One step of an operating procedure, done in a case: who and when. */
export type SopStepDone = {
  /** Key and version of the procedure's entry. */
  readonly sop: string
  readonly version: number
  /** 1 first. */
  readonly item: number
  readonly at: Instant
  readonly recordedAt: Instant
  readonly district: string
  readonly person: string
  readonly note: string | null
  /** As of a step; absent: none. */
  readonly attachments?: readonly Json[]
}
