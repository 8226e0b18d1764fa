import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hourMs } from '../../src/domain/time.ts'
import { emergencyHj589 } from './emergency-monitoring.ts'
import { fakeStep, walk } from './fake-workflow.ts'
import { monitoringStateOf, newestPlan, type MonitoringPlan } from './monitoring.ts'

const startAt = 1_795_392_000_000
const meetsForMs = 48 * hourMs
const plan: MonitoringPlan = {
  ...{ revision: 2, at: startAt, points: ['pingwang'], factors: ['w20004'], everyMs: 4 * hourMs },
  criteria: { w20004: 0.005 },
}
/** Every four hours from the plan on. */
const samples = (values: readonly number[], station = 'pingwang') =>
  values.map((value, nth) => {
    return { station, parameter: 'w20004', value, observedAt: startAt + nth * 4 * hourMs }
  })
const at = (hours: number) => ({ now: startAt + hours * hourMs, meetsForMs })
const clean = Array.from({ length: 13 }, () => 0.004)

describe('the newest plan', () => {
  it('is read from its step, points by text or by station', () => {
    const data = {
      points: ['pingwang', { station: 'luxu', role: 'control' }, { name: '渡口' }],
      ...{ factors: ['w20004'], methods: ['HJ 694'], frequency: 'PT4H' },
      criteria: { w20004: 0.005, w21003: 'III' },
    }
    const walked = walk(emergencyHj589, [
      ...['start', 'first-judgement', 'plan', 'sampling-round'],
      fakeStep('revise-plan', { data }),
    ])
    expect(newestPlan(walked)).toMatchObject({
      ...{ revision: 2, points: ['pingwang', 'luxu'], everyMs: 4 * hourMs },
      criteria: { w20004: 0.005 },
    })
    const words = walk(emergencyHj589, ['start', 'first-judgement', 'plan'])
    expect(newestPlan(words)).toMatchObject({ revision: 1, everyMs: null, criteria: {} })
    expect(newestPlan(walk(emergencyHj589, ['start']))).toBeNull()
  })
})

describe('where a monitoring stands', () => {
  it.each([
    ['48 h clean without a break', clean, 48, true],
    ['a quarter of an hour less', clean, 47.75, false],
    ['one sample in between above', clean.with(6, 0.0051), 48, false],
    ['the last above', clean.with(12, 0.006), 48, false],
    ['on the limit throughout', clean.map(() => 0.005), 48, true],
    ['a value that is none', clean.with(6, NaN), 48, false],
    ['no sample', [], 48, false],
    ['clean for long, but not sampled of late', clean, 57, false],
  ] as const)('%s: at %#', (_what, values, hours, proposes) => {
    expect(monitoringStateOf(plan, samples(values), at(hours)).proposesEnd).toBe(proposes)
  })

  it('begins anew after a gap in the samples', () => {
    const gap = samples(clean).filter((_, nth) => nth < 4 || nth > 6)
    const state = monitoringStateOf(plan, gap, at(48))
    expect(state).toMatchObject({ proposesEnd: false, meetsSince: startAt + 28 * hourMs })
  })

  it('waits for each point, and tells the next sampling of the earliest', () => {
    const two = { ...plan, points: ['pingwang', 'luxu'] }
    const one = monitoringStateOf(two, samples(clean), at(48))
    expect(one).toMatchObject({ proposesEnd: false, meetsSince: null, nextAt: startAt })
    const both = [...samples(clean), ...samples(clean, 'luxu')]
    expect(monitoringStateOf(two, both, at(48))).toMatchObject({
      ...{ proposesEnd: true, nextAt: startAt + 52 * hourMs },
    })
  })

  it('proposes no end without a criterion, nor by a frequency in words', () => {
    for (const part of [{ criteria: {} }, { everyMs: null }]) {
      const state = monitoringStateOf({ ...plan, ...part }, samples(clean), at(48))
      expect(state).toMatchObject({ proposesEnd: false, meetsSince: null })
    }
  })

  it('never proposes an end while a sample of the last 48 h is above', () => {
    const values = fc.array(fc.double({ min: 0, max: 0.01, noNaN: true }), { maxLength: 40 })
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 200 }), (given, hours) => {
        const taken = samples(given)
        const { now } = at(hours)
        if (!monitoringStateOf(plan, taken, at(hours)).proposesEnd) return
        const recent = taken.filter((one) => one.observedAt <= now)
        const within = recent.filter((one) => one.observedAt > now - meetsForMs)
        expect(within.every(({ value }) => value <= 0.005)).toBe(true)
        expect(within.length).toBeGreaterThanOrEqual(6)
      }),
      { seed: 20_261_128 },
    )
  })
})
