import type { Alert } from '../src/domain/alert.ts'
import type { Event } from '../src/domain/event.ts'
import { hourMs } from '../src/domain/time.ts'
import { applyEvent, type EventContext } from './lifecycle.ts'
import type { Rule } from './rule.ts'

/** A moment to count from: 2026-11-23 08:00 in Beijing. */
export const morningAt = 1_795_392_000_000

/** Names that count up from a prefix, the same in every run. */
export function countingIds(prefix = 'alert'): () => string {
  let count = 0
  return () => `${prefix}-${(count += 1)}`
}

export const fakeRule = (part: Partial<Rule> = {}): Rule => ({
  id: 'class-deterioration',
  kind: 'deterioration',
  name: { zh: '水质恶化', en: 'deterioration' },
  enabled: true,
  onDelayMs: 0,
  offDelayMs: 4 * hourMs,
  deadband: 0.05,
  hold: { results: 2, minMs: 0 },
  chatter: null,
  windowMs: null,
  cause: { zh: '因', en: 'cause' },
  consequence: { zh: '果', en: 'consequence' },
  response: { zh: '应对', en: 'response' },
  timeToRespondMs: hourMs,
  thresholds: [],
  ...part,
})

export const fakeEvent = (part: Partial<Event> = {}): Event => ({
  key: 'class-deterioration|jinze|begin|1',
  rule: 'class-deterioration',
  kind: 'deterioration',
  station: 'jinze',
  subject: 'jinze',
  phase: 'begin',
  colour: 'blue',
  observedAt: morningAt,
  live: true,
  readings: [{ parameter: 'w21003', observedAt: morningAt, value: 1.2, revision: 0, flag: 1 }],
  evidence: { class: 'IV' },
  ...part,
})

export const fakeContext = (now = morningAt, newId = countingIds()): EventContext => ({
  now,
  newId,
})

/** An alert as it stands after being raised, with fields laid over it. */
export function fakeAlert(part: Partial<Alert> = {}): Alert {
  const { alert } = applyEvent(null, fakeEvent(), fakeRule(), fakeContext())
  if (alert === null) throw new Error('should hold: a live event raises an alert')
  return { ...alert, ...part }
}
