import type { CitedReading, Event } from '../../src/domain/event.ts'
import type { Json } from '../../src/domain/json.ts'
import type { Instant } from '../../src/domain/time.ts'
import { createConditionState, standingLevel, stepCondition } from '../condition.ts'
import type { ConditionState } from '../condition.ts'
import type { SignalRule } from '../signals/signal.ts'

/** What a rule of forecasts remembers of a station: one condition a parameter. Plain JSON. */
export type WarningMemory = {
  readonly parts: Record<string, ConditionState>
  told: boolean
}

export const createWarningMemory = (): WarningMemory => ({ parts: {}, told: false })

/** What one issue says of one parameter of a station. */
export type Outlook = {
  readonly station: string
  readonly parameter: string
  /** Within the rule's window, 0 to 1; 0 where nothing is published or it is so already. */
  readonly probability: number
  readonly cutOffAt: Instant
  /** The newest value behind it. */
  readonly reading: CitedReading
  readonly evidence: Readonly<Record<string, Json>>
}

/** Whether the warning of a station rests on one of its parameters. */
export function isWarned(memory: WarningMemory | undefined, parameter: string): boolean {
  const part = memory?.parts[parameter]
  return part !== undefined && standingLevel(part) > 0
}

/**
 * Takes one issue into the memory of a rule at a station and answers the event it makes, if any.
 * A warning begins once enough issues in a row hold the probability, and ends once enough in a row
 * refute it, or the thing itself has come and is told by the rule that measures it. Never above
 * blue.
 */
export function warn(memory: WarningMemory, outlook: Outlook, rule: SignalRule): Event | null {
  const { station, parameter, probability, cutOffAt } = outlook
  const reached = rule.level('exceedance-probability', null, probability, cutOffAt)
  const part = memory.parts[parameter] ?? createConditionState()
  if (reached === 0 && memory.parts[parameter] === undefined) return null
  memory.parts[parameter] = part
  const lenient = Math.min(1, probability * (1 + rule.deadband))
  const heldLevel = rule.level('exceedance-probability', null, lenient, cutOffAt)
  const held = standingLevel(part) > 0 && heldLevel > 0
  stepCondition(part, reached > 0 || held ? 1 : 0, cutOffAt, rule.hold, rule.release)
  const stands = Object.values(memory.parts).some((one) => standingLevel(one) > 0)
  if (stands === memory.told) return null
  memory.told = stands
  const phase = stands ? 'begin' : 'end'
  return {
    key: [rule.id, station, phase, parameter, cutOffAt].join('|'),
    rule: rule.id,
    kind: rule.kind,
    station,
    subject: station,
    phase,
    colour: stands ? 'blue' : null,
    observedAt: cutOffAt,
    live: true,
    readings: [outlook.reading],
    evidence: outlook.evidence,
  }
}
