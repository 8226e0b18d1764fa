import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as stream from './stream.ts'
import type { AlertItem, Frame, NumberedFrame } from './wire.ts'

const alertOf = (id: string, more: Partial<AlertItem> = {}): AlertItem => ({
  id,
  kind: 'limit',
  station: 'pingwang',
  colour: 'blue',
  condition: 'firing',
  attention: 'new',
  etag: '"1"',
  openedAt: '2026-11-23T08:00:00+08:00',
  evidence: {},
  workflows: [],
  ...more,
})
const changeOf = (n: number, prev: number, more: Partial<NumberedFrame> = {}): NumberedFrame => ({
  n,
  prev,
  type: 'alert.updated',
  at: '2026-11-23T08:00:00+08:00',
  data: { id: 'a' },
  ...more,
})
const fold = (frames: readonly Frame[], from: stream.StreamState = stream.emptyStream) =>
  frames.reduce<stream.StreamState>(stream.applyFrame, from)

const hello: Frame = { type: 'hello', head: 10, oldest: 1 }
const live = stream.applyList(fold([hello]), [alertOf('a'), alertOf('b')])

describe('beginning', () => {
  it('reads the list after the hello, and is live with it', () => {
    expect(fold([hello])).toMatchObject({ phase: 'loading', coveredN: 10 })
    expect(live).toMatchObject({ phase: 'live', coveredN: 10 })
    expect([...live.alerts.keys()]).toEqual(['a', 'b'])
  })

  it('holds changes that come while the list is read, and applies them after it', () => {
    const held = fold([hello, changeOf(12, 9), changeOf(13, 12)])
    expect(held).toMatchObject({ phase: 'loading', coveredN: 10 })
    const listed = stream.applyList(held, [alertOf('a')])
    expect(listed).toMatchObject({ phase: 'live', coveredN: 13, held: [] })
    expect([...listed.staleAlerts]).toEqual(['a'])
  })

  it('begins again rather than hold without bound', () => {
    const frames = Array.from({ length: stream.heldFramesMax + 1 }, (_, index) =>
      changeOf(11 + index, 10 + index),
    )
    expect(fold([hello, ...frames]).phase).toBe('gap')
  })

  it('takes a snapshot whole, without what is no longer open', () => {
    const alerts = [alertOf('x'), alertOf('y', { attention: 'closed' })]
    const state = fold([{ type: 'snapshot', upTo: 30, alerts, workflows: [] }], live)
    expect(state).toMatchObject({ phase: 'live', coveredN: 30 })
    expect([...state.alerts.keys()]).toEqual(['x'])
  })
})

describe('numbered changes', () => {
  const cases: readonly (readonly [string, Frame[], string, number])[] = [
    ['the first after the hello, whose prev lies before it', [changeOf(12, 7)], 'live', 12],
    ['one whose prev is the last applied', [changeOf(12, 7), changeOf(15, 12)], 'live', 15],
    ['one that came already changes nothing', [changeOf(12, 7), changeOf(12, 7)], 'live', 12],
    ['a missing one is a gap', [changeOf(12, 7), changeOf(15, 14)], 'gap', 12],
    ['nothing is applied in a gap', [changeOf(15, 14), changeOf(16, 10)], 'gap', 10],
    [
      'a heartbeat covers',
      [{ type: 'heartbeat', head: 20, upTo: 20 }, changeOf(21, 19)],
      'live',
      21,
    ],
    ['an old heartbeat takes nothing back', [{ type: 'heartbeat', head: 9, upTo: 9 }], 'live', 10],
  ]
  it.each(cases)('%s', (_sentence, frames, phase, coveredN) => {
    expect(fold(frames, live)).toMatchObject({ phase, coveredN })
  })

  it('shows at once what the frame tells, and asks for the rest', () => {
    const data = { id: 'a', colour: 'red', attention: 'acknowledged' }
    const state = fold([changeOf(11, 10, { data })], live)
    expect(state.alerts.get('a')).toMatchObject({ colour: 'red', attention: 'acknowledged' })
    expect([...state.staleAlerts]).toEqual(['a'])
  })

  it('lets a closed alert leave', () => {
    const data = { id: 'a', attention: 'closed' }
    expect(fold([changeOf(11, 10, { type: 'alert.closed', data })], live).alerts.has('a')).toBe(
      false,
    )
  })

  it('asks for an alert it does not know, and for a workflow', () => {
    const frames = [
      changeOf(11, 10, { type: 'alert.raised', data: { id: 'new' } }),
      changeOf(12, 11, { type: 'workflow.step', data: { id: 'w' } }),
    ]
    const state = fold(frames, live)
    expect([...state.staleAlerts]).toEqual(['new'])
    expect([...state.staleWorkflows]).toEqual(['w'])
    expect(stream.takeStale(state, 'new').staleAlerts.size).toBe(0)
  })

  it('applies each change exactly once, however often frames are sent again', () => {
    const log = Array.from({ length: 20 }, (_, index) => changeOf(11 + index, 10 + index))
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 19 }), { maxLength: 40 }), (again) => {
        let applied = 0
        let state = live
        const sent = [...log.keys()].flatMap((next) => [
          next,
          ...again.filter((old) => old <= next),
        ])
        for (const index of sent) {
          const after = stream.applyFrame(state, log[index]!)
          if (after.coveredN !== state.coveredN) applied += 1
          state = after
        }
        expect([applied, state.phase, state.coveredN]).toEqual([20, 'live', 30])
      }),
    )
  })
})

describe('losses', () => {
  it('comes back to its place after a loss', () => {
    const lost = stream.applyLoss(live)
    expect(lost).toMatchObject({ phase: 'reconnecting', coveredN: 10 })
    expect(fold([hello], lost)).toMatchObject({ phase: 'live', coveredN: 10 })
  })

  it('finds a gap in a log that ends before its place', () => {
    expect(fold([{ type: 'hello', head: 3, oldest: 1 }], stream.applyLoss(live)).phase).toBe('gap')
  })

  it('begins from nothing after a gap, still showing what it had', () => {
    const state = stream.applyGap(live)
    expect(state).toMatchObject({ phase: 'gap', coveredN: null })
    expect(state.alerts.size).toBe(2)
    expect(fold([hello], state).phase).toBe('loading')
  })

  it('forgets an unfinished start', () => {
    expect(stream.applyLoss(fold([hello]))).toMatchObject({ phase: 'reconnecting', coveredN: null })
  })
})

it('orders by colour, then newest; then what is over, shelved, hidden by others', () => {
  const alerts = [
    alertOf('hidden', { colour: 'red', inhibitedBy: { because: 'silent', alert: 'none' } }),
    alertOf('shelved', { colour: 'red', shelvedUntil: '2026-11-24T08:00:00+08:00' }),
    alertOf('over', { colour: 'red', condition: 'resolved' }),
    alertOf('none', { colour: null }),
    alertOf('older', { colour: 'orange', openedAt: '2026-11-22T08:00:00+08:00' }),
    alertOf('newer', { colour: 'orange' }),
    alertOf('red', { colour: 'red', openedAt: '2026-11-20T08:00:00+08:00' }),
  ]
  const order = alerts.sort(stream.alertOrder).map(({ id }) => id)
  expect(order).toEqual(['red', 'newer', 'older', 'none', 'over', 'shelved', 'hidden'])
})
