import type { Rule } from './rule.ts'

/** Fields of a rule that only some kinds of signals can obey. */
type Field = 'deadband' | 'hold'

const ordinary: Readonly<Record<Field, (rule: Rule) => boolean>> = {
  deadband: ({ deadband }) => deadband === 0,
  hold: ({ hold }) => hold.results === 1 && hold.minMs === 0,
}

const silent = 'silence is counted from readings that did not come; set onDelay or its thresholds'
const flagged = 'a flag has no value that could come back below a limit'
const byFactors = 'its evidence rises and falls by factors; set offDelay'
const cannotHave: Readonly<Record<string, Readonly<Partial<Record<Field, string>>>>> = {
  'station-silence': { hold: silent, deadband: silent },
  'parameter-silence': { hold: silent, deadband: silent },
  'bloom-ahead': { deadband: byFactors },
  'sensor-stuck': { deadband: flagged },
  'sensor-range': { deadband: flagged },
  'station-clock': { hold: 'a clock is judged by the median of five messages; set onDelay' },
}

/**
 * Fields that a rule states and that nothing would obey, each with the reason.
 *
 * @example fieldFaults({ ...stuck, deadband: 0.1 }) // => ['deadband: expected 0, since a flag …']
 */
export function fieldFaults(rule: Rule): string[] {
  const reasons = Object.entries(cannotHave[rule.id] ?? {}) as [Field, string][]
  return reasons.flatMap(([field, reason]) => {
    if (ordinary[field](rule)) return []
    const expected = field === 'hold' ? 'one result and PT0S' : '0'
    return [`${field}: expected ${expected}, since ${reason}`]
  })
}
