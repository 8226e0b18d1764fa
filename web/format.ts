import {
  beijingOffsetMs,
  dayMs,
  hourMs,
  minuteMs,
  secondMs,
  parseInstant,
  type Instant,
} from '../src/domain/time.ts'
import type { Language } from './words.ts'

/** British order of dates; numbers as in plain English, where a million is an M. */
const locales: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' }
const numberLocales: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' }
const beijing = 'Asia/Shanghai'
/** From here on (cell counts) digits say less than the magnitude. */
const compactFrom = 100_000

/**
 * A value with a fixed number of decimals; from 100 000 on in compact notation.
 *
 * @example formatNumber('en', 8.366, 2) // => '8.37'
 */
export function formatNumber(language: Language, value: number, decimals = 2): string {
  if (!Number.isFinite(value)) return '–'
  const options: Intl.NumberFormatOptions =
    Math.abs(value) >= compactFrom
      ? { notation: 'compact', maximumSignificantDigits: 3 }
      : { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  return new Intl.NumberFormat(numberLocales[language], options).format(value)
}

/** A number with as many digits as it needs, at most `digits` significant ones. */
export function formatPlain(language: Language, value: number, digits = 4): string {
  if (Math.abs(value) >= compactFrom) return formatNumber(language, value)
  return new Intl.NumberFormat(numberLocales[language], {
    maximumSignificantDigits: digits,
  }).format(value)
}

/** A number as it was entered, whatever its length. @example formatExact('en', 31.02541) // => '31.02541' */
export function formatExact(language: Language, value: number): string {
  return new Intl.NumberFormat(numberLocales[language], { maximumFractionDigits: 8 }).format(value)
}

function formatWith(language: Language, at: Instant, options: Intl.DateTimeFormatOptions): string {
  const zoned = { ...options, timeZone: beijing, hourCycle: 'h23' as const }
  return new Intl.DateTimeFormat(locales[language], zoned).format(at)
}

/** Day and minute in Beijing time. @example formatTime('en', 0) // => '1 Jan, 08:00' */
export function formatTime(language: Language, at: Instant): string {
  const month = language === 'zh' ? 'numeric' : 'short'
  return formatWith(language, at, {
    month,
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })
}

/** Date in Beijing time. @example formatDay('en', 0) // => '1 Jan 1970' */
export function formatDay(language: Language, at: Instant): string {
  const month = language === 'zh' ? 'numeric' : 'short'
  return formatWith(language, at, { year: 'numeric', month, day: 'numeric' })
}

/** Day and month in Beijing time. @example formatDate('en', 0) // => '1 Jan' */
export function formatDate(language: Language, at: Instant): string {
  const month = language === 'zh' ? 'numeric' : 'short'
  return formatWith(language, at, { month, day: 'numeric' })
}

const dayNumber = (at: Instant) => Math.floor((at + beijingOffsetMs) / dayMs)

/** The minute alone for a time of the same day in Beijing, else day and minute. */
export function formatRecent(language: Language, at: Instant, nowAt: Instant): string {
  return dayNumber(at) === dayNumber(nowAt)
    ? formatWith(language, at, { hour: '2-digit', minute: '2-digit' })
    : formatTime(language, at)
}

/** Date and second in Beijing time, for the engine's clock. */
export function formatClock(language: Language, at: Instant): string {
  return formatWith(language, at, {
    year: 'numeric',
    month: language === 'zh' ? '2-digit' : 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
}

/** How long ago, in the largest fitting unit. @example formatAge('en', 65_000) // => '1 min ago' */
export function formatAge(language: Language, ageMs: number): string {
  const style = new Intl.RelativeTimeFormat(locales[language], { style: 'short', numeric: 'auto' })
  const age = Math.max(0, ageMs)
  if (age < minuteMs) return style.format(0, 'second')
  if (age < hourMs) return style.format(-Math.floor(age / minuteMs), 'minute')
  if (age < 2 * dayMs) return style.format(-Math.floor(age / hourMs), 'hour')
  return style.format(-Math.floor(age / dayMs), 'day')
}

/**
 * A length of time in its largest fitting unit; minutes below two hours, but for one hour.
 *
 * @example formatSpan('en', 900_000) // => '15 min'
 */
export function formatSpan(language: Language, spanMs: number): string {
  const [unit, unitMs] =
    spanMs < 2 * hourMs && spanMs !== hourMs
      ? (['minute', minuteMs] as const)
      : spanMs < 2 * dayMs
        ? (['hour', hourMs] as const)
        : (['day', dayMs] as const)
  const style = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(numberLocales[language], style).format(spanMs / unitMs)
}

/** As {@link formatSpan}, and in seconds below a minute. @example formatDelay('en', 1.5) // => '1.5 sec' */
export function formatDelay(language: Language, seconds: number): string {
  if (seconds >= 60) return formatSpan(language, seconds * secondMs)
  const style = {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  } as const
  return new Intl.NumberFormat(numberLocales[language], style).format(seconds)
}

/** A time as an input of the page has it, in Beijing time. @example beijingInput(0) // => '1970-01-01T08:00' */
export const beijingInput = (at: Instant): string =>
  new Date(at + beijingOffsetMs).toISOString().slice(0, 16)

/** What such an input says, with its offset. @example beijingInstant('1970-01-01T08:00') // => '1970-01-01T08:00:00+08:00' */
export const beijingInstant = (input: string): string => `${input}:00+08:00`

/** Reads a time of the wire; null for a missing or unreadable one. */
export function instantOf(text: string | null | undefined): Instant | null {
  return typeof text === 'string' ? parseInstant(text) : null
}
