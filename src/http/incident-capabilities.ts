import type { Workflow } from '../domain/alert.ts'
import type {
  Booking,
  BookingRequest,
  ExpertMatch,
  MonitoringRule,
  MonitoringState,
  ReportKind,
  ReportPlan,
  ReportState,
  ResourceKind,
  ResourceUse,
  StationRequest,
} from '../domain/incident.ts'
import type { Page, PageRequest } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import type { CommandResult, Keep } from './capabilities.ts'

/** Reports on an incident, where they stand, and by which figures. */
export type Reports = {
  readonly workflow: Workflow
  readonly state: ReportState
  /** Null: the network reports nothing by the clock any more. */
  readonly plan: ReportPlan | null
}

/** Points that a plan may begin with, and where the newest plan stands. */
export type Monitoring = {
  readonly workflow: Workflow
  readonly proposed: readonly {
    readonly station: string
    readonly role: 'reference' | 'source' | 'control' | 'confluence' | 'intake'
    readonly distanceKm: number
    readonly arrival:
      | { readonly status: 'estimated'; readonly fromAt: Instant; readonly toAt: Instant }
      | { readonly status: 'unknown' | 'standing' | 'reversed' }
      | null
  }[]
  /** Null: there is no plan yet. */
  readonly plan: {
    readonly revision: number
    readonly at: Instant
    readonly everyMs: number | null
    readonly state: MonitoringState
  } | null
  readonly rule: MonitoringRule
}

/** What the HTTP door needs of incidents. */
export type IncidentCapabilities = {
  /** Available ones first; null where it is no emergency monitoring. */
  readonly experts: (id: string) => Promise<readonly ExpertMatch[] | null>
  /** Of the reports themselves, or about this workflow; null: there are none. */
  readonly reports: (id: string) => Promise<Reports | null>
  /** A draft in Markdown; `kind` null: of what is expected next. Null: there are none. */
  readonly reportDraft: (
    id: string,
    asked: {
      readonly kind: ReportKind | null
      readonly asOf: Instant
      readonly language: 'zh' | 'en'
    },
  ) => Promise<string | null>
  /** The register with what holds each resource in a span; `exercise` null: as the engine runs. */
  readonly resources: (query: {
    readonly kind: ResourceKind | null
    readonly district: string | null
    readonly fromAt: Instant
    readonly toAt: Instant
    readonly exercise: boolean | null
  }) => Promise<readonly ResourceUse[]>
  readonly bookings: (
    query: PageRequest & {
      readonly workflow: string | null
      readonly resource: string | null
      /** Only those that still hold. */
      readonly open: boolean
      readonly exercise: boolean | null
    },
  ) => Promise<Page<Booking>>
  readonly book: (
    request: BookingRequest,
    keep: Keep<Booking> | null,
  ) => Promise<CommandResult<Booking>>
  readonly askStation: (
    request: StationRequest,
    keep: Keep<Workflow> | null,
  ) => Promise<CommandResult<Workflow>>
  /** Null: it is no emergency monitoring, or about no place. */
  readonly monitoring: (id: string) => Promise<Monitoring | null>
  /** What was asked of stations for a case, in that order. */
  readonly stationRequests: (id: string) => Promise<readonly Workflow[]>
}
