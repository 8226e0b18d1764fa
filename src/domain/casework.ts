import type { Alert, Workflow, WorkflowKind } from './alert.ts'
import type { DistrictReview } from './case-review.ts'
import type { IncidentGrade } from './event.ts'
import type { Json } from './json.ts'
import type { District, Names } from './network.ts'
import type { PageRequest } from './queries.ts'
import type { Instant } from './time.ts'
import type { Trigger } from './trigger.ts'

/** Where a district stands towards the evidence of a joint patrol. */
export type Recognition = {
  readonly district: District
  readonly state: 'pending' | 'recognised' | 'contested'
  readonly person: string | null
  readonly at: Instant | null
  readonly reason: string | null
}

/** By what a result ends: reconsideration (行政复议), a lawsuit lost (行政诉讼败诉), who gave it. */
export const revocationGrounds = ['reconsideration', 'lawsuit', 'own-decision'] as const
export type RevocationGrounds = (typeof revocationGrounds)[number]

/** What a district decided on evidence that was handed over to it: recognised until revoked (R33). */
export type EnforcementResult = {
  /** The hand-over. */
  readonly workflow: Workflow
  /** Who decided. */
  readonly district: District
  readonly result: string
  readonly publication: 'published' | 'withheld'
  readonly at: Instant
  /** A major case (大案要案), which was reviewed before. */
  readonly major: boolean
  /** Null: it is recognised. `document`: number of the decision or judgment that revoked it. */
  readonly revoked: {
    readonly at: Instant
    readonly grounds: RevocationGrounds
    readonly document: string
    readonly reason: string
  } | null
}

/** Null: of any state, district. */
export type ResultQuery = PageRequest & {
  readonly state: 'recognised' | 'revoked' | null
  readonly district: string | null
  readonly exercise: boolean
}

/** An item of the risk ledger, as its steps tell it. */
export type LedgerItem = {
  readonly workflow: Workflow
  readonly title: string
  readonly description: string
  readonly waterBody: string | null
  readonly foundAt: Instant
  /** Null before a date is set. */
  readonly dueAt: Instant | null
  readonly responsible: string | null
  readonly isOverdue: boolean
  /** When it was escalated for its present date; null: it was not. */
  readonly escalatedAt: Instant | null
  readonly rectifiedAt: Instant | null
  readonly verifiedAt: Instant | null
}

/** Null: of any state, district, workflow. */
export type LedgerQuery = PageRequest & {
  readonly state: string | null
  readonly district: string | null
  /** The workflow that it was found by. */
  readonly workflow: string | null
  readonly overdueAt: Instant | null
  readonly exercise: boolean
}

/** What a network asks of its patrols: data, `patrols.json` in its folder. */
export type PatrolPlan = {
  /** Water bodies that are counted, the four of R40 as shipped. */
  readonly waterBodies: readonly string[]
  readonly leastPerYear: number
  /** How long after the beginning of a year a body without its patrols is warned of. */
  readonly warnAfterMs: number
  /** From when on a device's clock is marked on its steps, and they are refused. */
  readonly clock: { readonly markMs: number; readonly refuseMs: number }
  /** Null: nobody heads the joint team in turn. */
  readonly teamHead: TeamHeadPlan | null
  /** Keys of contacts who are told what crosses a district's border; else its liaisons are. */
  readonly crossBorderTo: Readonly<Record<District, readonly string[]>>
  /** Null: nobody is reminded of joint meetings. */
  readonly jointMeeting: MeetingPlan | null
}

/** On which day, as `01-15`, the joint meeting on each half-year is, and how long before it is told. */
export type MeetingPlan = {
  readonly days: { readonly H1: string; readonly H2: string }
  readonly remindBeforeMs: number
}

/** A joint meeting by its calendar: `onAt` its day begins, `dueAt` it is over. */
export type JointMeeting = {
  /** As `2026-H2`. */
  readonly half: string
  /** Its name: at most one workflow has it. */
  readonly planned: string
  readonly remindAt: Instant
  readonly onAt: Instant
  readonly dueAt: Instant
}

/** In which order districts head the joint team, a year each, from which year on. */
export type TeamHeadPlan = {
  readonly order: readonly District[]
  readonly firstYear: number
}

/** Whose turn it is to head the joint team in a year of Beijing time. */
export type TeamHead = { readonly year: number; readonly district: District }

/** An entry of the annual plan of joint patrols, as it is in force. */
export type PlanEntry = {
  readonly key: string
  readonly version: number
  readonly enteredAt: Instant
  readonly waterBody: string
  readonly district: District
  readonly station: string | null
  /** First and last day of its range, Beijing time. */
  readonly from: string
  readonly to: string
  /** How many patrols are wanted in the range. */
  readonly times: number
  /** Keys of enterprises to be visited. */
  readonly sites: readonly string[]
  /** Why those of them that are exempt are visited; null: they are not. */
  readonly exemptReason: string | null
}

/** One patrol that an entry wants: opened at `fromAt`, late at `dueAt`. */
export type PlannedPatrol = {
  /** Its name: at most one workflow has it. */
  readonly planned: string
  /** 1 first. */
  readonly number: number
  readonly of: number
  readonly fromAt: Instant
  readonly dueAt: Instant
}

export const plannedStates = ['ahead', 'open', 'late', 'done', 'cancelled', 'past'] as const

/**
 * Where a planned patrol stands: `late` is open beyond its time; `past` was over before it was
 * planned, and opened nothing.
 */
export type PlannedState = (typeof plannedStates)[number]

/** A planned patrol with what came of it. */
export type PlanItem = PlannedPatrol & {
  readonly entry: PlanEntry
  readonly state: PlannedState
  /** Id of the workflow that was opened; null: none yet. */
  readonly workflow: string | null
}

/** An enterprise that a patrol may visit. */
export type SiteCandidate = {
  readonly site: string
  readonly name: string
  /** On the exempt list (正面清单). */
  readonly exempt: boolean
}

type ByWhom = { readonly district: string; readonly person: string; readonly reason: string | null }

/** Whom a patrol visits; `reason`: why exempt ones. */
export type SiteSelection = ByWhom & { readonly sites: readonly string[] }

/** How many are drawn; `reason`: why once more. */
export type DrawRequest = ByWhom & { readonly sites: number; readonly inspectors: number }

/** A joint patrol that was completed. */
export type PatrolDone = {
  readonly workflow: string
  readonly waterBody: string | null
  readonly at: Instant
}

/** `due`: the year is about to end without; `missed`: it has. */
export type PatrolCount = {
  readonly waterBody: string
  readonly year: number
  readonly done: number
  readonly least: number
  readonly lastAt: Instant | null
  readonly warning: 'due' | 'missed' | null
}

/** A workflow that a person opens, not an alert. */
export type HandOpening = {
  readonly kind: WorkflowKind
  readonly procedure: string | null
  /** Null: that of the workflow it is about, or none. */
  readonly station: string | null
  /** Null: that of the station. */
  readonly district: District | null
  readonly waterBody: string | null
  /** Id of the workflow that it is about. */
  readonly workflow: string | null
  readonly about: Readonly<Record<string, Json>>
  readonly person: string
  readonly exercise: boolean
  /** Of the incident that is reported. */
  readonly grade?: IncidentGrade | null
}

/** What the half-yearly joint meeting is told. */
export type Digest = {
  /** As `2026-H2`. */
  readonly half: string
  readonly from: Instant
  readonly to: Instant
  readonly madeAt: Instant
  readonly exercise: boolean
  /** False: the half has not ended, and more may come. */
  readonly isOver: boolean
  readonly alerts: {
    readonly opened: number
    readonly tallies: readonly AlertTally[]
    /** Those that a person confirmed. */
    readonly confirmed: readonly Pick<
      Alert,
      'id' | 'kind' | 'station' | 'colour' | 'incidentGrade' | 'openedAt' | 'resolvedAt'
    >[]
  }
  /** Of the whole year. */
  readonly counts: readonly PatrolCount[]
  readonly patrols: readonly DigestWorkflow[]
  readonly consultations: readonly DigestWorkflow[]
  readonly emergencies: readonly DigestWorkflow[]
  readonly handOvers: readonly DigestWorkflow[]
  readonly recognitions: readonly DigestWorkflow[]
  /** Reviews of cases that went on in the half. */
  readonly reviews: readonly DigestReview[]
  readonly ledger: {
    readonly open: readonly LedgerItem[]
    readonly overdue: number
    readonly closed: number
  }
}

/** What a sheet of the review of a year's cases came to in one district. */
export type DigestReview = Pick<
  DistrictReview,
  'district' | 'cases' | 'scored' | 'mean' | 'grade'
> & {
  readonly workflow: string
  readonly year: number
  readonly sheet: Names
  /** False: it is not concluded yet. */
  readonly isOver: boolean
}

export type AlertTally = Pick<Alert, 'kind' | 'colour' | 'verdict'> & { readonly alerts: number }

export type DigestWorkflow = Pick<
  Workflow,
  'id' | 'kind' | 'state' | 'station' | 'siteDistrict' | 'alert' | 'openedAt' | 'closedAt'
> & {
  readonly trigger: Trigger
  /** Of the complaint or event, as whoever opened it said; null: none. */
  readonly reference: string | null
  readonly leader: string | null
  /** Name of the step taken last; null: none yet. */
  readonly lastStep: Names | null
  /** The decision, result or reason that was given last. */
  readonly outcome: string | null
}
