import { parseInstant, type Instant } from '../domain/time.ts'

/** As files, spreadsheets and loggers write it, the year first, so that a day is no month. */
const loose =
  /^(\d{4})([-/.])(\d\d?)\2(\d\d?)(?:[T ] ?(\d\d?):(\d\d)(?::(\d\d(?:\.\d+)?))?)? ?(Z|[+-]\d\d:?\d\d)?$/i

/** What {@link parseFileTime} reads, for messages. */
export const timeExample = '2026-11-23T08:00:00+08:00 or 2026-11-23 08:00'

/**
 * Reads a time of a file: RFC 3339, or without an offset, which is UTC here; seconds, or the
 * whole time of day, may be missing. A day may be written 2013/5/17, an offset +0800.
 *
 * @example parseFileTime('2013-05-17 00:05') // => 1368749100000
 */
export function parseFileTime(text: string): Instant | null {
  const trimmed = text.trim()
  return parseInstant(trimmed) ?? parseLoose(trimmed)
}

function parseLoose(text: string): Instant | null {
  const match = loose.exec(text)
  return match === null ? null : parseInstant(spell(match, 'Z'))
}

/**
 * A time of a file as RFC 3339, with an offset where it has none of its own; null where the text
 * is no time of a day, or has no offset from anywhere.
 *
 * @example withOffset('2026/11/20 8:00', '+08:00') // => '2026-11-20T08:00:00+08:00'
 */
export function withOffset(text: string, offset: string | null): string | null {
  const match = loose.exec(text)
  const own = match?.[8] ?? offset
  return match?.[5] === undefined || own === null ? null : spell(match, own)
}

function spell(match: RegExpExecArray, otherwise: string): string {
  const [, year, , month, day, hour = '0', minute = '00', second = '00', offset = otherwise] = match
  const two = (digits: string | undefined) => (digits ?? '').padStart(2, '0')
  const sign = offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${sign}`
}
