import type { Workflow } from './alert.ts'
import type { IncidentGrade } from './event.ts'
import type { Certainty, District, Names } from './network.ts'
import type { Instant } from './time.ts'

/** 初报、续报、处理结果报告: what is told of an incident to those above, in this order. */
export const reportKinds = ['first', 'follow-up', 'result'] as const
export type ReportKind = (typeof reportKinds)[number]

/** Why an incident is reported as if it were major, whatever its grade. */
export const majorReasons = ['drinking-water', 'cross-district', 'heavy-metal'] as const
export type MajorReason = (typeof majorReasons)[number]

/** By when an incident is reported: data, `incidents.json` in the network's folder. */
export type ReportPlan = {
  /** The regulation that it follows, in words. */
  readonly source: string
  readonly certainty: Certainty
  /** From its confirmation. */
  readonly firstWithinMs: Readonly<Record<IncidentGrade, number>>
  /** From the report before; no text of the regulation names a figure. */
  readonly followUpEveryMs: number
  /** From the end of the handling. */
  readonly resultWithinMs: number
  readonly intervalsCertainty: Certainty
  readonly asMajor: {
    readonly reasons: readonly MajorReason[]
    /** Factor codes. */
    readonly heavyMetals: readonly string[]
    readonly certainty: Certainty
  }
}

/** What is asked of a station, and by when it has to answer. */
export type RequestPlan = {
  readonly answerWithinMs: number
  /** The engine proposes a retest when an alert is confirmed; a person approves it. */
  readonly propose: boolean
  readonly certainty: Certainty
}

export const stationAsks = ['retest', 'retain-sample', 'cadence'] as const
export type StationAsk = (typeof stationAsks)[number]
export const stationOutcomes = ['accepted', 'done', 'refused'] as const

/** What a case asks of a station. */
export type StationRequest = {
  readonly forWorkflow: string
  readonly station: string
  readonly ask: StationAsk
  /** Factor code; null: all. */
  readonly parameter: string | null
  /** Of `cadence`: the distance between two readings that is wanted. */
  readonly cadenceMs: number | null
  /** Until when that is wanted; null: until it is asked anew. */
  readonly until: Instant | null
  readonly note: string
  readonly person: string
}

/** When the end of emergency monitoring can be proposed. */
export type MonitoringRule = {
  /** How long all points meet their criteria without a break. */
  readonly meetsForMs: number
  readonly certainty: Certainty
}

/** A result of one factor at one point, by the sample's own time. */
export type Sample = {
  readonly station: string
  readonly parameter: string
  readonly observedAt: Instant
  readonly value: number
}

/** Where the monitoring of a plan stands. */
export type MonitoringState = {
  readonly points: readonly {
    readonly station: string
    readonly parameter: string
    readonly samples: number
    readonly lastAt: Instant | null
    readonly lastValue: number | null
    /** The criterion of the plan; null: it names none. */
    readonly limit: number | null
    readonly meetsSince: Instant | null
    readonly nextAt: Instant | null
  }[]
  /** The next sampling of any point. */
  readonly nextAt: Instant | null
  /** Since when all points meet their criteria; null: they do not. */
  readonly meetsSince: Instant | null
  readonly proposesEnd: boolean
}

/** What a network prepares for incidents. */
export type IncidentPlan = {
  /** Null: nothing is reported by the clock. */
  readonly reports: ReportPlan | null
  readonly requests: RequestPlan
  readonly monitoring: MonitoringRule
  /** The register, by id. */
  readonly resources: readonly Resource[]
}

/** A report that was sent. */
export type SentReport = {
  readonly kind: ReportKind
  /** Of its kind, from 1. */
  readonly number: number
  readonly at: Instant
  readonly person: string
  readonly to: readonly string[]
  readonly text: string
}

/** Where the reporting of an incident stands. */
export type ReportState = {
  readonly grade: IncidentGrade
  readonly asMajor: readonly MajorReason[]
  /** From when the first report's time runs. */
  readonly knownAt: Instant
  /** What is expected next; null: the result was reported, or it was cancelled. */
  readonly next: ReportKind | null
  readonly dueAt: Instant | null
  /** When it was escalated for what is due now; null: it was not. */
  readonly escalatedAt: Instant | null
  readonly sent: readonly SentReport[]
}

export const resourceKinds = ['boat', 'vehicle', 'instrument', 'person'] as const
export type ResourceKind = (typeof resourceKinds)[number]

/** What emergency monitoring is done with: an entry of the register, `resources.json`. */
export type Resource = {
  readonly id: string
  readonly kind: ResourceKind
  readonly name: Names
  /** Whose it is. */
  readonly district: District
  readonly note: string | null
  readonly certainty: Certainty
}

/** One case's hold of a resource, half-open in time, as its `dispatch` tells it. */
export type Booking = {
  readonly workflow: Workflow
  readonly resource: string
  /** Id of the workflow that it is for. */
  readonly forWorkflow: string
  readonly forDistrict: District
  readonly fromAt: Instant
  readonly toAt: Instant
}

/** What is asked for a case: a resource, or any of a kind of the asking district's own. */
export type BookingRequest = {
  readonly forWorkflow: string
  readonly want: { readonly resource: string } | { readonly kind: ResourceKind }
  readonly district: District
  readonly person: string
  readonly fromAt: Instant
  readonly toAt: Instant
}

/** A resource and what holds it in a span. */
export type ResourceUse = { readonly resource: Resource; readonly bookings: readonly Booking[] }

/** An expert of the register, without how to reach them. */
export type Expert = {
  readonly key: string
  readonly name: string
  readonly district: string | null
  readonly organisation: string | null
  readonly title: string | null
  /** `available`, `on-call`, `away`; null: not known. */
  readonly availability: string | null
  readonly pollutants: readonly string[]
  readonly fields: readonly string[]
}

/** An expert, and what of the incident they know. */
export type ExpertMatch = { readonly expert: Expert; readonly knows: readonly string[] }
