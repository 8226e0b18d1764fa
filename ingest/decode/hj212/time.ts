import { beijingOffsetMs, type Instant } from '../../../src/domain/time.ts'

const compactTime = /^\d{14}(?:\d{3})?$/

/**
 * Reads `YYYYMMDDhhmmss`, with or without milliseconds; the standard has no other zone than
 * Beijing's.
 *
 * @returns null when the text is no such time
 * @example parseBeijingTime('20261123080500') // => 1795392300000
 */
export function parseBeijingTime(text: string): Instant | null {
  if (!compactTime.test(text)) return null
  const month = Number(text.slice(4, 6))
  const day = Number(text.slice(6, 8))
  const hour = Number(text.slice(8, 10))
  const minute = Number(text.slice(10, 12))
  const second = Number(text.slice(12, 14))
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return null
  const local = Date.UTC(Number(text.slice(0, 4)), month - 1, day, hour, minute, second)
  // A day that its month has not runs over into the next.
  if (day < 1 || new Date(local).getUTCDate() !== day) return null
  return local + Number(text.slice(14)) - beijingOffsetMs
}
