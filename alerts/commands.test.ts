import { describe, expect, it } from 'vitest'
import { commentCharsMax, type Alert } from '../src/domain/alert.ts'
import { alertKinds, type AlertKind } from '../src/domain/event.ts'
import { dayMs, formatInstant, hourMs } from '../src/domain/time.ts'
import {
  allowedVerbs,
  applyCommand,
  commentsPerAlertMax,
  verbs,
  type Command,
  type Verb,
} from './commands.ts'
import { countingIds, fakeAlert, morningAt } from './fake-alert.ts'

const now = morningAt + hourMs
const context = () => ({ now, newId: countingIds('workflow') })
const whole: Readonly<Record<Verb, Partial<Command>>> = {
  acknowledge: {},
  confirm: {},
  reject: { reason: 'ship wake' },
  grade: { grade: 'II' },
  shelve: { until: now + dayMs, reason: 'dredging until tomorrow' },
  unshelve: {},
  release: {},
  close: { reason: 'seen by the day shift' },
  comment: { comment: 'sample taken' },
}
const say = (verb: Verb, part: Partial<Command> = {}): Command => ({
  verb,
  person: '王工',
  ...whole[verb],
  ...part,
})

const states: Readonly<Record<string, readonly [Partial<Alert>, readonly Verb[]]>> = {
  'firing and new': [
    {},
    ['acknowledge', 'confirm', 'reject', 'grade', 'shelve', 'release', 'comment'],
  ],
  'firing and acknowledged': [
    { attention: 'acknowledged' },
    ['confirm', 'reject', 'grade', 'shelve', 'release', 'comment'],
  ],
  'firing and confirmed': [
    { attention: 'acknowledged', verdict: 'confirmed' },
    ['reject', 'grade', 'shelve', 'release', 'comment'],
  ],
  'firing and shelved': [
    { shelvedUntil: now + hourMs },
    ['acknowledge', 'confirm', 'reject', 'grade', 'shelve', 'unshelve', 'release', 'comment'],
  ],
  'resolved and new': [
    { condition: 'resolved', resolvedAt: morningAt },
    ['acknowledge', 'confirm', 'reject', 'grade', 'shelve', 'close', 'comment'],
  ],
  'rejected and closed': [{ attention: 'closed', verdict: 'rejected' }, ['comment']],
  'confirmed and closed': [
    { condition: 'resolved', attention: 'closed', verdict: 'confirmed' },
    ['grade', 'comment'],
  ],
  pending: [{ condition: 'pending' }, ['comment']],
}

describe('what is allowed in which state', () => {
  it.each(Object.entries(states))('%s', (_sentence, [part, allowed]) => {
    const alert = fakeAlert(part)
    expect(allowedVerbs(alert)).toEqual(allowed)
    for (const verb of verbs) {
      const result = applyCommand(alert, say(verb), context())
      const again = verb === 'confirm' && alert.verdict === 'confirmed'
      expect([verb, result.ok]).toEqual([verb, allowed.includes(verb) || again])
      if (!result.ok) expect(result).toMatchObject({ code: 'not-allowed', allowed })
    }
  })
})

type Row = readonly [sentence: string, Partial<Alert>, Command, string[], Partial<Alert>]
const resolved: Partial<Alert> = { condition: 'resolved', resolvedAt: morningAt }
const seen: Partial<Alert> = { attention: 'acknowledged' }
const shelved: Partial<Alert> = { shelvedUntil: now + hourMs }

const rows: readonly Row[] = [
  ['acknowledging keeps it open while it fires', {}, say('acknowledge'), ['acknowledged'], seen],
  [
    'acknowledging what is resolved closes it',
    resolved,
    say('acknowledge'),
    ['acknowledged', 'closed'],
    { attention: 'closed', closedAt: now },
  ],
  [
    'confirming implies acknowledgement',
    {},
    say('confirm'),
    ['confirmed'],
    { verdict: 'confirmed', attention: 'acknowledged' },
  ],
  [
    'confirming what is resolved closes it',
    resolved,
    say('confirm'),
    ['confirmed', 'closed'],
    { verdict: 'confirmed', attention: 'closed' },
  ],
  [
    'rejecting closes it while it fires',
    shelved,
    say('reject'),
    ['rejected', 'closed'],
    { verdict: 'rejected', attention: 'closed', condition: 'firing', shelvedUntil: null },
  ],
  ['a person sets the grade', {}, say('grade'), ['graded'], { incidentGrade: 'II' }],
  ['shelving has an end', {}, say('shelve'), ['shelved'], { shelvedUntil: now + dayMs }],
  [
    'shelving says who and why',
    {},
    say('shelve'),
    ['shelved'],
    {
      hiding: {
        kind: 'shelved',
        person: '王工',
        reason: 'dredging until tomorrow',
        since: now,
        until: now + dayMs,
      },
    },
  ],
  [
    'what is out of service may be hidden for a quarter of a year',
    {},
    say('shelve', { kind: 'out-of-service', until: now + 90 * dayMs, reason: 'probe sent in' }),
    ['shelved'],
    {
      shelvedUntil: now + 90 * dayMs,
      hiding: {
        kind: 'out-of-service',
        person: '王工',
        reason: 'probe sent in',
        since: now,
        until: now + 90 * dayMs,
      },
    },
  ],
  ['shelving can be ended early', shelved, say('unshelve'), ['unshelved'], { shelvedUntil: null }],
  [
    'releasing what nobody looked at leaves it open',
    {},
    say('release'),
    ['resolved'],
    { ...resolved, resolvedAt: now, attention: 'new' },
  ],
  [
    'releasing what is acknowledged closes it',
    seen,
    say('release'),
    ['resolved', 'closed'],
    { condition: 'resolved', attention: 'closed' },
  ],
  ['what is resolved can be closed', resolved, say('close'), ['closed'], { attention: 'closed' }],
  [
    'a comment is kept with its person',
    {},
    say('comment'),
    ['commented'],
    { comments: [{ at: now, person: '王工', text: 'sample taken' }] },
  ],
]

describe('applyCommand', () => {
  it.each(rows)('%s', (_sentence, part, command, types, after) => {
    const result = applyCommand(fakeAlert(part), command, context())
    expect(result.ok && result.alert).toMatchObject(after)
    const changes = result.ok ? result.changes : []
    expect(changes.map(({ type }) => type)).toEqual(types.map((type) => `alert.${type}`))
    const { verb, person } = command
    for (const { actor, body } of changes) {
      expect([actor, body['command']]).toMatchObject(['王工', { verb, person }])
    }
    expect(result.ok && changes.at(-1)?.body['alert']).toEqual(result.ok && result.alert)
  })

  it.each([
    ['a command without a person', say('acknowledge', { person: ' ' }), 'person'],
    ['a rejection without a reason', say('reject', { reason: undefined }), 'reason'],
    ['a closing with an empty reason', say('close', { reason: ' ' }), 'reason'],
    ['a grading without a grade', say('grade', { grade: undefined }), 'grade'],
    ['a comment without a text', say('comment', { comment: '' }), 'comment'],
    ['shelving without an end', say('shelve', { until: undefined }), 'until'],
    ['shelving until now', say('shelve', { until: now }), 'until'],
    ['shelving for more than a week', say('shelve', { until: now + 7 * dayMs + 1 }), 'until'],
    [
      'out of service for longer than a quarter of a year',
      say('shelve', { kind: 'out-of-service', until: now + 90 * dayMs + 1 }),
      'until',
    ],
    [
      'out of service without a reason',
      say('shelve', { kind: 'out-of-service', reason: '' }),
      'reason',
    ],
    ['shelving until NaN', say('shelve', { until: NaN }), 'until'],
    ['deterioration as deterioration', say('confirm', { as: 'deterioration' }), 'as'],
    [
      'a very long comment',
      say('comment', { comment: 'x'.repeat(commentCharsMax + 1) }),
      'comment',
    ],
  ])('refuses %s', (_sentence, command, field) => {
    const result = applyCommand(fakeAlert(), command, context())
    expect(result).toMatchObject({ ok: false, code: 'bad-command' })
    expect(!result.ok && result.detail).toMatch(new RegExp(`^${field}: `))
  })

  it('tells a time as it is written', () => {
    const result = applyCommand(fakeAlert(), say('shelve', { until: now }), context())
    const detail = `until: expected a time within 7 days, got ${formatInstant(now)}`
    expect(result).toMatchObject({ ok: false, detail })
  })

  it('takes a week of shelving to the millisecond', () => {
    const result = applyCommand(fakeAlert(), say('shelve', { until: now + 7 * dayMs }), context())
    expect(result.ok).toBe(true)
  })

  it('keeps no more comments than one alert may carry', () => {
    const one = { at: now, person: '王工', text: 'again' }
    const comments = Array.from({ length: commentsPerAlertMax }, () => one)
    const full = applyCommand(fakeAlert({ comments }), say('comment'), context())
    expect(full).toMatchObject({ ok: false, code: 'bad-command' })
    const last = applyCommand(fakeAlert({ comments: comments.slice(1) }), say('comment'), context())
    expect(last.ok).toBe(true)
  })

  it('finds nothing new in a second confirmation', () => {
    const once = applyCommand(fakeAlert(), say('confirm'), context())
    if (!once.ok) throw new Error(once.detail)
    const twice = applyCommand(once.alert, say('confirm'), context())
    expect(twice).toEqual({ ok: true, alert: once.alert, changes: [], opens: [] })
  })

  it('opens what a deterioration opens, once, though it was confirmed plainly before', () => {
    const asDeterioration = { ...say('confirm'), as: 'deterioration' } as const
    const once = applyCommand(fakeAlert({ kind: 'unusual' }), say('confirm'), context())
    if (!once.ok) throw new Error(once.detail)
    expect([once.opens, allowedVerbs(once.alert).includes('confirm')]).toEqual([[], true])
    expect(applyCommand(once.alert, say('confirm'), context())).toMatchObject({ changes: [] })
    const then = applyCommand(once.alert, asDeterioration, context())
    if (!then.ok) throw new Error(then.detail)
    expect(then.changes.map(({ type }) => type)).toEqual(['alert.confirmed'])
    expect(then.alert.workflows).toEqual(then.opens.map(({ id }) => id))
    expect(then.opens).toHaveLength(3)
    expect(allowedVerbs(then.alert)).not.toContain('confirm')
    const again = applyCommand(then.alert, asDeterioration, context())
    expect(again).toEqual({ ok: true, alert: then.alert, changes: [], opens: [] })
    const over: Partial<Alert> = { condition: 'resolved', attention: 'closed' }
    const late = applyCommand({ ...once.alert, ...over }, asDeterioration, context())
    expect(late).toMatchObject({ ok: false, code: 'not-allowed' })
    if (!late.ok) expect(late.detail).toContain('by hand (POST workflows)')
  })
})

const special = (procedure: string) => [
  ['joint-patrol', null],
  ['consultation', null],
  ['emergency-monitoring', procedure],
]
const opened: Readonly<Record<AlertKind, unknown[]>> = {
  'algal-bloom': special('bloom-plan'),
  deterioration: special('hj-589'),
  limit: [],
  unusual: [],
  'sensor-fault': [['maintenance-task', null]],
  silence: [['maintenance-task', null]],
  air: [],
  system: [],
}

describe('what a confirmation opens', () => {
  it.each(alertKinds)('%s', (kind) => {
    const result = applyCommand(fakeAlert({ kind }), say('confirm'), context())
    if (!result.ok) throw new Error(result.detail)
    expect(result.opens.map((one) => [one.kind, one.procedure])).toEqual(opened[kind])
    expect(result.alert.workflows).toEqual(result.opens.map(({ id }) => id))
    for (const one of result.opens) {
      expect(one).toMatchObject({ alert: 'alert-1', station: 'jinze' })
    }
  })

  it.each(['limit', 'unusual'] as const)('%s taken as deterioration', (kind) => {
    const command = say('confirm', { as: 'deterioration' })
    const result = applyCommand(fakeAlert({ kind }), command, context())
    expect(result.ok && result.opens.map((one) => [one.kind, one.procedure])).toEqual(
      special('hj-589'),
    )
  })
})
