import { expect, it } from 'vitest'
import { triggerOf } from './trigger.ts'

it.each([
  ['its alert', { alert: 'a1' }, 'alert'],
  ['the plan', { alert: null, about: { planned: 'patrol-plan/P-1/1', workflow: null } }, 'plan'],
  ['a complaint', { alert: null, about: { trigger: 'complaint', workflow: null } }, 'complaint'],
  [
    'a complaint on a case',
    { alert: null, about: { trigger: 'complaint', workflow: 'w' } },
    'complaint',
  ],
  ['a major event', { alert: null, about: { trigger: 'major-event' } }, 'major-event'],
  ['another case', { alert: null, about: { trigger: 'other', workflow: 'w1' } }, 'case'],
  ['a word that is none', { alert: null, about: { trigger: 'rumour' } }, 'other'],
  ['a person of before', { alert: null }, 'other'],
] as const)('of %s', (_name, workflow, trigger) => {
  expect(triggerOf(workflow)).toBe(trigger)
})
