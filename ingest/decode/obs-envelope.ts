import { z } from 'zod'
import type { Analysis, Fault, RefusalCode, Source } from '../../src/domain/reading.ts'
import { formatPeriod, parseInstant, parsePeriod, type Instant } from '../../src/domain/time.ts'
import type { DecodeLimits } from './decode.ts'
import { fault, quote } from './fault.ts'
import { isObject, type JsonObject } from './json-text.ts'
import { obsFlagLetters } from './source-flag.ts'

// PostgreSQL text holds neither NUL nor half a surrogate pair, and a session is a key there; 128 is room for a UUID and a host.
const label = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{1,128}$/u, 'expected 1 to 128 printable characters')
const sequence = z.int().nonnegative()

const depth = z.number().min(0).max(1000).nullish()

const envelope = z.object({
  schema: z.literal('obs/1'),
  id: label.nullish(),
  session: label.nullish(),
  seq: sequence.nullish(),
  time: z.string().meta({ format: 'date-time' }),
  period: z.string().nullish().meta({ description: 'ISO 8601, days to seconds; PT0S' }),
  source: z.enum(['automatic', 'manual']).nullish(),
  historical: z.boolean().nullish(),
  depth: depth.meta({ description: 'm below the surface' }),
  analysis: z
    .object({ at: z.string().nullish().meta({ format: 'date-time' }), method: label.nullish() })
    .nullish()
    .meta({ description: 'of a manual sample: when it was analysed, by which method' }),
})

const statedValue = z.object({
  value: z.number(),
  unit: z.string().nullish(),
  flag: z
    .enum(obsFlagLetters)
    .nullish()
    .meta({ description: 'N; the same value sent again with another one is a duplicate' }),
  qualifier: z.enum(['', '<', '>']).nullish(),
  depth: depth.meta({ description: 'm below the surface, where not that of the message' }),
})

/** A depth as stated, m; null where none is, undefined where it is no depth. */
export function readDepth(sent: unknown): number | null | undefined {
  if (sent === undefined || sent === null) return null
  const { data } = depth.safeParse(sent)
  // Minus zero is the surface too.
  return typeof data === 'number' ? data + 0 : undefined
}

/** Shape of an `obs/1` message, for documents; unknown keys are taken and ignored. */
export const obsMessage = envelope.extend({
  values: z.record(z.string(), z.union([z.number(), statedValue])),
})

/** What a receipt echoes; null where absent or unreadable. */
export type Echo = {
  readonly id: string | null
  readonly session: string | null
  readonly seq: number | null
}

/** An envelope in our words, before its values are looked at. */
export type Envelope = {
  readonly echo: Echo
  readonly observedAt: Instant
  readonly period: string
  readonly periodMs: number
  readonly source: Source
  readonly depthM: number | null
  readonly historical: boolean
  readonly analysis: Analysis | null
  readonly values: JsonObject
}

/** Of a message that is refused; `Envelope` has that of one that is not. */
export function readEcho(message: JsonObject): Echo {
  const { id, session, seq } = message
  return {
    id: label.safeParse(id).data ?? null,
    session: label.safeParse(session).data ?? null,
    seq: sequence.safeParse(seq).data ?? null,
  }
}

const codeOfField: Readonly<Record<string, RefusalCode>> = {
  time: 'bad-time',
  period: 'bad-period',
}
const localTime = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/

/** Reads everything but the values; the fault refuses the message. */
export function readEnvelope(message: JsonObject, limits: DecodeLimits): Envelope | Fault {
  const { schema, values } = message
  if (schema !== 'obs/1') {
    const code = typeof schema === 'string' && /^obs\/\d/.test(schema) ? 'schema-version' : null
    return fault(null, code ?? 'wrong-schema', `schema: expected "obs/1", got ${quote(schema)}`)
  }
  const parsed = envelope.safeParse(message)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const field = String(issue?.path[0])
    const detail = `${field}: ${expectation(issue?.message)}, got ${quote(message[field])}`
    return fault(null, codeOfField[field] ?? 'wrong-schema', detail)
  }
  if (values !== undefined && !isObject(values)) {
    return fault(null, 'wrong-schema', `values: expected an object, got ${quote(values)}`)
  }
  const { id, session, seq, time, period, source, historical } = parsed.data
  const observedAt = readTime('time', time)
  if (typeof observedAt !== 'number') return observedAt
  const analysis = readAnalysis(parsed.data.analysis ?? null, observedAt)
  if (analysis !== null && 'code' in analysis) return analysis
  const periodMs = parsePeriod(period ?? 'PT0S')
  if (periodMs === null || !(periodMs <= limits.periodMaxMs)) {
    const detail = `period: expected ISO 8601 days to seconds up to 366 days, got ${quote(period)}`
    return fault(null, 'bad-period', detail)
  }
  return {
    echo: { id: id ?? null, session: session ?? null, seq: seq ?? null },
    observedAt,
    period: formatPeriod(periodMs),
    periodMs,
    source: source ?? 'automatic',
    depthM: readDepth(parsed.data.depth) ?? null,
    historical: historical ?? false,
    analysis,
    values: values ?? {},
  }
}

/** @example expectation('Invalid input: expected string, received number') // => 'expected string' */
function expectation(message = 'expected as described'): string {
  return message.replace(/^[^:]+: (?=expected )/, '').replace(/, received [\w ]+$/, '')
}

function readTime(field: string, text: string): Instant | Fault {
  const code = localTime.test(text) ? 'no-offset' : 'bad-time'
  const detail = `${field}: expected RFC 3339 with an offset, got ${quote(text)}`
  return parseInstant(text) ?? fault(null, code, detail)
}

type SentAnalysis = z.output<typeof envelope>['analysis']

/** A sample is analysed after it was taken; anything else is a mistake in one of the times. */
function readAnalysis(sent: SentAnalysis | null, observedAt: Instant): Analysis | Fault | null {
  const { at = null, method = null } = sent ?? {}
  if (at === null) return method === null ? null : { analysedAt: null, method }
  const analysedAt = readTime('analysis.at', at)
  if (typeof analysedAt !== 'number') return analysedAt
  if (analysedAt >= observedAt) return { analysedAt, method }
  return fault(
    null,
    'bad-time',
    `analysis.at: expected no time before the sample, got ${quote(at)}`,
  )
}
