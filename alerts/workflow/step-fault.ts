import { formatInstant, minuteMs, parseInstant, type Instant } from '../../src/domain/time.ts'
import type { Field, StepDefinition } from './definition.ts'
import { cellsFault } from './entered-cells.ts'
import type { StepContext, StepInput } from './guards.ts'

/** Clocks may differ by so much: what is reported was done before, never is about to be. */
const aheadMostMs = 5 * minuteMs

/** The fault of a time at which something is said to have been done, or null. */
export function aheadFault(at: Instant, now: Instant): string | null {
  if (at <= now + aheadMostMs) return null
  const expected = `expected a time at most 5 min after ${formatInstant(now)}`
  return `at: ${expected}, got ${formatInstant(at)}`
}

/** The first fault of a step's body in words, or null. */
export function stepFault(
  step: StepDefinition,
  input: StepInput,
  context: StepContext,
): string | null {
  if (input.person.trim() === '') return 'person: expected a name, got none'
  const ahead = aheadFault(input.at, context.now)
  if (ahead !== null) return ahead
  if (!isDistrict(input.district, context)) return `district: got ${input.district}, which is none`
  if (step.place === 'required' && input.place === null) {
    return `place: ${step.id} is taken on site, expected lat and lon, got none`
  }
  for (const field of step.fields) {
    const fault = fieldFault(field, input, context)
    if (fault !== null) return fault
  }
  return null
}

const isDistrict = (value: unknown, context: StepContext) =>
  context.districts.some((district) => district.id === value)

function fieldFault(
  { name, type, required }: Field,
  { data }: StepInput,
  context: StepContext,
): string | null {
  const value = data[name]
  if (value === undefined || value === null || value === '') {
    return required ? `data.${name}: expected a value, got none` : null
  }
  const expected = (what: string) => `data.${name}: expected ${what}, got ${JSON.stringify(value)}`
  if (typeof type === 'object') {
    const named = typeof value === 'string' && type.oneOf.includes(value)
    return named ? null : expected(`one of ${type.oneOf.join(', ')}`)
  }
  switch (type) {
    case 'text':
      return typeof value === 'string' && value.trim() !== '' ? null : expected('a text')
    case 'number':
      return Number.isFinite(value) ? null : expected('a number')
    case 'district':
      return isDistrict(value, context) ? null : expected('a district')
    case 'cells': {
      const fault = cellsFault(value, context.product?.draft ?? null)
      return fault === null ? null : `data.${name}${fault.startsWith('[') ? '' : ': '}${fault}`
    }
    case 'instant': {
      const isInstant = typeof value === 'string' && parseInstant(value) !== null
      return isInstant ? null : expected('an RFC 3339 time with offset')
    }
    case 'list':
      return Array.isArray(value) && value.length > 0 ? null : expected('a list with an item')
  }
}
