import type { Alert, Workflow, WorkflowKind } from './alert.ts'
import type { IncidentGrade } from './event.ts'
import type { Json } from './json.ts'
import type { District, Names } from './network.ts'
import type { PageRequest } from './queries.ts'
import type { Instant } from './time.ts'

/** Where a district stands towards the evidence of a joint patrol. */
export type Recognition = {
  readonly district: District
  readonly state: 'pending' | 'recognised' | 'contested'
  readonly person: string | null
  readonly at: Instant | null
  readonly reason: string | null
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
}

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
  readonly ledger: {
    readonly open: readonly LedgerItem[]
    readonly overdue: number
    readonly closed: number
  }
}

export type AlertTally = Pick<Alert, 'kind' | 'colour' | 'verdict'> & { readonly alerts: number }

export type DigestWorkflow = Pick<
  Workflow,
  'id' | 'kind' | 'state' | 'station' | 'siteDistrict' | 'alert' | 'openedAt' | 'closedAt'
> & {
  readonly leader: string | null
  /** Name of the step taken last; null: none yet. */
  readonly lastStep: Names | null
  /** The decision, result or reason that was given last. */
  readonly outcome: string | null
}
