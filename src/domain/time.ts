/** Instants are epoch milliseconds (UTC); their names end in `At`. */
export type Instant = number

export const secondMs = 1_000
export const minuteMs = 60 * secondMs
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
/** Beijing time has had no daylight saving since 1991, so a fixed offset is exact. */
export const beijingOffsetMs = 8 * hourMs

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d\d):(\d\d))$/

const utcMs = (year: number, month: number, day: number, h: number, m: number, s: number) =>
  Date.UTC(year, month - 1, day, h, m, s)

/**
 * Reads an RFC 3339 date-time; one without an offset is refused, since a local time names no moment.
 *
 * @returns epoch milliseconds, or null when the text is no such time
 * @example parseInstant('2026-11-23T08:05:00+08:00') // => 1795392300000
 */
export function parseInstant(text: string): Instant | null {
  const match = rfc3339.exec(text)
  if (match === null) return null
  const [year, month, day, h, m, s] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (month < 1 || month > 12 || h > 23 || m > 59 || s > 59) return null
  const at = utcMs(year, month, day, h, m, s)
  if (day < 1 || new Date(at).getUTCDate() !== day) return null
  const fraction = match[7] === undefined ? 0 : Math.trunc(Number(`0.${match[7]}`) * 1000)
  const offsetHours = Number(match[10] ?? 0)
  const offsetMinutes = Number(match[11] ?? 0)
  if (offsetHours > 23 || offsetMinutes > 59) return null
  const sign = match[9] === '-' ? -1 : 1
  return at + fraction - sign * (offsetHours * hourMs + offsetMinutes * minuteMs)
}

/** RFC 3339 in UTC. @example formatInstant(0) // => '1970-01-01T00:00:00.000Z' */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString()
}

/** RFC 3339 in Beijing time. @example formatBeijing(0) // => '1970-01-01T08:00:00.000+08:00' */
export function formatBeijing(at: Instant): string {
  return new Date(at + beijingOffsetMs).toISOString().replace('Z', '+08:00')
}

/** The date in Beijing. @example dateOf(0) // => '1970-01-01' */
export function dateOf(at: Instant): string {
  return formatBeijing(at).slice(0, 10)
}

/** Start of a Beijing day. @example dayStart('1970-01-02') // => 57600000 */
export const dayStart = (date: string): Instant => Date.parse(`${date}T00:00:00Z`) - beijingOffsetMs

/** The Beijing date some days after another. @example dateAfter('2026-11-30', 1) // => '2026-12-01' */
export function dateAfter(date: string, days: number): string {
  return dateOf(dayStart(date) + days * dayMs)
}

/**
 * Start of a month in Beijing, 1 to 12; those beyond are of the years beside.
 *
 * @example monthStart(1970, 13) === monthStart(1971, 1) // => true
 */
export const monthStart = (year: number, month: number): Instant =>
  Date.UTC(year, month - 1) - beijingOffsetMs

/** Whether a text is a calendar date. @example isDate('2026-02-30') // => false */
export function isDate(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN
  // The 30th of February parses as a day of March.
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text)
}

const isoPeriod = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/

/**
 * Reads the averaging period of a reading: days, hours, minutes and seconds of ISO 8601.
 * Months and years are refused, since their length varies.
 *
 * @returns milliseconds (0 for a moment), or null
 * @example parsePeriod('PT4H') // => 14400000
 */
export function parsePeriod(text: string): number | null {
  const match = isoPeriod.exec(text)
  if (match === null || /[PT]$/.test(text)) return null
  const [d = 0, h = 0, m = 0, s = 0] = match
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0))
  return d * dayMs + h * hourMs + m * minuteMs + s * secondMs
}

/** The one spelling of a period, so that PT60M and PT1H name one series. @example formatPeriod(0) // => 'PT0S' */
export function formatPeriod(ms: number): string {
  if (ms === 0) return 'PT0S'
  const days = Math.floor(ms / dayMs)
  const hours = Math.floor((ms % dayMs) / hourMs)
  const minutes = Math.floor((ms % hourMs) / minuteMs)
  const seconds = (ms % minuteMs) / secondMs
  const time =
    (hours ? `${hours}H` : '') + (minutes ? `${minutes}M` : '') + (seconds ? `${seconds}S` : '')
  return `P${days ? `${days}D` : ''}${time ? `T${time}` : ''}`
}
