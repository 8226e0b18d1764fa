import { describe, expect, it } from 'vitest'
import type { Alert, NewChange } from '../src/domain/alert.ts'
import type { AlertMove, CountedAlert } from '../src/domain/alert-performance.ts'
import { dayMs, hourMs, minuteMs } from '../src/domain/time.ts'
import { createAlertBook } from './alert-book.ts'
import { countingIds, fakeEvent, fakeRule, morningAt } from './fake-alert.ts'
import { createPerformance } from './performance.ts'

const span = { from: morningAt, to: morningAt + hourMs, operators: 1, exercise: false }
const counted = (part: Partial<CountedAlert> = {}): CountedAlert => ({
  ...{ id: 'a', rule: 'bloom', station: 'jinze', colour: 'blue', openedAt: morningAt },
  ...{
    condition: 'firing',
    attention: 'new',
    retrospective: false,
    hidden: false,
    exercise: false,
  },
  ...part,
})
const move = (minute: number, part: Partial<AlertMove> = {}): AlertMove => ({
  ...{ n: 1, at: morningAt + minute * minuteMs, type: 'alert.raised' },
  ...{ actor: 'engine', reason: 'first', alert: counted() },
  ...part,
})
function figuresOf(
  moves: readonly AlertMove[],
  more: Partial<typeof span> = {},
  open = [] as CountedAlert[],
) {
  const performance = createPerformance({ ...span, ...more }, open)
  for (const one of moves) performance.take(one)
  return performance.figures()
}
const raised = (count: number, minute: number, part: Partial<CountedAlert> = {}) =>
  Array.from({ length: count }, (_, nth) =>
    move(minute, { alert: counted({ id: `${minute}-${nth}`, ...part }) }),
  )

describe('calls for attention', () => {
  const cases: [string, Partial<AlertMove>, number][] = [
    ['raised', {}, 1],
    ['fired again', { type: 'alert.updated', reason: 'fired-again' }, 1],
    ['worse', { type: 'alert.updated', reason: 'worse' }, 1],
    ['in sight again', { type: 'alert.updated', reason: 'inhibition-ended' }, 1],
    ['better', { type: 'alert.updated', reason: 'better' }, 0],
    ['resolved', { type: 'alert.resolved', reason: 'resolved' }, 0],
    ['back in sight by its time', { type: 'alert.unshelved', reason: 'shelving-ended' }, 1],
    ['back in sight by a person', { type: 'alert.unshelved', actor: '王工' }, 0],
    ['hidden', { type: 'alert.updated', reason: 'worse', alert: counted({ hidden: true }) }, 0],
    ['retrospective', { alert: counted({ retrospective: true }) }, 0],
    ['an exercise', { alert: counted({ exercise: true }) }, 0],
    ['before the span', { at: morningAt - 1 }, 0],
    ['at its end', { at: morningAt + hourMs }, 0],
  ]
  it.each(cases)('%s', (_, part, calls) => {
    expect(figuresOf([move(0, part)]).calls).toBe(calls)
  })
})

describe('rates and floods', () => {
  it('are of one operator in ten minutes', () => {
    const moves = [...raised(11, 0), ...raised(10, 10), ...raised(9, 59)]
    expect(figuresOf(moves)).toMatchObject({
      calls: 30,
      meanPer10Min: 5,
      highestPer10Min: 11,
      floodShare: 1 / 6,
    })
    expect(figuresOf(moves, { operators: 3 })).toMatchObject({
      ...{ meanPer10Min: 5 / 3, highestPer10Min: 11 / 3, floodShare: 0 },
    })
  })

  it('count a last interval for as long as it is', () => {
    const figures = figuresOf(raised(11, 12), { to: morningAt + 15 * minuteMs })
    expect(figures.floodShare).toBeCloseTo(5 / 15, 12)
  })

  it('are zero of nothing', () => {
    expect(figuresOf([])).toMatchObject({ calls: 0, meanPer10Min: 0, floodShare: 0 })
    expect(figuresOf([])).toMatchObject({ mostFrequent: [], acknowledgeMedianMs: null })
  })
})

describe('what stands, chatters and comes often', () => {
  it('stands when it is open for more than a day at the end', () => {
    const old = { openedAt: span.to - dayMs - 1 }
    const open = [
      counted({ id: 'old', ...old }),
      counted({ id: 'hidden', ...old, hidden: true }),
      counted({ id: 'closes', ...old }),
      counted({ id: 'young', openedAt: span.to - dayMs }),
    ]
    const closing = counted({ id: 'closes', ...old, attention: 'closed' })
    const moves = [move(5, { type: 'alert.closed', actor: '王工', alert: closing })]
    expect(figuresOf(moves, {}, open)).toMatchObject({ standing: 2, standingHidden: 1 })
  })

  it('names ten pairs of rule and station, the most frequent first, and the mix of colours', () => {
    const moves = [
      ...Array.from({ length: 12 }, (_, nth) =>
        raised(1 + nth, nth, { station: `s${nth}` }),
      ).flat(),
      ...raised(2, 30, { rule: 'station-silence', colour: null }),
    ]
    const { mostFrequent, colours, calls } = figuresOf(moves)
    expect(mostFrequent).toHaveLength(10)
    expect(mostFrequent[0]).toEqual({ rule: 'bloom', station: 's11', calls: 12, share: 12 / 80 })
    expect([calls, colours]).toEqual([80, { blue: 78, yellow: 0, orange: 0, red: 0, none: 2 }])
  })
})

describe('time to acknowledge', () => {
  const act = (minute: number, id: string, attention: Alert['attention'], actor = '王工') =>
    move(minute, {
      ...{ type: 'alert.acknowledged', actor, alert: counted({ id, attention }) },
    })

  it('runs from opening to the first act of a person', () => {
    const moves = [
      ...['a', 'b', 'c', 'd'].map((id) => move(0, { alert: counted({ id }) })),
      act(2, 'a', 'acknowledged'),
      act(4, 'b', 'closed'),
      act(30, 'c', 'acknowledged'),
      act(31, 'c', 'closed'),
    ]
    const figures = figuresOf(moves)
    expect(figures).toMatchObject({ acknowledged: 3, unacknowledged: 1 })
    expect(figures.acknowledgeMedianMs).toBe(4 * minuteMs)
    // Of 2, 4 and 30 min, between the last two.
    expect(figures.acknowledgeP90Ms).toBe(24.8 * minuteMs)
  })

  it('knows what was open before', () => {
    const open = [counted({ id: 'a', openedAt: morningAt - hourMs })]
    const figures = figuresOf([act(10, 'a', 'acknowledged')], {}, open)
    expect(figures.acknowledgeMedianMs).toBe(70 * minuteMs)
  })
})

it('counts an alert that chatters as the alerts themselves say', () => {
  const chatter = { occurrences: 2, windowMs: hourMs, shelveMs: hourMs }
  const rule = fakeRule({ chatter })
  const book = createAlertBook(new Map([[rule.id, rule]]), countingIds())
  const changes: NewChange[] = []
  for (let nth = 0; nth < 4; nth += 1) {
    const observedAt = morningAt + nth * minuteMs
    const events = [
      fakeEvent({ key: `b${nth}`, observedAt }),
      fakeEvent({ key: `e${nth}`, observedAt, phase: 'end', colour: null }),
    ]
    changes.push(...book.take(events, observedAt))
  }
  const moves = changes.map((change, n): AlertMove => {
    const alert = change.body['alert'] as unknown as Alert
    const hidden = (alert.hiding ?? null) !== null
    return { ...change, n, alert: { ...alert, hidden, exercise: false } }
  })
  // The third begins, which is one more than allowed; what comes after is out of sight.
  expect(figuresOf(moves)).toMatchObject({ calls: 3, chattering: 1 })
})
