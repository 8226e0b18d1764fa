import { Flag } from '../../src/domain/flags.ts'
import type { Instant } from '../../src/domain/time.ts'
import { allColours, type Signal, type SignalRules } from './signal.ts'

/** The toxic ones open the deterioration procedure, the others a note. */
const ruleIds = ['toxic-limit', 'source-limit']
const quantities = ['concentration', 'inhibition']

/** Substances with a limit of their own at drinking-water sources, as the rules list them. */
export const sourceLimit: Signal = (station, _memory, reading, _judge, rules) => {
  if (station.kind === 'air' || reading.flag === Flag.fail) return null
  const { parameter, observedAt } = reading
  const found = ruleFor(rules, parameter, observedAt)
  if (found === null) return null
  const { rule, quantity, figures } = found
  // A value below detection bounds the truth from above and exceeds nothing.
  const value = reading.qualifier === '<' ? 0 : reading.value
  const limit = figures.at(-1)!
  return {
    rule: rule.id,
    subject: `${station.id}/${parameter}`,
    part: parameter,
    level: rule.level(quantity, parameter, value, observedAt),
    heldLevel: () => rule.level(quantity, parameter, value * (1 + rule.deadband), observedAt),
    colours: allColours,
    evidence: () => ({
      parameter,
      value: reading.value,
      unit: reading.about.unit,
      limit,
      warnAt: figures[0]!,
      multiple: Math.max(0, reading.value / limit - 1),
    }),
  }
}

function ruleFor(rules: SignalRules, parameter: string, at: Instant) {
  for (const id of ruleIds) {
    const rule = rules.get(id)
    for (const quantity of rule === undefined ? [] : quantities) {
      const figures = rule!.figures(quantity, parameter, at)
      if (figures.length > 0) return { rule: rule!, quantity, figures }
    }
  }
  return null
}
