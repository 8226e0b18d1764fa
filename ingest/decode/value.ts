import type { Parameter } from '../../src/domain/network.ts'
import type { Fault } from '../../src/domain/reading.ts'
import { roundHalfEven } from '../../src/domain/round.ts'
import { dayMs, formatInstant, type Instant } from '../../src/domain/time.ts'
import { convertUnit } from '../../src/domain/units.ts'
import type { DecodeLimits } from './decode.ts'
import { fault, quote } from './fault.ts'

/**
 * Rounds half to even to the parameter's hourly decimals, and to one significant digit where
 * that would make a non-zero value zero. A value that is no finer comes back as it is.
 *
 * @source rounding rules of the automatic surface-water stations (domain: decimals, half to even)
 */
function roundToCatalogue(value: number, decimals: number): number {
  const rounded = roundHalfEven(value, decimals)
  return rounded === 0 && value !== 0 ? Number(value.toPrecision(1)) : rounded
}

/**
 * A number as sent to the value that is kept: no sentinel, in the catalogue's unit and decimals.
 *
 * @param name  as the message names it
 * @param unit  as stated; null: the catalogue's
 */
export function readValue(
  parameter: Parameter,
  name: string,
  sent: number,
  unit: string | null,
  limits: DecodeLimits,
): number | Fault {
  const { code } = parameter
  if (!Number.isFinite(sent)) {
    return fault(code, 'not-finite', `${name}: expected a finite number, got ${sent}`)
  }
  if (limits.sentinels.includes(sent)) {
    return fault(code, 'sentinel', `${name}: ${sent} stands for no value`)
  }
  if (unit === null || unit === parameter.unit) {
    return roundToCatalogue(sent, parameter.decimals.hour)
  }
  const converted = convertUnit(sent, unit, parameter.unit)
  if (!converted.ok) {
    const expected = parameter.unit === '' ? 'no unit' : `a unit of ${parameter.unit}`
    const detail = `${name}: expected ${expected}, got ${quote(unit)}`
    return fault(code, converted.code, detail)
  }
  if (!Number.isFinite(converted.value)) {
    const detail = `${name}: expected a finite number, ${sent} ${unit} is none`
    return fault(code, 'not-finite', detail)
  }
  return roundToCatalogue(converted.value, parameter.decimals.hour)
}

const nonFiniteWord = /^[+-]?(?:nan|inf|infinity)$/i

/** Refuses what is no number: null and the words for it as `not-finite`, else `bad-value`. */
export function refuseNonNumber(parameter: Parameter, name: string, sent: unknown): Fault {
  const nonFinite = sent === null || (typeof sent === 'string' && nonFiniteWord.test(sent))
  const detail = `${name}: expected a finite number, got ${quote(sent)}`
  return fault(parameter.code, nonFinite ? 'not-finite' : 'bad-value', detail)
}

/** Refuses a time too far ahead of the batch's clock or too long ago; null: in bounds. */
export function checkTime(
  parameter: string | null,
  at: Instant,
  now: Instant,
  limits: DecodeLimits,
): Fault | null {
  if (!(at <= now + limits.futureMaxMs)) {
    const detail = `time: expected at most 5 min after ${formatInstant(now)}, got ${formatInstant(at)}`
    return fault(parameter, 'future-time', detail)
  }
  if (!(at >= now - limits.ageMaxMs)) {
    const detail = `time: expected at most ${limits.ageMaxMs / dayMs} days before ${formatInstant(now)}, got ${formatInstant(at)}`
    return fault(parameter, 'too-old', detail)
  }
  return null
}
