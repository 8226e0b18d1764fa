import { z } from 'zod'
import { verbs } from '../../alerts/commands.ts'
import { alertKinds, incidentGrades, warningColours } from '../domain/event.ts'
import { dayMs } from '../domain/time.ts'
import { readJsonFile } from './json-file.ts'
import { duration, instant, text } from './json-leaves.ts'

/*
 * A timeline says what is measured, what people do, and what must come of it and what must not.
 * All its times are durations after `start`, as ISO 8601. Each entry has a sentence of its own,
 * `say`, which is what the run prints.
 */

/** Two months in steps of a minute are 86,400 judgements of silence, some seconds. */
const spanMaxMs = 60 * dayMs
/** Messages of one timeline: a minute's cadence for the longest one. */
const timelineMessagesMax = 100_000

const withinSpan = duration.refine((ms) => ms <= spanMaxMs, {
  error: `at most ${spanMaxMs / dayMs} days after the start`,
})
const cadence = duration.refine((ms) => ms > 0, { error: 'duration above 0' })
const number = z.number({ error: 'number' })
/** As obs/1 takes it, or `[from, to]`: straight from the entry's first message to its last. */
const value = z.union(
  [
    number,
    z.tuple([number, number]),
    z.strictObject({
      value: number,
      unit: text.optional(),
      flag: text.optional(),
      qualifier: z.enum(['<', '>']).optional(),
    }),
  ],
  { error: 'number, [from, to], or a value with unit, flag or qualifier' },
)

const readings = z
  .strictObject({
    say: text,
    at: withinSpan,
    /** Sent again each so often, up to `until`. */
    every: cadence.optional(),
    until: withinSpan.optional(),
    station: text,
    values: z.record(text, value),
    /** Averaging period as obs/1 spells it. */
    period: text.optional(),
    historical: z.boolean({ error: 'true or false' }).optional(),
    /** Between the sampling and the message. */
    delay: withinSpan.optional(),
  })
  .refine(({ every, until }) => (every === undefined) === (until === undefined), {
    error: 'every and until together, or neither',
  })
  .refine(({ at, until }) => until === undefined || until >= at, {
    error: 'until at or after at',
    path: ['until'],
  })

const about = {
  kind: z.enum(alertKinds).optional(),
  rule: text.optional(),
  station: text.optional(),
  /** The station, or station/parameter-code. */
  subject: text.optional(),
}

const act = z.strictObject({
  say: text,
  at: withinSpan,
  act: z.enum(verbs),
  /** The open alert that it is done to, else the one opened last. */
  on: z.strictObject(about),
  person: text.default('operator'),
  reason: text.optional(),
  comment: text.optional(),
  grade: z.enum(incidentGrades).optional(),
  /** `shelve`: for so long. */
  for: duration.optional(),
  as: z.literal('deterioration').optional(),
  /** False: the act must be refused. */
  allowed: z.boolean({ error: 'true or false' }).default(true),
})

const between = z
  .tuple([withinSpan, withinSpan], { error: '[from, to]' })
  .refine(([from, to]) => from <= to, { error: '[from, to] in order' })

const alert = {
  say: text,
  ...about,
  colour: z.enum(warningColours).nullable().optional(),
  between: between.optional(),
}

const timelineFile = z.strictObject({
  title: text,
  start: instant,
  readings: z.array(readings).min(1, { error: 'at least one entry' }),
  acts: z.array(act).default([]),
  /** Each takes one alert: firing in this colour at some time between the two. */
  expect: z
    .array(
      z.strictObject({
        ...alert,
        between,
        resolvedBy: withinSpan.optional(),
        occurrences: z.int({ error: 'whole number' }).min(1).optional(),
        /** Taken from sight at some time between the two, in this manner. */
        hidden: z.enum(['shelved', 'out-of-service', 'by-design']).optional(),
      }),
    )
    .default([]),
  /** No alert but those expected may be so. */
  not: z.array(z.strictObject(alert)).default([]),
  /** The run lasts at least so long. */
  until: withinSpan.optional(),
})

export type Timeline = z.output<typeof timelineFile>
export type AlertExpectation = Timeline['expect'][number]
export type AlertExclusion = Timeline['not'][number]

/** How many messages an entry of readings stands for. */
export function messagesOf({ at, every, until }: Timeline['readings'][number]): number {
  return every === undefined || until === undefined ? 1 : Math.floor((until - at) / every) + 1
}

/**
 * @param faultsIn  what cannot be seen without the network that it is run over
 * @throws {AppError} `config`, as `readJsonFile` says
 */
export function loadTimeline(
  file: string,
  faultsIn: (timeline: Timeline) => readonly string[] = () => [],
): Timeline {
  return readJsonFile(file, timelineFile, (timeline) => {
    const { readings, expect, not } = timeline
    const messages = readings.reduce((sum, entry) => sum + messagesOf(entry), 0)
    return [
      ...(messages <= timelineMessagesMax
        ? []
        : [`readings: expected at most ${timelineMessagesMax} messages, got ${messages}`]),
      ...(expect.length + not.length > 0
        ? []
        : ['expect, not: expected something to hold, got nothing']),
      ...faultsIn(timeline),
    ]
  })
}
