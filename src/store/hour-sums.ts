import { Flag } from '../domain/flags.ts'
import { hourMs, type Instant } from '../domain/time.ts'
import { hourSumsMax, hourSumsPerPiece } from './limits.ts'
import type { Outcomes } from './outcomes.ts'

/** What one series brought for one hour; `sum`, `min`, `max` of what is fit for published means. */
export type HourSum = {
  count: number
  valid: number
  sum: number
  min: number
  max: number
}

/** Sums of the readings numbered `from` (exclusive) to `to`, by hour and series. */
export type SummedPiece = {
  readonly from: number
  readonly to: number
  readonly hours: ReadonlyMap<Instant, ReadonlyMap<number, HourSum>>
}

/**
 * Hours summed while their readings are stored, so that upkeep need not read these again. It holds
 * what upkeep has not taken yet, in pieces by ingest number; where a reading was corrected, or upkeep
 * lags far behind, there is a gap, which upkeep sums from the store.
 */
export type HourSums = {
  /** Takes what a commit has just stored. @param from  last number before it */
  readonly add: (outcomes: Outcomes, from: number) => void
  /** Ends the piece in hand: what is stored from now on goes into another. */
  readonly seal: () => void
  /** The oldest piece that is ended. It stays until forgotten. */
  readonly oldest: () => SummedPiece | null
  /** The number after which all that is held begins; null: nothing is held. */
  readonly beginsAfter: () => number | null
  readonly forget: (piece: SummedPiece) => void
}

type OpenPiece = {
  from: number
  to: number
  readonly hours: Map<Instant, Map<number, HourSum>>
  sums: number
}

export function createHourSums(): HourSums {
  const sealed: OpenPiece[] = []
  /** Of those that are sealed. */
  let room = 0
  let open: OpenPiece | null = null

  const seal = () => {
    if (open === null) return
    sealed.push(open)
    room += roomOf(open)
    open = null
    // The oldest go: upkeep comes to their numbers first, and reads these from the store.
    while (room > hourSumsMax) room -= roomOf(sealed.shift()!)
  }
  return {
    add({ fresh, changed, head }, from) {
      // The hour of a correction is counted again, from the store.
      if (changed.length > 0 || open?.to !== from) seal()
      if (changed.length > 0 || head === from) return
      open ??= { from, to: from, hours: new Map(), sums: 0 }
      for (const { row } of fresh) open.sums += addTo(open.hours, row)
      open.to = head
      if (open.sums >= hourSumsPerPiece) seal()
    },
    seal,
    oldest: () => sealed[0] ?? null,
    beginsAfter: () => (sealed[0] ?? open)?.from ?? null,
    forget(piece) {
      const place = sealed.findIndex((one) => one === piece)
      // It may have gone meanwhile, for room.
      if (place >= 0) room -= roomOf(sealed.splice(place, 1)[0]!)
    },
  }
}

/** In sums: a small piece takes as much room as one that is full. */
const roomOf = ({ sums }: OpenPiece) => Math.max(sums, hourSumsPerPiece)

type Summed = Outcomes['fresh'][number]['row']

/** @returns sums that are new */
function addTo(hours: OpenPiece['hours'], { observedAt, seriesId, value, flag }: Summed): number {
  const startAt = Math.floor(observedAt / hourMs) * hourMs
  let ofHour = hours.get(startAt)
  if (ofHour === undefined) hours.set(startAt, (ofHour = new Map<number, HourSum>()))
  const known = ofHour.get(seriesId)
  const one = known ?? { count: 0, valid: 0, sum: 0, min: Infinity, max: -Infinity }
  if (known === undefined) ofHour.set(seriesId, one)
  one.count += 1
  if (flag === Flag.good || flag === Flag.unknown) {
    one.valid += 1
    one.sum += value
    one.min = Math.min(one.min, value)
    one.max = Math.max(one.max, value)
  }
  return known === undefined ? 1 : 0
}
