import type { Workflow } from './alert.ts'
import type { District, Names } from './network.ts'
import type { Instant } from './time.ts'

/** What is scored, and of how many points (分值): those of a sheet are 100 together. */
export type ReviewCriterion = { readonly id: string; readonly name: Names; readonly points: number }

/** What a case may be found to have been, beside its points: a hit, a false alarm. */
export type ReviewFinding = { readonly id: string; readonly name: Names }

/** A form of scores for cases of one sort. */
export type ReviewSheet = {
  readonly id: string
  readonly name: Names
  readonly of: 'workflows' | 'alerts'
  /** Kinds of workflows, or of alerts. */
  readonly kinds: readonly string[]
  /** How many cases of each district are drawn, where it has as many. */
  readonly perDistrict: number
  readonly criteria: readonly ReviewCriterion[]
  /** Empty: nothing is asked beside the points. */
  readonly findings: readonly ReviewFinding[]
}

/** The yearly review of closed cases (执法联合评议, R52) as data: `case-review.json` of a network. */
export type ReviewForm = {
  /** How many members of the panel score each case at least. */
  readonly leastReviewers: number
  /** Whether members score cases of their own district. */
  readonly ownDistrict: 'allowed' | 'refused'
  /** How long after the end of its year it is to be concluded; null: people are not reminded. */
  readonly dueWithinMs: number | null
  readonly sheets: readonly ReviewSheet[]
  /** By points of 100: the first whose `from` is reached. */
  readonly grades: readonly { readonly from: number; readonly name: Names }[]
}

/** A case that may be reviewed, with the district that it is held for. */
export type ReviewCandidate = {
  readonly subject: string
  readonly kind: string
  readonly district: District
}

/** A case of a review. */
export type SelectedCase = ReviewCandidate & { readonly sheet: string }

/** What one member of the panel gave one case; `points` of each criterion, by its id. */
export type CaseScore = {
  /** Key of the member in the register `review-panel`. */
  readonly reviewer: string
  readonly reviewerDistrict: District
  readonly at: Instant
  /** Who entered it. */
  readonly person: string
  readonly points: Readonly<Record<string, number>>
  readonly total: number
  readonly finding: string | null
  readonly remarks: string | null
}

export type ReviewedCase = SelectedCase & {
  /** Drawn by lot, or named by a person, who said why. */
  readonly how: 'draw' | 'list'
  readonly reason: string | null
  /** The newest of each member. */
  readonly scores: readonly CaseScore[]
  /** Of 100; null: nobody has scored it. */
  readonly mean: number | null
  /** What more than half of its members found it to be; null: no such finding. */
  readonly finding: string | null
  /** By as many members as the form wants. */
  readonly isScored: boolean
}

/** What a sheet came to in one district. */
export type DistrictReview = {
  readonly sheet: string
  readonly district: District
  readonly cases: number
  /** Of these, by as many members as the form wants. */
  readonly scored: number
  /** Of 100, over the cases that somebody scored; null: none. */
  readonly mean: number | null
  readonly lowest: number | null
  readonly highest: number | null
  readonly grade: Names | null
  /** Mean points of each criterion, of the cases that somebody scored. */
  readonly criteria: readonly { readonly id: string; readonly mean: number | null }[]
  readonly findings: readonly { readonly id: string; readonly cases: number }[]
}

/** A review as its steps tell it. */
export type CaseReview = {
  readonly workflow: Workflow
  readonly year: number
  readonly form: ReviewForm
  /** The draw that stands; null: none, its cases are named. */
  readonly draw: {
    readonly number: number
    readonly seed: string
    readonly method: string
    readonly at: Instant
    readonly person: string
  } | null
  readonly cases: readonly ReviewedCase[]
  /** In the order of the sheets, then of the districts' ids. */
  readonly districts: readonly DistrictReview[]
  /** The summary that ended it; null: it goes on. */
  readonly summary: string | null
}

/** Whether the review of a year is missing: it is to be made until `dueAt`, or was not made by then. */
export type ReviewReminder = {
  readonly year: number
  /** Null: the form names no time. */
  readonly dueAt: Instant | null
  readonly warning: 'due' | 'missed' | null
}

type By = { readonly district: District; readonly person: string }

export type ReviewOpening = By & { readonly year: number; readonly exercise: boolean }
/** `reason`: why it is drawn once more. */
export type ReviewDraw = By & { readonly reason: string | null }
/** Cases that a person names, with the reason for it. */
export type ReviewList = By & {
  readonly subjects: readonly string[]
  readonly reason: string
}
/** `reason`: why the member scores it once more. */
export type ReviewScore = Pick<CaseScore, 'reviewer' | 'person' | 'points' | 'finding'> & {
  readonly subject: string
  readonly remarks: string | null
  readonly reason: string | null
}
