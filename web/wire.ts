import type { Alert, Workflow } from '../src/domain/alert.ts'
import type { PatrolCount, PlannedState, TeamHead } from '../src/domain/casework.ts'
import type { Band } from '../src/domain/forecast.ts'
import type { Json } from '../src/domain/json.ts'
import type { Certainty, Names, Parameter, Station, WaterClass } from '../src/domain/network.ts'

/**
 * What the engine answers under `/api/v1`, as far as the page reads it. Times are RFC 3339 texts;
 * fields beyond the outer face are optional, and the page does without them.
 */
export type StationItem = Pick<
  Station,
  'id' | 'name' | 'kind' | 'waterBody' | 'district' | 'lat' | 'lon' | 'target'
> & {
  /** How sure its place is. */
  readonly position?: Certainty
  readonly state: string
  readonly lastObservedAt: string | null
  readonly chainageKm?: number | null
  /** Assessed now. */
  readonly waterClass?: WaterClass | null
  readonly expected?: readonly { readonly cadenceMs: number }[]
  /** Newest reading of each series. */
  readonly latest?: readonly ReadingItem[]
}

/**
 * Limits of classes I to V of one parameter; a falling row means that more is better. `range`
 * is the one range of a parameter such as pH, inside which nothing is wrong.
 */
export type ClassLimits = {
  readonly river?: readonly number[] | null
  readonly lake?: readonly number[] | null
  readonly range?: readonly number[] | null
}

export type ParameterItem = Pick<Parameter, 'alias' | 'name' | 'unit' | 'medium'> & {
  readonly parameter: string
  readonly decimals?: Parameter['decimals']
  readonly certainty?: Certainty
  readonly limits?: ClassLimits | null
}

export type ReadingItem = {
  readonly station: string
  readonly parameter: string
  readonly alias?: string
  readonly period?: string
  readonly source?: string
  readonly observedAt: string
  readonly value: number
  readonly unit?: string
  readonly qualifier?: string
  readonly flag: number
  readonly reasons?: readonly string[]
}

export type AlertItem = Pick<
  Alert,
  'id' | 'kind' | 'station' | 'colour' | 'condition' | 'attention'
> & {
  readonly etag: string
  readonly openedAt: string
  readonly evidence: Readonly<Record<string, Json>>
  readonly workflows: readonly string[]
  readonly comments?: readonly { readonly person: string; readonly text: string }[]
  /** Commands the engine would take now. */
  readonly allowed?: readonly string[]
  readonly rule?: string
  /** Newest observation behind it. */
  readonly observedAt?: string
  /** The station, or `station/parameter` where the alert is about one series. */
  readonly subject?: string
  readonly verdict?: Alert['verdict']
  readonly incidentGrade?: Alert['incidentGrade']
  readonly shelvedUntil?: string | null
  /** Of what it follows, so that it is hidden by design. */
  readonly inhibitedBy?: { readonly because: string; readonly alert: string | null } | null
  readonly occurrences?: number
  /** A drill, or a demonstration. */
  readonly exercise?: boolean
  readonly memberOf?: { readonly alert: string; readonly station: string } | null
  readonly members?: readonly { readonly station: string; readonly beganAt: string }[]
}

export type WorkflowItem = Pick<Workflow, 'id' | 'kind' | 'state' | 'siteDistrict'> & {
  readonly etag: string
  readonly procedure?: string | null
  readonly alert?: string | null
  readonly closedAt?: string | null
  /** Steps that can be taken now. */
  readonly allowed?: readonly string[]
}

export type ListAnswer = { readonly items: readonly unknown[]; readonly next: string | null }

/** RFC 9457 problem document. */
export type ProblemDocument = {
  readonly status: number
  readonly code: string
  readonly title?: string
  readonly detail?: string
  readonly allowed?: readonly string[]
  /** Each fault of what was sent as a whole. */
  readonly faults?: readonly string[]
}

/** The engine's clock; `speed` 1 and the wall's time unless it was set otherwise. */
export type ClockAnswer = { readonly now: string; readonly speed?: number }

type Named = { readonly id: string; readonly name: Names }

/** Names of what the stations lie in. */
export type NetworkAnswer = {
  readonly waterBodies: readonly Named[]
  readonly districts: readonly (Named & { readonly inZone?: boolean })[]
  readonly rivers: readonly { readonly id: string; readonly course: Names | null }[]
}

/** One area on one day of the joint air product. */
export type ProductItem = {
  readonly area: string
  readonly leadDay: number
  readonly date: string
  readonly trend: boolean
  readonly aqiLow: number | null
  readonly aqiHigh: number | null
  readonly levels: readonly number[]
  readonly levelWords: Names | null
  readonly primaryPollutants: readonly string[]
}

/** One step of a forecast, as served. */
export type ForecastItem = Band & {
  /** Start of the step. */
  readonly time: string
  /** From the cut-off to the end of the step, ISO 8601. */
  readonly lead: string
  readonly published: boolean
  readonly reason: string | null
}

export type ForecastAnswer = {
  readonly run: {
    readonly issuedAt: string
    readonly cutOffAt: string
    readonly model: string
    /** Length of a step, ISO 8601. */
    readonly step: string
    /** Why it rests on less than the whole model. */
    readonly note: string | null
  }
  readonly items: readonly ForecastItem[]
}

/** How the forecasts of a series as issued did at one lead. */
export type SkillItem = {
  readonly lead: string
  readonly n: number
  readonly mae: number
  readonly coverage80: number
  readonly coverage95: number
  readonly persistence: { readonly mae: number }
  readonly climatology: { readonly mae: number }
}

/** The newest released air product, as far as the page shows it. */
export type ProductAnswer = {
  readonly date: string
  readonly version: number
  readonly demonstration: boolean
  readonly hash: string
  readonly areas: readonly { readonly area: string; readonly name: Names }[]
  readonly items: readonly ProductItem[]
  readonly parties: readonly {
    readonly party: string
    readonly name: Names
    readonly person: string
    readonly signedAt: string
  }[]
}

/** Joint patrols of a year in one water body. */
export type PatrolCountItem = Omit<PatrolCount, 'lastAt'> & { readonly lastAt: string | null }

/** A patrol of the annual plan, as far as the page shows it. */
export type PlanEntryItem = {
  readonly entry: string
  readonly waterBody: string
  readonly district: string
  readonly station: string | null
  readonly number: number
  readonly of: number
  readonly fromAt: string
  readonly dueAt: string
  readonly state: PlannedState
}

/** An item of the risk ledger, as far as the page shows it. */
export type LedgerEntry = {
  readonly id: string
  readonly title: string
  readonly station: string | null
  readonly siteDistrict: string | null
  readonly state: string
  readonly dueAt: string | null
  readonly overdue: boolean
  readonly exercise: boolean
}

/** Reports on an incident that are under way; without a time they are late. */
export type ReportsEntry = Omit<LedgerEntry, 'title' | 'overdue'>

/** A resource that a case holds or has asked for. */
export type BookingEntry = {
  readonly id: string
  readonly etag: string
  readonly resource: string
  /** The case that it is for. */
  readonly workflow: string
  /** That asked for it. */
  readonly district: string
  readonly state: string
  readonly from: string
  readonly to: string
  readonly exercise: boolean
  /** Steps that can be taken now. */
  readonly allowed: readonly string[]
}

/** A joint meeting that is near, late (then without a time), or was held. */
export type MeetingEntry = {
  readonly id: string
  readonly state: string
  readonly dueAt: string | null
  readonly closedAt: string | null
  readonly steps: readonly {
    readonly attachments: readonly { readonly sha256?: string; readonly name?: string }[]
  }[]
  readonly about: { readonly half?: string } | null
}

export type CaseworkAnswer = {
  readonly reports: readonly ReportsEntry[]
  readonly bookings: readonly BookingEntry[]
  readonly counts: readonly PatrolCountItem[]
  readonly teamHead: TeamHead | null
  readonly plan: readonly PlanEntryItem[]
  readonly meetings: readonly MeetingEntry[]
  readonly ledger: readonly LedgerEntry[]
}

/** What the regional platform says of the same days. */
export type GuidanceAnswer = {
  readonly issueDate: string
  readonly items: readonly {
    readonly area: string
    readonly leadDay: number
    readonly aqiLow: number
    readonly aqiHigh: number
  }[]
}

export type HelloFrame = { readonly type: 'hello'; readonly head: number; readonly oldest: number }
export type HeartbeatFrame = {
  readonly type: 'heartbeat'
  readonly head: number
  readonly upTo: number
  readonly at?: string
}
export type SnapshotFrame = {
  readonly type: 'snapshot'
  readonly upTo: number
  readonly alerts: readonly AlertItem[]
  readonly workflows: readonly WorkflowItem[]
}
export type ReadingFrame = {
  readonly type: 'reading'
  readonly at?: string
  readonly data: ReadingItem | readonly ReadingItem[]
}
/** A numbered change; `data` is the subject's state after it, whole or in part. */
export type NumberedFrame = {
  readonly n: number
  readonly prev: number
  readonly type: string
  readonly at: string
  readonly data: { readonly id: string } & Readonly<Record<string, Json>>
}
export type Frame = HelloFrame | HeartbeatFrame | SnapshotFrame | ReadingFrame | NumberedFrame

/** Names in both languages as they come in free JSON; null when they are not such. */
export function namesIn(value: Json | undefined): Names | null {
  if (typeof value !== 'object' || value === null || !('zh' in value) || !('en' in value)) {
    return null
  }
  const { zh, en } = value
  return typeof zh === 'string' && typeof en === 'string' ? { zh, en } : null
}
