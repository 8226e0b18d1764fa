import type { Fault, RawReading, RefusalCode } from '../../src/domain/reading.ts'

/** Longest name or quotation in a fault; payloads are kept beside it in whole. */
const quotedLengthMax = 64
const detailLengthMax = 240

// PostgreSQL takes neither NUL nor half a surrogate pair; the others would spoil a log line.
const unprintable = /[\p{Cc}\p{Cs}]/gu

/** A text from outside, cut to a length and safe to store and to show. */
export function printable(text: string, lengthMax = quotedLengthMax): string {
  return text.slice(0, lengthMax).replace(unprintable, '?')
}

/** What came, short enough for a fault's detail. @example quote('N') // => '"N"' */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return `${value}`
  if (typeof value !== 'string') return Array.isArray(value) ? 'a list' : 'an object'
  const more = value.length > quotedLengthMax ? '…' : ''
  return `"${printable(value)}${more}"`
}

/** A fault with printable, bounded texts. `parameter` null: the whole message or frame. */
export function fault(parameter: string | null, code: RefusalCode, detail: string): Fault {
  return {
    parameter: parameter === null ? null : printable(parameter),
    code,
    detail: printable(detail, detailLengthMax),
  }
}

/**
 * Refuses every reading of a parameter that was named more than once for one time: which of them
 * is true cannot be known, and the order of keys means nothing.
 *
 * @param faults  gets one fault for each reading taken out
 * @returns the readings left, in order
 */
export function refuseRepeated(readings: RawReading[], faults: Fault[]): RawReading[] {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const { parameter } of readings) {
    if (seen.has(parameter)) repeated.add(parameter)
    seen.add(parameter)
  }
  if (repeated.size === 0) return readings
  return readings.filter(({ parameter }) => {
    if (!repeated.has(parameter)) return true
    const detail = `${parameter}: expected once in a message, came under several names`
    faults.push(fault(parameter, 'duplicate-parameter', detail))
    return false
  })
}
