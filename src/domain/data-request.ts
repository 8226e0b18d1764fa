import type { Workflow } from './alert.ts'
import type { District } from './network.ts'
import type { PageRequest } from './queries.ts'
import type { Instant } from './time.ts'

/** What a network asks of requests for data sets: data, `data-requests.json` in its folder. */
export type DataRequestPlan = {
  /** Within which time the owner decides, ms. */
  readonly decideWithinMs: number
}

/** A request for a data set of the catalogue, as a person makes it. */
export type DataRequest = {
  /** Key in the register `data-sets`. */
  readonly dataSet: string
  readonly person: string
  readonly district: District
  readonly organisation: string
  /** What for. */
  readonly purpose: string
  readonly exercise: boolean
}

export const dataRequestStates = [
  'asked',
  'granted',
  'refused',
  'revoked',
  'closed',
  'cancelled',
] as const
export type DataRequestState = (typeof dataRequestStates)[number]

/** A request with what was decided on it. */
export type DataRequestItem = Omit<DataRequest, 'exercise'> & {
  readonly workflow: Workflow
  readonly ownerDistrict: District
  /** The name of the data set as it was asked for. */
  readonly name: string
  readonly dueAt: Instant | null
  /** Not decided in its time. */
  readonly isOverdue: boolean
  /** What was decided last: granted, refused or revoked; null: nothing yet. */
  readonly decision: {
    readonly step: 'grant' | 'refuse' | 'revoke'
    readonly at: Instant
    readonly person: string
    /** Why it was refused or revoked, or on which conditions it was granted. */
    readonly said: string | null
  } | null
  /** Until when access was granted; null: it was not, or for good. */
  readonly until: Instant | null
}

/** Null: of any state, data set, district that asked, district that has it. */
export type DataRequestQuery = PageRequest & {
  readonly state: DataRequestState | null
  readonly dataSet: string | null
  readonly district: District | null
  readonly ownerDistrict: District | null
  readonly exercise: boolean
}
