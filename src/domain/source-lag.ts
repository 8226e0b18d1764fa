import type { District } from './network.ts'
import type { Instant } from './time.ts'

/** Where data come from: a district's water or air stations, its manual samples, guidance. */
export const sourceKinds = ['water-stations', 'air-stations', 'samples', 'guidance'] as const
export type SourceKind = (typeof sourceKinds)[number]

/** Beyond which a source is late: data, `sources.json` in the network's folder. */
export type SourceLimit = {
  readonly kind: SourceKind
  /** Null: of any district that has no limit of its own. */
  readonly district: District | null
  /** From the end of an observation to its receipt. */
  readonly delayMs: number
  /** From the end of the newest observation to now. */
  readonly ageMs: number
}

/** The newest observation of one series, or date of issue of guidance. */
export type NewestOfSeries = {
  readonly kind: SourceKind
  /** Null: of guidance, which is of no district. */
  readonly district: District | null
  /** The moment, or the end of the period. */
  readonly endAt: Instant
  readonly receivedAt: Instant
  /** Sent or imported as history: it says nothing of how late the source is. */
  readonly historical: boolean
}

/** A source that there should be. */
export type ExpectedSource = Pick<NewestOfSeries, 'kind' | 'district'> & {
  readonly stations: number
  /** Of these, silent now. */
  readonly silent: number
}

/** How late a source is; `newestAt` null: nothing came yet. */
export type SourceLag = ExpectedSource & {
  readonly series: number
  /** End of the newest observation. */
  readonly newestAt: Instant | null
  readonly ageMs: number | null
  /** Of the newest observation of each series that came live; null: there is none. */
  readonly delay: { readonly medianMs: number; readonly worstMs: number } | null
  /** Null: none is set, and it is never late. */
  readonly limit: SourceLimit | null
  /** By what it is late: `age` before `delay`. */
  readonly late: 'age' | 'delay' | null
}
