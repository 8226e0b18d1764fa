import { formatInstant, parseInstant, secondMs, type Instant } from '../domain/time.ts'

/**
 * As files, spreadsheets and loggers write it, the year first, so that a day is no month. An offset
 * of hours alone stands behind minutes only: in 2026-11-20-08 it would be the hour.
 */
const loose =
  /^(\d{4})([-/.])(\d\d?)\2(\d\d?)(?:[T ] ?(\d\d?):(\d\d)(?::(\d\d(?:\.\d+)?))?)? ?(Z|UTC|[+-]\d\d:?\d\d|(?<=:[\d.]+ ?)[+-]\d\d)?$/i

/**
 * Seconds or milliseconds since 1970, as loggers and tables of data frames write them: until March
 * 2030, since 19 and 20 begin a date such as 2013030100.
 */
const epoch = /^1[0-8]\d{8}(?:\d{3})?(?:\.\d+)?$/

/** What {@link parseFileTime} reads, for messages. */
export const timeExample = '2026-11-23T08:00:00+08:00 or 2026-11-23 08:00'

/**
 * Reads a time of a file: RFC 3339, or without an offset, which is UTC here; seconds, or the
 * whole time of day, may be missing. A day may be written 2013/5/17, an offset +0800, +08 or UTC;
 * a number is a time since 1970, in seconds or milliseconds.
 *
 * @example parseFileTime('2013-05-17 00:05') // => 1368749100000
 */
export function parseFileTime(text: string): Instant | null {
  const trimmed = text.trim()
  return parseInstant(trimmed) ?? parseLoose(trimmed) ?? parseEpoch(trimmed)
}

function parseEpoch(text: string): Instant | null {
  if (!epoch.test(text)) return null
  const [whole = ''] = text.split('.')
  return whole.length === 10 ? Math.round(Number(text) * secondMs) : Number(whole)
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
  const epochAt = parseEpoch(text)
  if (epochAt !== null) return formatInstant(epochAt)
  const match = loose.exec(text)
  const own = match?.[8] ?? offset
  return match?.[5] === undefined || own === null ? null : spell(match, own)
}

function spell(match: RegExpExecArray, otherwise: string): string {
  const [, year, , month, day, hour = '0', minute = '00', second = '00', own = otherwise] = match
  const two = (digits: string | undefined) => (digits ?? '').padStart(2, '0')
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${spellOffset(own)}`
}

/** @example spellOffset('+0800') // => '+08:00' */
function spellOffset(offset: string): string {
  if (/^(Z|UTC)$/i.test(offset)) return 'Z'
  return `${offset.slice(0, 3)}:${offset.slice(3).replace(':', '') || '00'}`
}
