import { describe, expect, it } from 'vitest'
import type { Alert } from '../src/domain/alert.ts'
import type { Event } from '../src/domain/event.ts'
import { dayMs, hourMs } from '../src/domain/time.ts'
import { fakeAlert, fakeContext, fakeEvent, fakeRule, morningAt } from './fake-alert.ts'
import { applyEvent, applyTime, type EventReason } from './lifecycle.ts'

type Row = {
  readonly sentence: string
  readonly alert: Partial<Alert> | null
  readonly event: Partial<Event>
  readonly reason: EventReason
  readonly changes: readonly string[]
}

const firing = { condition: 'firing', colour: 'yellow' } as const
const acknowledged = { ...firing, attention: 'acknowledged' } as const
const resolved = { condition: 'resolved', colour: 'yellow', resolvedAt: morningAt } as const
const rejected = {
  ...firing,
  attention: 'closed',
  verdict: 'rejected',
  closedAt: morningAt,
} as const
const closed = { ...resolved, attention: 'closed', closedAt: morningAt } as const

const rows: readonly Row[] = [
  {
    sentence: 'a beginning where no alert ever was raises one',
    alert: null,
    event: {},
    reason: 'first',
    changes: ['alert.raised'],
  },
  {
    sentence: 'a beginning after a closed alert raises a new one',
    alert: closed,
    event: {},
    reason: 'first',
    changes: ['alert.raised'],
  },
  {
    sentence: 'a beginning after a rejected alert raises a new one',
    alert: rejected,
    event: {},
    reason: 'first',
    changes: ['alert.raised'],
  },
  {
    sentence: 'a beginning while the alert is open and resolved fires it again',
    alert: resolved,
    event: {},
    reason: 'fired-again',
    changes: ['alert.updated'],
  },
  {
    sentence: 'a beginning while it fires in the same colour tells nothing',
    alert: firing,
    event: { colour: 'yellow' },
    reason: 'nothing-new',
    changes: [],
  },
  {
    sentence: 'a worse colour is told at once',
    alert: firing,
    event: { phase: 'change', colour: 'orange' },
    reason: 'worse',
    changes: ['alert.updated'],
  },
  {
    sentence: 'a better colour is told too',
    alert: firing,
    event: { phase: 'change', colour: 'blue' },
    reason: 'better',
    changes: ['alert.updated'],
  },
  {
    sentence: 'a change that gets worse after a person released it fires it again',
    alert: resolved,
    event: { phase: 'change', colour: 'orange' },
    reason: 'fired-again',
    changes: ['alert.updated'],
  },
  {
    sentence: 'a change that fades after a person released it tells nothing',
    alert: resolved,
    event: { phase: 'change', colour: 'blue' },
    reason: 'nothing-new',
    changes: [],
  },
  {
    sentence: 'a change that gets worse than the rejected alert raises a new one',
    alert: rejected,
    event: { phase: 'change', colour: 'red' },
    reason: 'first',
    changes: ['alert.raised'],
  },
  {
    sentence: 'a change that fades after a rejection tells nothing',
    alert: rejected,
    event: { phase: 'change', colour: 'blue' },
    reason: 'nothing-new',
    changes: [],
  },
  {
    sentence: 'a live change whose beginning was back-fill raises an alert',
    alert: null,
    event: { phase: 'change' },
    reason: 'first',
    changes: ['alert.raised'],
  },
  {
    sentence: 'an end resolves, and the alert waits for somebody to look',
    alert: firing,
    event: { phase: 'end', colour: null },
    reason: 'resolved',
    changes: ['alert.resolved'],
  },
  {
    sentence: 'an end of an acknowledged alert closes it',
    alert: acknowledged,
    event: { phase: 'end', colour: null },
    reason: 'resolved',
    changes: ['alert.resolved', 'alert.closed'],
  },
  {
    sentence: 'a second end tells nothing',
    alert: resolved,
    event: { phase: 'end', colour: null },
    reason: 'nothing-new',
    changes: [],
  },
  {
    sentence: 'an end without an open alert does nothing',
    alert: null,
    event: { phase: 'end', colour: null },
    reason: 'no-open-alert',
    changes: [],
  },
  {
    sentence: 'a late beginning raises nothing',
    alert: null,
    event: { live: false },
    reason: 'not-live',
    changes: [],
  },
  {
    sentence: 'a late end resolves nothing',
    alert: firing,
    event: { phase: 'end', live: false },
    reason: 'not-live',
    changes: [],
  },
]

const apply = (alert: Alert | null, event: Partial<Event>, now = morningAt + hourMs) =>
  applyEvent(alert, fakeEvent({ observedAt: now, ...event }), fakeRule(), fakeContext(now))

describe('applyEvent', () => {
  it.each(rows)('$sentence', ({ alert: part, event, reason, changes }) => {
    const alert = part === null ? null : fakeAlert(part)
    const decision = apply(alert, event)
    expect(decision.reason).toBe(reason)
    expect(decision.changes.map((change) => change.type)).toEqual(changes)
    if (changes.length === 0) expect(decision.alert).toBe(alert)
    else expect(decision.changes.at(-1)?.body['alert']).toEqual(decision.alert)
  })

  it('says in every change what brought it about', () => {
    const { changes, alert } = apply(fakeAlert(acknowledged), { phase: 'end', key: 'the-end' })
    expect(changes.map(({ reason, actor, body }) => [reason, actor, body['event']])).toEqual([
      ['resolved', 'engine', 'the-end'],
      ['resolved-and-acknowledged', 'engine', 'the-end'],
    ])
    expect(alert).toMatchObject({ resolvedAt: morningAt + hourMs, closedAt: morningAt + hourMs })
  })

  it('counts occurrences and takes the new evidence when it fires again', () => {
    const { alert } = apply(fakeAlert(resolved), { colour: 'red', evidence: { class: 'V+' } })
    expect(alert).toMatchObject({
      id: 'alert-1',
      occurrences: 2,
      condition: 'firing',
      attention: 'new',
      resolvedAt: null,
      colour: 'red',
      evidence: { class: 'V+' },
    })
  })

  it.each([
    [dayMs, false],
    [dayMs + 1, true],
  ])('opens on evidence %d ms old as retrospective: %s', (ageMs, retrospective) => {
    expect(apply(null, { observedAt: morningAt + hourMs - ageMs }).alert).toMatchObject({
      retrospective,
    })
  })

  it('remembers the colours that it had', () => {
    const colours = ['orange', 'blue', 'yellow', null] as const
    let alert: Alert | null = fakeAlert({ colour: 'yellow' })
    for (const colour of colours) ({ alert } = apply(alert, { phase: 'change', colour }))
    expect(alert).toMatchObject({ colour: null, coloursBefore: ['yellow', 'orange', 'blue'] })
  })

  it('delivers a retrospective alert once fresh evidence comes', () => {
    const alert = fakeAlert({ ...firing, retrospective: true })
    expect(apply(alert, { phase: 'change', colour: 'red' }).alert?.retrospective).toBe(false)
  })

  it('raises nothing by a disabled rule, and still lets its alert end', () => {
    const rule = fakeRule({ enabled: false })
    expect(applyEvent(null, fakeEvent(), rule, fakeContext()).reason).toBe('rule-disabled')
    const end = applyEvent(fakeAlert(), fakeEvent({ phase: 'end' }), rule, fakeContext())
    expect(end.reason).toBe('resolved')
  })

  it('refuses an alert or a rule of something else', () => {
    const other = fakeAlert({ fingerprint: 'class-deterioration|pingwang' })
    expect(() => apply(other, {})).toThrow('one fingerprint')
    const rule = fakeRule({ id: 'bloom' })
    expect(() => applyEvent(null, fakeEvent(), rule, fakeContext())).toThrow('not bloom')
  })
})

describe('applyTime', () => {
  it('ends a shelving when its time has come, not before', () => {
    const alert = fakeAlert({ shelvedUntil: morningAt + hourMs })
    expect(applyTime(alert, morningAt + hourMs - 1).changes).toEqual([])
    const { alert: after, changes } = applyTime(alert, morningAt + hourMs)
    expect(after.shelvedUntil).toBeNull()
    expect(changes).toMatchObject([{ type: 'alert.unshelved', reason: 'shelving-ended' }])
  })

  it('leaves an alert alone that is not shelved', () => {
    const alert = fakeAlert()
    expect(applyTime(alert, morningAt)).toEqual({ alert, changes: [] })
  })
})
