import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PlanEntry } from '../../src/domain/casework.ts'
import { dayMs, formatBeijing } from '../../src/domain/time.ts'
import { isToOpen, plannedPatrols, plannedState } from './patrol-plan.ts'

const entry: PlanEntry = {
  ...{ key: 'P-1', version: 1, enteredAt: 0, waterBody: 'taipu', district: 'wujiang' },
  ...{ station: null, from: '2026-03-01', to: '2026-03-31', times: 2 },
  ...{ sites: [], exemptReason: null },
}
const at = (text: string) => Date.parse(`${text}+08:00`)
const day = (instant: number) => formatBeijing(instant).slice(0, 10)

describe('the patrols of an entry of the plan', () => {
  it.each([
    ['one has the whole range', '2026-03-31', 1, ['03-01 04-01']],
    ['two have a half each', '2026-03-31', 2, ['03-01 03-16', '03-16 04-01']],
    ['one of a day has that day', '2026-03-01', 1, ['03-01 03-02']],
    ['two of a day share it', '2026-03-01', 2, ['03-01 03-02', '03-01 03-02']],
    ['a part of one is none', '2026-03-01', 1.9, ['03-01 03-02']],
  ])('are opened and late by whole days: %s', (_sentence, to, times, spans) => {
    const planned = plannedPatrols({ ...entry, to, times })
    expect(planned.map((one) => `${day(one.fromAt)} ${day(one.dueAt)}`)).toEqual(
      spans.map((span) => span.replace(/(\S+) (\S+)/, '2026-$1 2026-$2')),
    )
    expect(planned[0]).toMatchObject({ planned: 'patrol-plan/P-1/1', number: 1, of: spans.length })
  })

  it('fill the range without a gap, each with a name of its own, however many are wanted', () => {
    const days = fc.integer({ min: 1, max: 400 })
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 366 }), (length, times) => {
        const last = day(at('2026-03-01T00:00:00') + (length - 1) * dayMs)
        const all = plannedPatrols({ ...entry, to: last, times })
        expect(new Set(all.map(({ planned }) => planned)).size).toBe(times)
        expect(all[0]!.fromAt).toBe(at('2026-03-01T00:00:00'))
        expect(all.at(-1)!.dueAt).toBe(at(`${last}T00:00:00`) + dayMs)
        all.slice(1).forEach((one, index) => {
          expect(one.fromAt).toBeLessThanOrEqual(all[index]!.dueAt)
          expect(one.fromAt).toBeGreaterThanOrEqual(all[index]!.fromAt)
        })
      }),
    )
  })

  it.each([
    ['not before its first day', 0, '2026-02-28T23:59:59', false],
    ['from its first moment', 0, '2026-03-01T00:00:00', true],
    ['after its last, where the engine was away', 0, '2026-05-01T00:00:00', true],
    ['when it was entered on its last day', at('2026-03-15T23:59:59'), '2026-03-16T00:00:00', true],
    ['not when it was over by then', at('2026-03-16T00:00:00'), '2026-03-16T00:00:00', false],
  ])('are opened: %s', (_sentence, enteredAt, now, opens) => {
    const [first] = plannedPatrols(entry)
    expect(isToOpen({ ...entry, enteredAt }, first!, at(now))).toBe(opens)
  })
})

describe('a planned patrol', () => {
  const [first] = plannedPatrols(entry)
  const open = { state: 'inspected', closedAt: null }
  const ended = (state: string) => ({ state, closedAt: first!.dueAt - dayMs })
  it.each([
    ['is ahead before its first day', null, 0, first!.fromAt - 1, 'ahead'],
    ['is open from then on', null, 0, first!.fromAt, 'open'],
    ['is open while it is under way', open, 0, first!.dueAt - 1, 'open'],
    ['is late when its time is over', open, 0, first!.dueAt, 'late'],
    ['is late where nobody has opened it yet', null, 0, first!.dueAt, 'late'],
    ['is done when it was completed', ended('closed'), 0, first!.dueAt, 'done'],
    ['is cancelled when somebody said so', ended('cancelled'), 0, first!.dueAt, 'cancelled'],
    ['is past when it was over before it was entered', null, first!.dueAt, first!.dueAt, 'past'],
    ['is what came of it, entered anew since', ended('closed'), first!.dueAt, Infinity, 'done'],
  ] as const)('%s', (_sentence, workflow, enteredAt, now, state) => {
    expect(plannedState({ ...entry, enteredAt }, first!, workflow, now)).toBe(state)
  })
})
