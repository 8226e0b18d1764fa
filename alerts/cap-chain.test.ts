import { describe, expect, it } from 'vitest'
import type { Alert, Change, ChangeType } from '../src/domain/alert.ts'
import { minuteMs } from '../src/domain/time.ts'
import { capMessages, capTime } from './cap-chain.ts'
import { fakeAlert, morningAt } from './fake-alert.ts'

/** Changes a minute apart, numbered from 1, each with the alert after it. */
const changesOf = (...told: readonly (readonly [ChangeType, Partial<Alert>?])[]): Change[] =>
  told.map(([type, part], index) => ({
    ...{ n: index + 1, type, subject: 'alert-1', at: morningAt + index * minuteMs, hash: '' },
    ...{ actor: 'engine', reason: type },
    body: JSON.parse(JSON.stringify({ alert: fakeAlert(part) })) as Change['body'],
  }))
const words = (changes: readonly Change[]) =>
  capMessages(changes).map(({ identifier, msgType, earlier }) =>
    [msgType, identifier, ...earlier.map((one) => one.identifier)].join(' '),
  )
const over = { condition: 'resolved' } as const
const closed = { ...over, attention: 'closed' } as const

describe('the messages of an alert', () => {
  it('are Alert, Updates that refer to all before, and one Cancel', () => {
    const changes = changesOf(
      ['alert.raised'],
      ['alert.updated', { colour: 'red' }],
      ['alert.acknowledged'],
      ['alert.confirmed'],
      ['alert.resolved', over],
      ['alert.closed', closed],
    )
    expect(words(changes)).toEqual([
      'Alert alert-1.1',
      'Update alert-1.2 alert-1.1',
      'Update alert-1.4 alert-1.1 alert-1.2',
      'Cancel alert-1.5 alert-1.1 alert-1.2 alert-1.4',
    ])
  })

  it('begin anew when it fires again', () => {
    const changes = changesOf(['alert.raised'], ['alert.resolved', over], ['alert.updated'])
    expect(words(changes)).toEqual([
      'Alert alert-1.1',
      'Cancel alert-1.2 alert-1.1',
      'Alert alert-1.3',
    ])
  })

  it('end with a rejection, once', () => {
    const changes = changesOf(['alert.raised'], ['alert.rejected'], ['alert.closed', closed])
    expect(words(changes)).toEqual(['Alert alert-1.1', 'Cancel alert-1.2 alert-1.1'])
  })

  it('warn of nothing when what is over is graded', () => {
    const changes = changesOf(['alert.raised'], ['alert.closed', closed], ['alert.graded', closed])
    expect(words(changes)).toHaveLength(2)
  })

  it('are none of what people do among themselves', () => {
    const changes = changesOf(['alert.raised'], ['alert.shelved'], ['alert.commented'])
    expect(words(changes)).toEqual(['Alert alert-1.1'])
  })

  it('are none of what joins it or hides it', () => {
    const updated = (reason: string) => ({ ...changesOf(['alert.updated'])[0]!, n: 2, reason })
    const reasons = ['worse', 'member-joined', 'inhibited', 'inhibition-ended']
    const told = reasons.map((reason) => words([...changesOf(['alert.raised']), updated(reason)]))
    expect(told.map(({ length }) => length)).toEqual([2, 1, 1, 1])
  })

  it('have the time of their change, to the second in Beijing', () => {
    expect(capMessages(changesOf(['alert.raised']))[0]?.sent).toBe('2026-11-23T08:00:00+08:00')
    expect(capTime(morningAt + 999)).toBe('2026-11-23T08:00:00+08:00')
  })
})
