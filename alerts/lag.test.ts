import { describe, expect, it } from 'vitest'
import { minuteMs, secondMs } from '../src/domain/time.ts'
import { fakeRule, morningAt } from './fake-alert.ts'
import { inTime, judgeLag, type LagState } from './lag.ts'
import type { Rule, Threshold } from './rule.ts'

const threshold: Threshold = {
  ...{ quantity: 'lag', parameter: null, comparison: '>', value: 30, unit: 's', colour: null },
  ...{ certainty: 'design', source: 'ours' },
}
const rule: Rule = fakeRule({
  ...{ id: 'system-lag', kind: 'system', onDelayMs: minuteMs, offDelayMs: 5 * minuteMs },
  ...{ deadband: 0.2, hold: { results: 2, minMs: minuteMs }, thresholds: [threshold] },
})

/** A look each so many seconds; what was told, by the second. */
function told(looks: readonly (readonly [second: number, lagS: number])[], by = rule) {
  let state: LagState = inTime
  return looks.flatMap(([second, lagS]) => {
    const ms = second * secondMs
    const look = { lagMs: lagS * secondMs, steadyMs: ms, at: morningAt + 60 * ms }
    const judged = judgeLag(state, look, by, 'pingwang')
    state = judged.state
    return judged.event === null ? [] : [`${second} ${judged.event.phase}`]
  })
}
const each = (from: number, to: number, lagS: number, step = 1) =>
  Array.from({ length: (to - from) / step }, (_, nth) => [from + nth * step, lagS] as const)

describe('the lag of the engine', () => {
  it.each([
    ['is told once it lasted for the on-delay by a steady clock', each(0, 90, 31), ['60 begin']],
    ['is nothing at the threshold', each(0, 600, 30), []],
    ['begins anew after a look in time', [...each(0, 59, 40), [59, 1], ...each(60, 119, 40)], []],
    ['needs the results of its hold', [[0, 40]], []],
    ['that is no number is a lag', each(0, 61, NaN), ['60 begin']],
    [
      'is over once it kept below the deadband for the off-delay',
      [...each(0, 61, 99), ...each(61, 200, 25), ...each(200, 600, 24)],
      ['60 begin', '500 end'],
    ],
    [
      'that comes back within the off-delay goes on',
      [...each(0, 61, 99), ...each(61, 300, 0), [300, 31], ...each(301, 590, 0)],
      ['60 begin'],
    ],
  ] as const)('%s', (_name, looks, events) => {
    expect(told(looks)).toEqual(events)
  })

  it('tells nothing by a rule that is off, or without a threshold in force', () => {
    expect(told(each(0, 90, 99), { ...rule, enabled: false })).toEqual([])
    const later = { ...threshold, from: morningAt + 60 * 90 * secondMs }
    expect(told(each(0, 90, 99), { ...rule, thresholds: [later] })).toEqual([])
  })

  it('says how long it was', () => {
    const state = { ...inTime, worstMs: 45_040, turned: { sinceMs: 0, looks: 9 } }
    const look = { lagMs: 31_000, steadyMs: minuteMs, at: morningAt }
    expect(judgeLag(state, look, rule, 'pingwang').event).toMatchObject({
      ...{ key: `system-lag|engine|begin|${morningAt}`, kind: 'system', subject: 'engine' },
      evidence: { lagSeconds: 31, worstSeconds: 45, limit: 30 },
    })
  })
})
