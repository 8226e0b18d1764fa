import type { Cell, CellValue } from './product.ts'
import type { Instant } from './time.ts'

/** What the regional platform says of one area on one day ahead. */
export type GuidanceCell = Cell & Omit<CellValue, 'weather'>

/** Its forecast of one date of issue, as it was received; a later version replaces none. */
export type Guidance = {
  /** In Beijing, `2026-11-23`. */
  readonly issueDate: string
  readonly version: number
  readonly receivedAt: Instant
  /** SHA-256 of the canonical JSON of its cells. */
  readonly hash: string
  readonly cells: readonly GuidanceCell[]
}

/** What became of a forecast that was told: kept, or refused whole with every fault of it. */
export type GuidanceTaken =
  | { readonly ok: true; readonly guidance: Guidance; readonly isNew: boolean }
  | { readonly ok: false; readonly faults: readonly string[] }

/** How ranges of the AQI did against the days that were measured. */
export type RangeScore = {
  /** Mean distance of the middle of the range from the measured AQI. */
  readonly mae: number
  /** Share of the days inside the range. */
  readonly inside: number
}

/** Guidance and drafts on the same days of the same area, so many days ahead. */
export type GuidanceScore = Cell & {
  /** Days that were measured, with guidance and a draft. */
  readonly n: number
  readonly guidance: RangeScore
  readonly draft: RangeScore
}
