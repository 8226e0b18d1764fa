import { z } from 'zod'
import { dayMs, type Instant } from '../../src/domain/time.ts'
import {
  closeDay,
  createDayNotes,
  dayNotesSchema,
  takeIntoDay,
  type Day,
  type DayNotes,
} from './day.ts'
import { risen, slowedReturn, type Evidence } from './evidence.ts'
import { createPast, learnDay, pastSchema, windowDays } from './past.ts'

/** `oxygen` in % saturation, `ph`, pigments in any one unit, `temperature` in °C. */
export const bloomMeasures = ['chla', 'phycocyanin', 'oxygen', 'ph', 'temperature'] as const
export type BloomMeasure = (typeof bloomMeasures)[number]

type Nature = {
  readonly group: 'pigments' | 'metabolism'
  /** Growth is by factors, and so is its noise. */
  readonly log: boolean
  /**
   * Standard deviation of daily levels that is believed at first: medians over stretches of 42 days
   * of four NEON waters (chlorophyll, its logarithm 0.32; oxygen 3.9 %), pH ours.
   */
  readonly usual: number
  /** By day plants breathe out, by night in: the swing grows with them. */
  readonly swings: boolean
}

const natures: Readonly<Record<Exclude<BloomMeasure, 'temperature'>, Nature>> = {
  chla: { group: 'pigments', log: true, usual: 0.3, swings: false },
  phycocyanin: { group: 'pigments', log: true, usual: 0.3, swings: false },
  oxygen: { group: 'metabolism', log: false, usual: 4, swings: true },
  ph: { group: 'metabolism', log: false, usual: 0.1, swings: true },
}
/** Of the logarithm of a daily swing; ours. */
const usualSwing = 0.3
type Watched = keyof typeof natures
const watched = Object.keys(natures) as Watched[]
const together = 'together'

/** Plain JSON; some 3 KB, most of it the last 28 days of six daily statistics. */
export const bloomStateSchema = z.object({
  /** Day that is being gathered, since 1970 at the index's offset; null before the first reading. */
  day: z.number().nullable(),
  /** By measure. */
  open: z.record(z.string(), dayNotesSchema),
  reference: z.record(z.string(), dayNotesSchema),
  levels: z.record(z.string(), pastSchema),
  swings: z.record(z.string(), pastSchema),
  /** Of the last day that had one, °C. */
  temperature: z.number().nullable(),
  /** Shiryaev–Roberts statistics in days: of each measure alone, and of all together. */
  ratios: z.record(z.string(), z.number()),
  /** Evidence held by each source: sums that never fall below none. */
  held: z.record(z.string(), z.number()),
})
export type BloomState = z.infer<typeof bloomStateSchema>

export type BloomSettings = {
  /** Where a day begins: local time less UTC. */
  readonly dayOffsetMs: number
  /** A day with readings in fewer hours has no level. */
  readonly hoursMin: number
}

export type BloomSighting = {
  readonly at: Instant
  readonly measure: BloomMeasure
  readonly value: number
  /** Of the lake that is compared with. */
  readonly isReference?: boolean
}

export type BloomScore =
  | { readonly kind: 'warming' }
  | {
      readonly kind: 'scored'
      /**
       * Shiryaev–Roberts statistic in days: while nothing changes, it reaches a height of n once in
       * n days or more seldom, on average, so that 1 / (false alarms a day) is the limit to set.
       */
      readonly ratio: number
      /** Of the last day that had one, °C. */
      readonly temperature: number | null
      /** Whether the lake is held against another, not against its own past alone. */
      readonly isBeside: boolean
      readonly drivers: readonly BloomDriver[]
    }

/** What holds evidence, the strongest first; shares sum to 1. */
export type BloomDriver = {
  readonly measure: Watched
  readonly what: Evidence['what']
  readonly share: number
}

/** It falls from here to a usual limit in days, not in months, once the lake is as before. */
const ratioMost = 1e5
/** After so many days without a value a measure, and without any the index, says nothing. */
const silentDays = 7

export function createBloomState(): BloomState {
  return {
    ...{ day: null, open: {}, reference: {}, levels: {}, swings: {} },
    ...{ temperature: null, ratios: {}, held: {} },
  }
}

/**
 * How near a bloom is by the days that are closed: whether pigments, oxygen and pH have left the
 * lake's own past, and return to it more slowly. Changes nothing.
 *
 * Which measure announces a bloom is not known before: evidence is gathered for each alone and for
 * all together, and the mean of these statistics is told, which comes by chance no more often than
 * each of them, however they hang together.
 *
 * @source quickest detection of thresholds: Carpenter, Brock, Cole and Pace (2014), Oikos 123;
 *   mean of statistics: Shin, Ramdas and Rinaldo (2024), E-detectors, New Engl. J. Stat. Data Sci. 2
 */
export function scoreBloom(
  state: BloomState,
  settings: BloomSettings,
  observedAt: Instant,
): BloomScore {
  const silent = state.day !== null && dayOf(settings, observedAt) - state.day > silentDays
  const ratios = Object.values(state.ratios)
  if (ratios.length === 0 || silent) return { kind: 'warming' }
  const ratio = ratios.reduce((a, b) => a + b, 0) / ratios.length
  const held = Object.entries(state.held).filter(([, sum]) => sum > 0)
  const total = held.reduce((sum, [, one]) => sum + one, 0)
  return {
    kind: 'scored',
    ratio,
    temperature: state.temperature,
    isBeside: Object.keys(state.reference).some((measure) => measure !== 'temperature'),
    drivers: held
      .map(([source, sum]) => {
        const [measure, what] = source.split(' ') as [Watched, Evidence['what']]
        return { measure, what, share: sum / total }
      })
      .toSorted((a, b) => b.share - a.share),
  }
}

/**
 * Takes one reading. Readings of a day that is closed are passed over.
 *
 * @returns true when it closed a day, so that the score may have changed
 */
export function learnBloom(
  state: BloomState,
  settings: BloomSettings,
  sighting: BloomSighting,
): boolean {
  const { at, measure, value, isReference } = sighting
  const log = measure !== 'temperature' && natures[measure].log
  const day = dayOf(settings, at)
  if (!Number.isFinite(value) || (log && value <= 0) || day < (state.day ?? day)) return false
  const closes = state.day !== null && day > state.day
  if (closes) {
    judgeDay(state, settings)
    // A silence beyond the window leaves nothing in it, however long it lasted.
    const missed = Math.min(day - state.day! - 1, windowDays)
    for (let passed = 0; passed < missed; passed += 1) judgeDay(state, settings)
  }
  state.day = day
  const notes = isReference === true ? state.reference : state.open
  takeIntoDay((notes[measure] ??= createDayNotes()), at, log ? Math.log(value) : value)
  return closes
}

function dayOf({ dayOffsetMs }: BloomSettings, at: Instant): number {
  return Math.floor((at + dayOffsetMs) / dayMs)
}

type Sourced = Evidence & { readonly measure: Watched; readonly group: string }

/** Closes the day that is being gathered, for all measures at once, and weighs what it says. */
function judgeDay(state: BloomState, { hoursMin }: BloomSettings): void {
  const close = (notes: DayNotes | undefined): Day | null =>
    notes === undefined ? null : closeDay(notes, hoursMin)
  state.temperature = close(state.open['temperature'])?.level ?? state.temperature
  close(state.reference['temperature'])
  const found = watched.flatMap((measure): Sourced[] => {
    const own = close(state.open[measure])
    const other = close(state.reference[measure])
    const { group, usual, swings } = natures[measure]
    const reference = state.reference[measure] === undefined ? 0 : (other?.level ?? null)
    const past = (state.levels[measure] ??= createPast())
    learnDay(past, own === null || reference === null ? null : own.level - reference)
    const stays = risen(past, 'level', usual)
    if (swings) {
      const swing = (state.swings[measure] ??= createPast())
      learnDay(swing, own?.swing ? Math.log(own.swing) : null)
      stays.push(...risen(swing, 'swing', usualSwing))
    }
    return [
      ...stays.map((one) => ({ ...one, measure, group })),
      ...slowedReturn(past, usual).map((one) => ({ ...one, measure, group: 'return' })),
    ]
  })
  gather(state, found)
  forgetSilent(state)
}

/**
 * Evidence of a hypothesis is the sum over pigments, metabolism and slowed return of the mean over
 * the sources of each: sources of one group say much the same.
 */
function gather(state: BloomState, found: readonly Sourced[]): void {
  for (const hypothesis of [...watched, together] as const) {
    const members = found.filter(({ measure }) => [measure, together].includes(hypothesis))
    if (members.length === 0) continue
    const groups = new Set(members.map(({ group }) => group))
    let logRatio = 0
    for (const group of groups) {
      const own = members.filter((one) => one.group === group)
      logRatio += own.reduce((sum, one) => sum + one.logRatio, 0) / own.length
    }
    const before = state.ratios[hypothesis] ?? 0
    state.ratios[hypothesis] = Math.min((1 + before) * Math.exp(logRatio), ratioMost)
  }
  for (const { measure, what, logRatio } of found) {
    const source = `${measure} ${what}`
    state.held[source] = Math.max(0, (state.held[source] ?? 0) + logRatio)
  }
}

/** A measure that no longer comes says nothing: neither its alarm nor its calm stands for ever. */
function forgetSilent(state: BloomState): void {
  const speaking = watched.filter((measure) =>
    state.levels[measure]?.recent.slice(-silentDays).some((value) => value !== null),
  )
  const keeps = (name: string) =>
    name === together
      ? speaking.length > 0
      : speaking.some((measure) => name === measure || name.startsWith(`${measure} `))
  for (const record of [state.ratios, state.held]) {
    for (const name of Object.keys(record).filter((one) => !keeps(one))) {
      Reflect.deleteProperty(record, name)
    }
  }
}
