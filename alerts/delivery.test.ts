import { describe, expect, it } from 'vitest'
import type { Alert, Hiding, Inhibition } from '../src/domain/alert.ts'
import type { Route, Told, ToldAlive } from '../src/domain/delivery.ts'
import { dayMs, hourMs, minuteMs } from '../src/domain/time.ts'
import { decideDelivery, dueOf, isQuiet } from './delivery.ts'
import { fakeAlert, morningAt } from './fake-alert.ts'

const to = { type: 'email', to: ['duty@example.org'] } as const
const fakeRoute = (part: Partial<Route> = {}): Route => ({
  ...{ id: 'duty', enabled: true, drills: 'never', kinds: null, rules: null, stations: null },
  ...{ colour: null, reminderMs: null, quiet: null },
  steps: [
    { afterMs: 0, to },
    { afterMs: 30 * minuteMs, to },
  ],
  ...part,
})
const fakeTold = (part: Partial<Told> = {}): Told => ({
  ...{ reason: 'first', colour: 'blue', occurrences: 1, at: morningAt, firstAt: morningAt },
  ...part,
})
const over: Partial<Alert> = { condition: 'resolved' }
const seen: Partial<Alert> = { attention: 'acknowledged' }
const shelved: Hiding = {
  kind: 'shelved',
  ...{ person: '王工', reason: 'known' },
  ...{ since: morningAt, until: morningAt + dayMs },
}
const inhibitedBy: Inhibition = {
  ...{ because: 'silent', alert: 'another', workflow: null, since: morningAt },
}
const inSight: Partial<Alert> = { inhibitedBy: null, inSightAt: morningAt + 3 * dayMs }
const night = { fromMinute: 22 * 60, toMinute: 9 * 60, except: 'orange' } as const

type Row = [string, Partial<Alert>, Partial<Route>, Partial<Told> | null, number, string]

describe('a member of another alert', () => {
  const memberOf = { alert: 'a', station: 'lili', distanceKm: 9, hoursFrom: 1, hoursTo: 2 }
  type MemberRow = [string, Partial<Alert>, Partial<Told> | null, Partial<ToldAlive> | null, string]
  const rows: MemberRow[] = [
    ['is told with that one', {}, null, {}, 'told-with-another'],
    ['is told where the route heard nothing of that one', {}, null, null, 'first'],
    ['is told where that one is over for the route', {}, null, { reason: 'resolved' }, 'first'],
    ['is told when it is worse', { colour: 'orange' }, null, { colour: 'yellow' }, 'first'],
    ['is told where the telling of that one was given up', {}, null, { alive: [] }, 'first'],
    ['also a day after', { observedAt: morningAt - dayMs - 1 }, null, { alive: [] }, 'first'],
    [
      'is told where only a less bad telling was not given up',
      { colour: 'orange' },
      null,
      { colour: 'orange', alive: ['yellow'] },
      'first',
    ],
    ['hears of its end where it was told', over, {}, {}, 'resolved'],
    ['hears of no end where it was not', over, null, {}, 'nothing-new'],
    ['that fires again is told with that one', { occurrences: 2 }, {}, {}, 'told-with-another'],
  ]
  it.each(rows)('%s', (_name, part, told, parent, expected) => {
    const of = (one: Partial<Told> | null) => (one === null ? null : fakeTold(one))
    const told0 = of(parent)
    const toldOfParent = () => told0 && { alive: [told0.colour], ...told0 }
    const grouped = { toldOfParent, membersStand: false }
    const alert = fakeAlert({ memberOf, ...part })
    const decision = decideDelivery(alert, fakeRoute(), 0, of(told), of(told), morningAt, grouped)
    expect(decision).toBe(expected)
  })

  it('keeps back the end of that one while it stands, unless that one was rejected', () => {
    const grouped = { toldOfParent: () => null, membersStand: true }
    const end = (part: Partial<Alert>) =>
      decideDelivery(fakeAlert(part), fakeRoute(), 0, fakeTold(), fakeTold(), morningAt, grouped)
    expect(end(over)).toBe('members-stand')
    expect(end({ attention: 'closed', verdict: 'rejected' })).toBe('resolved')
  })
})

describe('the first step', () => {
  const rows: Row[] = [
    ['is told at once', {}, {}, null, 0, 'first'],
    ['is told once', {}, {}, {}, 1, 'nothing-new'],
    ['hears of a worse colour', { colour: 'orange' }, {}, {}, 1, 'worse'],
    ['also of one that was looked at', { colour: 'orange', ...seen }, {}, {}, 1, 'worse'],
    ['not of a better one', {}, {}, { colour: 'orange' }, 1, 'nothing-new'],
    ['hears of the end', over, {}, {}, 1, 'resolved'],
    ['of a closing as well', { attention: 'closed' }, {}, {}, 1, 'resolved'],
    ['of the end once', over, {}, { reason: 'resolved' }, 1, 'nothing-new'],
    ['of the end only when it knew of the beginning', over, {}, null, 1, 'nothing-new'],
    [
      'of the end by a route that was turned off since',
      over,
      { enabled: false },
      {},
      1,
      'resolved',
    ],
    ['anew when it fires again', { occurrences: 2 }, {}, { reason: 'resolved' }, 1, 'first'],
    ['also where its end was not told', { occurrences: 2 }, {}, {}, 1, 'first'],
    ['not of another kind', {}, { kinds: ['air'] }, null, 0, 'not-routed'],
    ['of its kind', {}, { kinds: ['air', 'deterioration'] }, null, 0, 'first'],
    ['not of another rule', {}, { rules: ['bloom'] }, null, 0, 'not-routed'],
    ['not of another station', {}, { stations: ['lili'] }, null, 0, 'not-routed'],
    ['not of a colour too low', {}, { colour: 'yellow' }, null, 0, 'not-routed'],
    ['of one that reaches it', { colour: 'yellow' }, { colour: 'yellow' }, null, 0, 'first'],
    ['not of one without colour', { colour: null }, { colour: 'blue' }, null, 0, 'not-routed'],
    ['not by a route that is off', {}, { enabled: false }, null, 0, 'not-routed'],
    ['not of what is kept only', { retrospective: true }, {}, null, 0, 'not-routed'],
    ['not of what is hidden', { hiding: shelved }, {}, null, 0, 'hidden'],
    ['not of what is hidden by design', { inhibitedBy }, {}, null, 0, 'hidden'],
    ['hears of its end all the same', { ...over, inhibitedBy }, {}, {}, 1, 'resolved'],
    ['of what comes in sight after days', inSight, {}, null, 3 * dayMs + 1, 'first'],
    ['not where that is a day ago', inSight, {}, null, 4 * dayMs + 1, 'too-old'],
    ['not anew where it was told before', inSight, {}, {}, 3 * dayMs + 1, 'nothing-new'],
    ['not of news a day old', {}, {}, null, dayMs + 1, 'too-old'],
    ['not of a drill', { exercise: true }, {}, null, 0, 'not-routed'],
    ['of a drill where it is for both', { exercise: true }, { drills: 'also' }, null, 0, 'first'],
    ['of a drill where it is for drills', { exercise: true }, { drills: 'only' }, null, 0, 'first'],
    [
      'not of its end by a route that takes no drills since',
      { ...over, exercise: true },
      {},
      {},
      1,
      'not-routed',
    ],
    ['not of water there', {}, { drills: 'only' }, null, 0, 'not-routed'],
    ['of water where it is for both', {}, { drills: 'also' }, null, 0, 'first'],
    ['is reminded', {}, { reminderMs: hourMs }, {}, hourMs, 'reminder-due'],
    ['not before', {}, { reminderMs: hourMs }, {}, hourMs - 1, 'nothing-new'],
    ['not where somebody looked', seen, { reminderMs: hourMs }, {}, hourMs, 'nothing-new'],
    ['not in quiet hours', {}, { quiet: night }, null, 0, 'quiet-hours'],
    ['after them', {}, { quiet: night }, null, hourMs, 'first'],
    ['in them of the worst', { colour: 'orange' }, { quiet: night }, null, 0, 'first'],
    ['of the end after them', over, { quiet: night }, {}, 0, 'quiet-hours'],
  ]
  it.each(rows)('%s', (_, alert, route, told, afterMs, expected) => {
    const before = told === null ? null : fakeTold(told)
    const one = fakeAlert(alert)
    const now = morningAt + afterMs
    expect(decideDelivery(one, fakeRoute(route), 0, before, before, now)).toBe(expected)
  })
})

describe('a later step', () => {
  const rows: [
    string,
    Partial<Alert>,
    Partial<Told> | null,
    Partial<Told> | null,
    number,
    string,
  ][] = [
    ['waits', {}, null, {}, 30 * minuteMs - 1, 'not-yet'],
    ['is told when nobody looked', {}, null, {}, 30 * minuteMs, 'first'],
    ['is told once', {}, {}, {}, 31 * minuteMs, 'nothing-new'],
    ['is not told when somebody did', seen, null, {}, hourMs, 'acknowledged-before-its-step'],
    ['counts from the first telling', {}, null, { at: morningAt + dayMs }, hourMs, 'first'],
    ['is not told where the first step was not', {}, null, null, hourMs, 'not-yet'],
    ['waits anew when it fires again', { occurrences: 2 }, null, {}, hourMs, 'not-yet'],
    ['hears of the end if it was told', over, {}, {}, hourMs, 'resolved'],
    ['hears nothing of the end else', over, null, {}, hourMs, 'nothing-new'],
    ['hears of a worse colour if it was told', { colour: 'red' }, {}, {}, hourMs, 'worse'],
  ]
  it.each(rows)('%s', (_, alert, told, first, afterMs, expected) => {
    const of = (part: Partial<Told> | null) => (part === null ? null : fakeTold(part))
    const now = morningAt + afterMs
    const decision = decideDelivery(fakeAlert(alert), fakeRoute(), 1, of(told), of(first), now)
    expect(decision).toBe(expected)
  })
})

describe('keys', () => {
  const keys = (alert: Partial<Alert>, told: Told | null, now: number) =>
    dueOf(fakeAlert(alert), [fakeRoute({ reminderMs: hourMs })], () => told, now).map(
      ({ key, step }) => [step, key],
    )

  it('are the same whenever the same telling is decided', () => {
    expect(keys({}, null, morningAt)).toEqual([[0, 'alert-1|duty|0|first|1']])
    expect(keys({}, null, morningAt + hourMs)).toEqual([[0, 'alert-1|duty|0|first|1']])
  })

  it('differ by step, occurrence, colour and reminder', () => {
    const told = fakeTold()
    expect(keys({ colour: 'red' }, told, morningAt)).toEqual([
      [0, 'alert-1|duty|0|worse|1|red'],
      [1, 'alert-1|duty|1|worse|1|red'],
    ])
    const again = fakeTold({ reason: 'resolved' })
    expect(keys({ occurrences: 2 }, again, morningAt)[0]).toEqual([0, 'alert-1|duty|0|first|2'])
    const reminded = fakeTold({ reason: 'reminder-due', at: morningAt + hourMs })
    const [first] = keys({}, told, morningAt + hourMs)
    const [second] = keys({}, reminded, morningAt + 2 * hourMs)
    expect(first![1]).not.toBe(second![1])
  })
})

describe('isQuiet', () => {
  const at = (hour: number) => morningAt + (hour - 8) * hourMs
  const noon = { fromMinute: 12 * 60, toMinute: 14 * 60, except: null }
  it.each([
    [night, 22, true],
    [night, 21.99, false],
    [night, 3, true],
    [night, 9, false],
    [noon, 12, true],
    [noon, 14, false],
  ])('%j at %d h in Beijing: %s', (quiet, hour, expected) => {
    expect(isQuiet(quiet, 'blue', at(hour))).toBe(expected)
  })
})
