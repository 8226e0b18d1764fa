import { z } from 'zod'
import type { Network, Range } from '../domain/network.ts'
import {
  spikeMethods,
  type LimitPair,
  type Quality,
  type QualityEntry,
  type RangePair,
} from '../domain/quality.ts'
import { parseInstant, parsePeriod } from '../domain/time.ts'
import { readJsonFile } from './json-file.ts'

// A leaf's error text is what was expected of it; the loader adds place and what came.
const text = z.string({ error: 'text' }).min(1, { error: 'text that is not empty' })
const above0 = z.number({ error: 'number above 0' }).positive({ error: 'number above 0' })
const share = z.number({ error: 'share from 0 to 1' }).min(0).max(1)
const whole = z.int({ error: 'whole number from 1' }).min(1, { error: 'whole number from 1' })
const duration = z.string({ error: 'duration such as PT6H' }).transform((spelling, context) => {
  const ms = parsePeriod(spelling) ?? 0
  if (ms > 0) return ms
  context.addIssue({ code: 'custom', message: 'duration such as PT6H' })
  return z.NEVER
})
const day = z.string({ error: 'day such as 2026-03-01' }).transform((spelling, context) => {
  const at = parseInstant(`${spelling}T00:00:00+08:00`)
  if (at !== null) return at
  context.addIssue({ code: 'custom', message: 'day such as 2026-03-01' })
  return z.NEVER
})
const orNull = <T extends z.ZodType>(shape: T) => shape.nullable().default(null)

const bound = z.number({ error: 'number or null' }).nullable()
const range = z
  .tuple([bound, bound], { error: '[low, high]' })
  .refine(([low, high]) => (low ?? -Infinity) <= (high ?? Infinity), {
    error: '[low, high] in order',
  })
  .transform((bounds): Range => bounds)

const isInside = ({ suspect, fail }: RangePair) =>
  suspect === null ||
  fail === null ||
  ((fail[0] ?? -Infinity) <= (suspect[0] ?? -Infinity) &&
    (suspect[1] ?? Infinity) <= (fail[1] ?? Infinity))
const rangeInside = { path: ['suspect'], error: 'a part of the range that fails' }
const isBelow = ({ suspect, fail }: LimitPair) =>
  suspect === null || fail === null || suspect <= fail
const pairBelow = { path: ['suspect'], error: 'at most the limit that fails' }

const rangePair = { suspect: orNull(range), fail: orNull(range) }
const ranges = z.strictObject(rangePair).refine(isInside, rangeInside)
const pair = { suspect: orNull(above0), fail: orNull(above0) }
const paced = z.strictObject({ ...pair, paces: orNull(above0) }).refine(isBelow, pairBelow)

const spike = z
  .strictObject({ method: z.enum(spikeMethods), ...pair, paces: orNull(above0) })
  .refine(isBelow, pairBelow)

const season = z
  .strictObject({
    months: z.array(z.int({ error: 'month from 1 to 12' }).min(1).max(12)),
    depthM: orNull(range),
    ...rangePair,
  })
  .refine(isInside, rangeInside)

const flatLine = z
  .strictObject({
    suspect: orNull(duration),
    fail: orNull(duration),
    results: whole,
    stepsMin: z.number({ error: 'number from 0' }).min(0, { error: 'number from 0' }),
    usualRests: above0,
  })
  .refine(isBelow, pairBelow)
  .transform(({ suspect, fail, ...rest }) => ({ suspectMs: suspect, failMs: fail, ...rest }))

/** A range that is too narrow: here the limit that fails is the smaller one. */
const attenuatedSignal = z
  .strictObject({ over: duration, ...pair, usualShare: orNull(share) })
  .refine(({ suspect, fail }) => suspect === null || fail === null || fail <= suspect, {
    path: ['fail'],
    error: 'at most the limit that is suspect',
  })
  .transform(({ over, ...rest }) => ({ overMs: over, ...rest }))

const gap = z
  .strictObject({ cadences: above0, minimum: duration })
  .transform(({ cadences, minimum }) => ({ cadences, minMs: minimum }))

const neighbour = z
  .strictObject({ station: text, within: duration, suspect: above0 })
  .transform(({ within, ...rest }) => ({ withinMs: within, ...rest }))

const entry = z
  .strictObject({
    station: text.nullable(),
    parameter: text.nullable(),
    from: day,
    grossRange: orNull(ranges),
    climatology: orNull(z.array(season)),
    spike: orNull(spike),
    rateOfChange: orNull(paced),
    previousRatio: orNull(z.strictObject({ suspect: above0 })),
    flatLine: orNull(flatLine),
    attenuatedSignal: orNull(attenuatedSignal),
    gap: orNull(gap),
    neighbour: orNull(neighbour),
    depth: orNull(ranges),
    certainty: z.enum(['sure', 'calculated', 'memory', 'design', 'synthetic']),
    source: text,
  })
  .transform(({ from, ...rest }): QualityEntry => ({ ...rest, fromAt: from }))

const qualityFile = z.strictObject({
  crossParameter: z.strictObject({ oxygenSaturationShare: above0, ammoniaNitrogenShare: above0 }),
  limits: z.array(entry),
})

/**
 * Reads the limits of quality control, usually `quality.json` in the network's folder. Durations
 * there are ISO 8601, days begin at midnight in Beijing, a change of rate is per hour.
 *
 * @throws {AppError} `config`, one line a fault:
 *   `quality.json: limits[3].flatLine.suspect: expected duration such as PT6H, got 6`
 */
export function loadQuality(file: string, network: Network): Quality {
  return readJsonFile(file, qualityFile, ({ limits }) => referenceFaults(limits, network))
}

/** Entries about nothing, entries that contradict each other. */
function referenceFaults(limits: readonly QualityEntry[], network: Network): string[] {
  const stations = new Set(network.stations.map(({ id }) => id))
  const codes = new Set(network.parameters.map(({ code }) => code))
  const seen = new Set<string>()
  return limits.flatMap(({ station, parameter, fromAt, neighbour }, index) => {
    const faults: string[] = []
    const expected = (field: string, what: string, came: string | null) =>
      faults.push(`limits[${index}]${field}: expected ${what}, got ${JSON.stringify(came)}`)
    if (station !== null && !stations.has(station)) expected('.station', 'a known station', station)
    if (parameter !== null && !codes.has(parameter)) {
      expected('.parameter', 'a code of parameters.json', parameter)
    }
    if (neighbour !== null && (!stations.has(neighbour.station) || neighbour.station === station)) {
      expected('.neighbour.station', 'another station', neighbour.station)
    }
    const about = `${station ?? 'all stations'}, ${parameter ?? 'all parameters'}`
    if (seen.has(`${about} ${fromAt}`)) expected('', 'one entry of a day', about)
    seen.add(`${about} ${fromAt}`)
    return faults
  })
}
