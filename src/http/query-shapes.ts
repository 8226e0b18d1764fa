import { parse } from 'node:querystring'
import { z } from 'zod'
import type { Page, PageRequest } from '../domain/queries.ts'
import { formatInstant, parseInstant, type Instant } from '../domain/time.ts'
import type { Catalogue } from './catalogue.ts'
import { cursorLengthMax, pageLimitDefault, pageLimitMax } from './limits.ts'
import { Problem } from './problems.ts'

/**
 * A time of the outer face. A `+` that a client left unescaped in a query arrives as a space;
 * before a zone it can have been nothing else, so it is put back.
 */
export const instantSchema = z
  .string()
  .transform((text, context): Instant => {
    const at = parseInstant(text.replace(/ (\d\d:\d\d)$/, '+$1'))
    if (at !== null) return at
    context.addIssue({
      code: 'custom',
      message: `expected an RFC 3339 time with offset, got ${JSON.stringify(text.slice(0, 64))}`,
    })
    return z.NEVER
  })
  .meta({ format: 'date-time' })

/** A time in an answer. */
export const timeText = z.string().meta({ format: 'date-time' })

/** A time as answered; null stays null. */
export const timeOrNull = (at: Instant | null) => (at === null ? null : formatInstant(at))

/**
 * Reads a query string; an empty value counts as absent, but for `limit`, whose bounds it breaks.
 *
 * @example readQuery('station=TP-1&parameter=') // => { station: 'TP-1' }
 */
export function readQuery(text: string): Record<string, unknown> {
  const given = Object.entries(parse(text))
  return Object.fromEntries(given.filter(([name, value]) => value !== '' || name === 'limit'))
}

const limitMessage = `expected a whole number from 1 to ${pageLimitMax}`

/** A number of a query in plain digits: `1e3`, `0x10` and ` 10` are none. */
const digits = (text: unknown) =>
  typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : text

/** `limit` and `cursor` of every list. */
export const pageShape = {
  limit: z
    .preprocess(digits, z.int(limitMessage).min(1, limitMessage).max(pageLimitMax, limitMessage))
    .default(pageLimitDefault),
  cursor: z.string().min(1).max(cursorLengthMax).optional(),
}

const countMessage = 'expected a whole number >= 0'

/** A whole number >= 0 in a query. */
export const countSchema = z.preprocess(digits, z.int(countMessage).min(0, countMessage))

/** Whether figures are of exercises alone or of all else alone. */
export const exerciseShape = {
  exercise: z
    .enum(['true', 'false'])
    .optional()
    .describe('what the engine now runs as where it is not said'),
}

/** Null where it was not said. */
export const exerciseAsked = ({ exercise }: { exercise?: 'true' | 'false' | undefined }) =>
  exercise === undefined ? null : exercise === 'true'

/**
 * The station that a list is asked for; null: all.
 *
 * @throws {Problem} unknown-station: an empty list would say that all is quiet there
 */
export function stationAsked(catalogue: Catalogue, station: string | undefined): string | null {
  if (station !== undefined && catalogue.station(station) === null) {
    throw new Problem('unknown-station', `no station ${station}`)
  }
  return station ?? null
}

/** The shape of a list's answer. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() })

export const pageRequest = (query: {
  limit: number
  cursor?: string | undefined
}): PageRequest => ({ limit: query.limit, cursor: query.cursor ?? null })

/** A page with each item turned into its view. */
export function viewPage<T, V>(page: Page<T>, view: (item: T) => V) {
  return { items: page.items.map(view), next: page.next }
}

/**
 * One page of a list held whole in memory; the cursor is the key of the last item given.
 *
 * @throws {Problem} bad-cursor
 */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  request: PageRequest,
): Page<T> {
  const after =
    request.cursor === null ? null : Buffer.from(request.cursor, 'base64url').toString('utf8')
  const start = after === null ? 0 : items.findIndex((item) => keyOf(item) === after) + 1
  if (after !== null && start === 0) throw new Problem('bad-cursor', 'no such place in this list')
  const page = items.slice(start, start + request.limit)
  const last = page.at(-1)
  const more = last !== undefined && start + page.length < items.length
  return { items: page, next: more ? Buffer.from(keyOf(last)).toString('base64url') : null }
}
