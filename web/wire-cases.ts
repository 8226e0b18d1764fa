import type {
  DistrictReview,
  ReviewedCase,
  ReviewReminder,
  ReviewSheet,
} from '../src/domain/case-review.ts'
import type { RevocationGrounds } from '../src/domain/casework.ts'
import type { DataRequestItem, DataRequestState } from '../src/domain/data-request.ts'
import type { Expert, Resource } from '../src/domain/incident.ts'
import type { Json } from '../src/domain/json.ts'
import type { SourceLag } from '../src/domain/source-lag.ts'

/** What the engine answers of cases and of sources of data, as the page reads it. */
export type CaseStep = {
  readonly step: string
  readonly at: string
  readonly person: string
  readonly data: Readonly<Record<string, Json>>
}

export type PatrolItem = {
  readonly id: string
  readonly etag: string
  /** Steps that can be taken now. */
  readonly allowed: readonly string[]
  readonly state: string
  readonly station: string | null
  readonly siteDistrict: string | null
  readonly exercise: boolean
  readonly alert: string | null
  readonly about: Readonly<Record<string, Json>> | null
  readonly steps: readonly CaseStep[]
}

/** An enterprise of the district of a patrol. */
export type SiteItem = { readonly site: string; readonly name: string; readonly exempt: boolean }

export type MonitoringItem = Pick<PatrolItem, 'id' | 'station' | 'siteDistrict' | 'exercise'> & {
  readonly procedure: string | null
}

/** An expert as proposed, without how to reach them. */
export type ExpertItem = Omit<Expert, 'pollutants' | 'fields'> & {
  /** Codes of pollutants, or the procedure. */
  readonly knows: readonly string[]
}

export type ResultItem = {
  readonly workflow: string
  readonly district: string
  readonly result: string
  readonly at: string
  readonly publication: string
  readonly exercise: boolean
  readonly major: boolean
  readonly revoked: {
    readonly at: string
    readonly grounds: RevocationGrounds
    readonly document: string
    readonly reason: string
  } | null
}

export type DataSourceItem = Pick<
  SourceLag,
  'kind' | 'district' | 'stations' | 'silent' | 'late'
> & {
  readonly newestAt: string | null
  readonly ageSeconds: number | null
  readonly delaySeconds: { readonly median: number; readonly worst: number } | null
}

/** What one sheet of the form came to in one district. */
export type DistrictReviewItem = Omit<DistrictReview, 'criteria'>

/** Of a review of cases: points of a criterion, and what a case may be found to have been. */
export type SheetItem = Pick<ReviewSheet, 'id' | 'name' | 'criteria' | 'findings'>

export type ReviewItem = {
  readonly id: string
  readonly etag: string
  readonly state: string
  readonly year: number
  readonly exercise: boolean
  readonly closedAt: string | null
  readonly summary: string | null
  readonly sheets: readonly SheetItem[]
  readonly districts: readonly DistrictReviewItem[]
}

/** Whether the review of a year is missing. */
export type ReminderItem = Pick<ReviewReminder, 'year' | 'warning'> & {
  readonly dueAt: string | null
}

/** A case of a review, to be scored. */
export type ReviewCaseItem = Pick<ReviewedCase, 'sheet' | 'subject' | 'kind' | 'district'> & {
  readonly scores: readonly unknown[]
}

export type RequestItem = Pick<
  DataRequestItem,
  'name' | 'organisation' | 'purpose' | 'district' | 'ownerDistrict'
> & {
  readonly id: string
  readonly etag: string
  /** Steps that can be taken now. */
  readonly allowed: readonly string[]
  readonly state: DataRequestState
  readonly exercise: boolean
  readonly askedAt: string
  readonly dueAt: string | null
  readonly overdue: boolean
  readonly decision: { readonly person: string; readonly said: string | null } | null
  readonly until: string | null
}

/** A boat, vehicle, instrument or person, and whether nobody has it now. */
export type ResourceItem = Pick<Resource, 'id' | 'district' | 'name' | 'certainty'> & {
  readonly free: boolean
}

/** An open case, as far as one is told from another. */
export type CaseItem = {
  readonly id: string
  readonly kind: string
  readonly procedure: string | null
  readonly station: string | null
  readonly siteDistrict: string | null
  readonly exercise: boolean
  readonly openedAt: string
}
