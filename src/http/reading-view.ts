import { z } from 'zod'
import type { CitedReading } from '../domain/event.ts'
import { reasonNames } from '../domain/flags.ts'
import { formatInstant } from '../domain/time.ts'
import type { LiveReading } from './capabilities.ts'
import type { Catalogue } from './catalogue.ts'
import { timeText } from './query-shapes.ts'

/** How a parameter is named in every answer. */
export const namedShape = {
  parameter: z.string().describe('national factor code, or the alias where there is none'),
  alias: z.string(),
  unit: z.string(),
}

/** Code, alias and unit of a parameter; one that left the catalogue keeps its code. */
export function named(code: string, catalogue: Catalogue) {
  const parameter = catalogue.parameter(code)
  return { parameter: code, alias: parameter?.alias ?? code, unit: parameter?.unit ?? '' }
}

const flagSchema = z.int().describe('QARTOD: 1 good, 2 unknown, 3 suspect, 4 fail, 9 missing')

export const liveReadingSchema = z.object({
  station: z.string(),
  ...namedShape,
  value: z.number(),
  qualifier: z.enum(['', '<', '>']).describe('the value bounds the truth: at most, at least'),
  flag: flagSchema,
  reasons: z.array(z.string()),
  period: z.string(),
  source: z.enum(['automatic', 'manual']),
  sourceFlag: z.string(),
  depth: z.number().nullable().describe('m below the surface'),
  observedAt: timeText,
  receivedAt: timeText,
})
export const readingSchema = liveReadingSchema.extend({
  revision: z.int().describe('0 first; the newest is answered'),
})

/** A reading as answered. */
export function readingView(reading: LiveReading, catalogue: Catalogue) {
  return {
    station: reading.station,
    ...named(reading.parameter, catalogue),
    value: reading.value,
    qualifier: reading.qualifier,
    flag: reading.flag,
    reasons: reasonNames(reading.reasons),
    period: reading.period,
    source: reading.source,
    sourceFlag: reading.sourceFlag,
    depth: reading.depthM,
    observedAt: formatInstant(reading.observedAt),
    receivedAt: formatInstant(reading.receivedAt),
  }
}

export const citedReadingSchema = z.object({
  ...namedShape,
  value: z.number(),
  flag: flagSchema,
  revision: z.int(),
  observedAt: timeText,
})

/** A reading as cited by an event or an alert. */
export function citedReadingView(reading: CitedReading, catalogue: Catalogue) {
  return {
    ...named(reading.parameter, catalogue),
    value: reading.value,
    flag: reading.flag,
    revision: reading.revision,
    observedAt: formatInstant(reading.observedAt),
  }
}
