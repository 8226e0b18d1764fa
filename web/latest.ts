import { signal, type Signal } from '@preact/signals'
import type { Instant } from '../src/domain/time.ts'
import { instantOf } from './format.ts'
import type { ReadingFrame, ReadingItem } from './wire.ts'

export type Latest = ReadonlyMap<string, ReadingItem>

const byStation = new Map<string, Signal<Latest>>()

/** Newest automatic reading of each parameter of a station. */
export function latestOf(station: string): Signal<Latest> {
  const known = byStation.get(station) ?? signal<Latest>(new Map())
  byStation.set(station, known)
  return known
}

const newestByStation = new Map<string, Instant>()
/** How far the automatic data of a station reach; null before any came. */
export const newestOf = (station: string): Instant | null => newestByStation.get(station) ?? null

/** Takes readings that are at least as new as what is kept. */
export function keepLatest(station: string, readings: Iterable<ReadingItem>): void {
  const seat = latestOf(station)
  const latest = new Map(seat.peek())
  for (const reading of readings) {
    const before = instantOf(latest.get(reading.parameter)?.observedAt) ?? 0
    const at = instantOf(reading.observedAt) ?? 0
    if (reading.source === 'manual' || at < before) continue
    latest.set(reading.parameter, reading)
    newestByStation.set(station, Math.max(at, newestOf(station) ?? 0))
  }
  seat.value = latest
}

/** Four drawings a second look live; more would only cost. */
const drawEveryMs = 250
/** Readings until the next drawing: the newest per series, so never more than the network has. */
const waiting = new Map<string, ReadingItem>()
/** The readings of the last drawing, for the chart. */
export const freshReadings = signal<readonly ReadingItem[]>([])

/** Takes a frame of the stream. */
export function takeReadings({ data }: ReadingFrame): void {
  if (waiting.size === 0) setTimeout(drawReadings, drawEveryMs)
  for (const reading of 'parameter' in data ? [data] : data) {
    const { station, parameter, period = '' } = reading
    waiting.set(`${station}|${parameter}|${period}`, reading)
  }
}

function drawReadings(): void {
  const fresh = [...waiting.values()]
  waiting.clear()
  for (const station of new Set(fresh.map((reading) => reading.station))) {
    keepLatest(
      station,
      fresh.filter((reading) => reading.station === station),
    )
  }
  freshReadings.value = fresh
}
