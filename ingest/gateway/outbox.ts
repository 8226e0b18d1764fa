import type { GatewayLimits } from './gateway-limits.ts'
import type { Place } from './spool.ts'

export type OutboxLimits = Pick<
  GatewayLimits,
  'inFlightMax' | 'receiptWaitMs' | 'receiptWaitMaxMs' | 'unknownStationMs'
>

export type OutboxOptions = {
  readonly limits: OutboxLimits
  /** What the receipt of a frame will call it. */
  readonly keyOf: (place: Place) => string
}

/** Times are milliseconds of a clock that never jumps. */
type Flight = {
  readonly place: Place
  publishedAt: number
  waitMs: number
  publications: number
  /** Receipted, and kept to take the receipts of its other publications. */
  isOver: boolean
}

/** Frames of one station, in order: `queue` from `next` on waits, `flights` are published. */
type Lane = {
  queue: Place[]
  next: number
  readonly flights: Map<string, Flight>
  inFlight: number
  pausedUntil: number
}

/** So many places that were taken stay in a queue before it is cut. */
const takenMax = 1_024

/**
 * Which frame of which station is published when, and which receipt is whose. The life of a frame:
 *
 *     add → queue → take → in flight → settle → done
 *                            └→ overdue, or a new connection → published again
 *
 * A receipt names a frame by QN and CN. Two frames of a station that have the same names (loggers
 * without QN) are never in flight together, and after one that was published more than once the
 * next waits, so that no receipt is taken for another frame's. A station whose receipts do not
 * come holds up no other.
 */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #lanes: ReadonlyMap<string, Lane>

  constructor(stations: Iterable<string>, options: OutboxOptions) {
    this.#options = options
    this.#lanes = new Map(Array.from(stations, (station) => [station, emptyLane()]))
  }

  /** A new frame of a station that the outbox was made for. */
  add(station: string, place: Place): void {
    this.#lanes.get(station)?.queue.push(place)
  }

  /** The next frame of a station to publish now, or null: none, or not yet. */
  take(station: string, now: number): Place | null {
    const lane = this.#lanes.get(station)
    const { inFlightMax, receiptWaitMs } = this.#options.limits
    if (lane === undefined || lane.inFlight >= inFlightMax || now < lane.pausedUntil) return null
    const place = lane.queue[lane.next]
    if (place === undefined) return null
    const key = this.#options.keyOf(place)
    const before = lane.flights.get(key)
    if (before !== undefined && !this.#isForgotten(before, now)) return null
    lane.flights.set(key, {
      ...{ place, publishedAt: now, waitMs: receiptWaitMs, publications: 1, isOver: false },
    })
    lane.inFlight += 1
    lane.next += 1
    if (lane.next >= takenMax && 2 * lane.next >= lane.queue.length) {
      lane.queue = lane.queue.slice(lane.next)
      lane.next = 0
    }
    return place
  }

  #isForgotten({ isOver, publishedAt }: Flight, now: number): boolean {
    return isOver && now >= publishedAt + this.#options.limits.receiptWaitMs
  }

  /** The frame that a receipt of a station names, which is done by it; null: none of ours. */
  settle(station: string, key: string): Place | null {
    const lane = this.#lanes.get(station)
    const flight = lane?.flights.get(key)
    if (lane === undefined || flight === undefined || flight.isOver) return null
    lane.inFlight -= 1
    if (flight.publications === 1) lane.flights.delete(key)
    else flight.isOver = true
    return flight.place
  }

  /** Frames to publish again now, by station; each next wait of a frame is twice as long. */
  overdue(now: number): (readonly [station: string, place: Place])[] {
    const again: (readonly [string, Place])[] = []
    const { receiptWaitMaxMs } = this.#options.limits
    for (const [station, lane] of this.#lanes) {
      if (now < lane.pausedUntil) continue
      for (const [key, flight] of lane.flights) {
        if (this.#isForgotten(flight, now)) lane.flights.delete(key)
        if (flight.isOver || now < flight.publishedAt + flight.waitMs) continue
        flight.publishedAt = now
        flight.publications += 1
        flight.waitMs = Math.min(2 * flight.waitMs, receiptWaitMaxMs)
        again.push([station, flight.place])
      }
    }
    return again
  }

  /** A connection is new: what is in flight went with the old one, and is due. */
  reconnect(): void {
    for (const { flights } of this.#lanes.values()) {
      for (const flight of flights.values()) {
        if (flight.isOver) continue
        flight.publishedAt = Number.NEGATIVE_INFINITY
        flight.waitMs = this.#options.limits.receiptWaitMs / 2
      }
    }
  }

  /** The engine does not know a station: it is left alone for a while. True where it was not. */
  pause(station: string, now: number): boolean {
    const lane = this.#lanes.get(station)
    if (lane === undefined || now < lane.pausedUntil) return false
    lane.pausedUntil = now + this.#options.limits.unknownStationMs
    return true
  }

  /** Published and not receipted. */
  inFlight(): number {
    return Array.from(this.#lanes.values()).reduce((sum, lane) => sum + lane.inFlight, 0)
  }
}

function emptyLane(): Lane {
  const pausedUntil = Number.NEGATIVE_INFINITY
  return { queue: [], next: 0, flights: new Map(), inFlight: 0, pausedUntil }
}
