import { describe, expect, it } from 'vitest'
import type { Alert, Workflow } from '../src/domain/alert.ts'
import type { Event } from '../src/domain/event.ts'
import { dayMs, hourMs, minuteMs } from '../src/domain/time.ts'
import { foldEvents } from './alert-book.ts'
import { countingIds, fakeAlert, fakeRule, morningAt } from './fake-alert.ts'
import { fakeEvent } from './fake-alert.ts'
import { inhibitionOf, settleInhibition, type Inhibitable } from './inhibition.ts'
import type { Rule } from './rule.ts'

const poison = {
  ...{ quantity: 'concentration', parameter: 'w20004', comparison: '>', value: 0.005 },
  ...{ unit: 'mg/L', colour: 'orange', certainty: 'sure', source: 'a standard' },
} as const
const rules: ReadonlyMap<string, Rule> = new Map(
  [
    ...['station-silence', 'parameter-silence', 'sensor-stuck', 'sensor-range'],
    ...['manual-difference', 'station-clock', 'unusual', 'class-deterioration', 'bloom'],
    ...['source-limit', 'bloom-ahead', 'slow-deterioration', 'air-aqi', 'system-lag'],
  ]
    .map((id) => fakeRule({ id }))
    .concat(fakeRule({ id: 'toxic-limit', thresholds: [poison] as unknown as Rule['thresholds'] }))
    .map((rule) => [rule.id, rule] as const),
)

const silent = (part: Partial<Alert> = {}): Alert =>
  fakeAlert({
    ...{ id: 'silence', rule: 'station-silence', kind: 'silence', colour: null },
    ...{ fingerprint: 'station-silence|jinze', beganAt: morningAt },
    ...part,
  })
const onSite = (part: Partial<Workflow> = {}): Workflow => ({
  ...{ id: 'task', kind: 'maintenance-task', definitionVersion: 1, procedure: null },
  ...{ state: 'on-site', alert: null, station: 'jinze', siteDistrict: 'qingpu' },
  ...{ openedAt: morningAt - hourMs, changedAt: morningAt, closedAt: null, n: 1 },
  steps: [
    {
      ...{ step: 'on-site', at: morningAt, recordedAt: morningAt, district: 'qingpu' },
      ...{ person: '王工', place: null, data: {}, attachments: [] },
    },
  ],
  ...part,
})
const away = silent({
  ...{ id: 'away', rule: 'sensor-stuck', kind: 'sensor-fault', subject: 'jinze/w01009' },
  fingerprint: 'sensor-stuck|jinze/w01009',
  hiding: {
    ...{ kind: 'out-of-service', person: '王工', reason: 'sent in' },
    ...{ since: morningAt, until: morningAt + dayMs },
  },
})
const about = (part: Partial<Inhibitable> = {}): Inhibitable => ({
  ...{ rule: 'sensor-stuck', station: 'jinze', subject: 'jinze/w01001', verdict: null },
  ...{ evidence: {}, beganAt: morningAt + minuteMs },
  ...part,
})
const before = { beganAt: morningAt - minuteMs }
const shapeOf = (...codes: string[]) => ({
  parameter: codes[0]!,
  shape: codes.map((parameter) => ({ parameter, by: 3 })),
})

type Row = readonly [
  sentence: string,
  about: Partial<Inhibitable>,
  alerts: readonly Alert[],
  tasks: readonly Workflow[],
  by: string | null,
]
const sensorRules = ['sensor-stuck', 'sensor-range', 'manual-difference', 'parameter-silence']
const rows: readonly Row[] = [
  ...sensorRules.flatMap((rule): Row[] => [
    [`${rule} while its station is silent`, { rule }, [silent()], [], 'silent silence'],
    [`${rule} that stood before`, { rule, ...before }, [silent()], [], 'silent silence'],
    [`${rule} while people are on site`, { rule, ...before }, [], [onSite()], 'on-site task'],
  ]),
  ['not where nothing explains it', {}, [], [], null],
  ['not by what is over', {}, [silent({ condition: 'resolved' })], [], null],
  ['not by what was rejected', {}, [silent({ attention: 'closed' })], [], null],
  ['not by another station', {}, [silent({ station: 'lili' })], [], null],
  [
    'by a silence that somebody shelved',
    {},
    [silent({ hiding: away.hiding! })],
    [],
    'silent silence',
  ],
  ['not what a person has confirmed', { verdict: 'confirmed' }, [silent()], [onSite()], null],
  ['not by a drill', {}, [silent({ exercise: true })], [onSite({ exercise: true })], null],
  ['a drill by a drill', { exercise: true }, [silent({ exercise: true })], [], 'silent silence'],
  ['a drill by what is none', { exercise: true }, [], [onSite()], 'on-site task'],
  ['not what is no drill by one on site', {}, [], [onSite({ exercise: true })], null],
  ['the silence first', {}, [silent()], [onSite()], 'silent silence'],

  ['what is unusual on site', { rule: 'unusual' }, [], [onSite()], 'on-site task'],
  ['what is unusual as it comes back', { rule: 'unusual' }, [silent()], [], 'silent silence'],
  ['not what was unusual before', { rule: 'unusual', ...before }, [silent()], [onSite()], null],
  [
    'not what is unusual of a poison',
    { rule: 'unusual', evidence: shapeOf('w01001', 'w20004') },
    [silent()],
    [onSite()],
    null,
  ],
  [
    'nor where the poison drove it',
    { rule: 'unusual', evidence: { parameter: 'w20004' } },
    [],
    [onSite()],
    null,
  ],
  [
    'what is unusual of others',
    { rule: 'unusual', evidence: shapeOf('w01001', 'w01009') },
    [],
    [onSite()],
    'on-site task',
  ],

  ['a silence on site', { rule: 'station-silence' }, [], [onSite()], 'on-site task'],
  ['not one that the work is for', { rule: 'station-silence', ...before }, [], [onSite()], null],
  ['not a silence by itself', { rule: 'station-silence' }, [silent()], [], null],

  ['not by a task that is not on site', {}, [], [onSite({ state: 'assigned' })], null],
  ['not by a task that is done', {}, [], [onSite({ closedAt: morningAt })], null],
  ['not by other work', {}, [], [onSite({ kind: 'joint-patrol' })], null],
  ['not by work elsewhere', {}, [], [onSite({ station: 'lili' })], null],

  [
    'of a sensor that is out of service',
    { rule: 'parameter-silence', subject: 'jinze/w01009' },
    [away],
    [],
    'out-of-service away',
  ],
  ['not of another sensor', { rule: 'parameter-silence' }, [away], [], null],
  ['not itself', { rule: 'sensor-stuck', subject: 'jinze/w01009' }, [away], [], null],
  [
    'not where it is only shelved',
    { rule: 'parameter-silence', subject: 'jinze/w01009' },
    [{ ...away, hiding: { ...away.hiding!, kind: 'shelved' } }],
    [],
    null,
  ],
]

const standing = (alerts: readonly Alert[], tasks: readonly Workflow[] = []) => ({
  ...{ alerts, tasks, rules },
})

describe('what is hidden by design', () => {
  it.each(rows)('%s', (_sentence, part, alerts, tasks, by) => {
    const now = morningAt + hourMs
    const found = inhibitionOf(about(part), standing(alerts, tasks), now)
    const said = found && `${found.because} ${found.alert ?? found.workflow}`
    expect(said).toBe(by)
    expect(found?.since ?? now).toBe(now)
  })

  it.each(
    [...rules.keys()].filter(
      (rule) => ![...sensorRules, 'unusual', 'station-silence'].includes(rule),
    ),
  )('is never %s', (rule) => {
    expect(
      inhibitionOf(about({ rule }), standing([silent(), away], [onSite()]), morningAt),
    ).toBeNull()
  })

  it('is nothing by a task that was forgotten on site for a day', () => {
    const on = (now: number) => inhibitionOf(about(), standing([], [onSite()]), now)
    expect(on(morningAt + dayMs)).not.toBeNull()
    expect(on(morningAt + dayMs + 1)).toBeNull()
  })
})

const stuck = fakeAlert({
  ...{ id: 'stuck', rule: 'sensor-stuck', kind: 'sensor-fault', subject: 'jinze/w01001' },
  colour: null,
})

describe('an alert that stands', () => {
  it('is hidden, and comes back in sight once what it follows from is over', () => {
    const hidden = settleInhibition(stuck, standing([silent()]), morningAt + hourMs)
    expect(hidden.changes).toMatchObject([
      { type: 'alert.updated', reason: 'inhibited', actor: 'engine', subject: 'stuck' },
    ])
    const inhibitedBy = { because: 'silent', alert: 'silence', workflow: null }
    expect(hidden.alert.inhibitedBy).toEqual({ ...inhibitedBy, since: morningAt + hourMs })
    expect(settleInhibition(hidden.alert, standing([silent()]), morningAt + dayMs).changes).toEqual(
      [],
    )

    const back = settleInhibition(hidden.alert, standing([]), morningAt + dayMs)
    expect(back.changes).toMatchObject([{ type: 'alert.updated', reason: 'inhibition-ended' }])
    expect(back.alert).toMatchObject({ inhibitedBy: null, inSightAt: morningAt + dayMs })
  })

  it('is handed on where another hides it', () => {
    const hidden = settleInhibition(stuck, standing([silent()]), morningAt).alert
    const next = settleInhibition(hidden, standing([], [onSite()]), morningAt + hourMs)
    expect(next.changes).toMatchObject([{ reason: 'inhibited' }])
    expect(next.alert.inhibitedBy).toMatchObject({ alert: null, workflow: 'task' })
  })
})

describe('folding events', () => {
  const event = (part: Partial<Event>): Event =>
    fakeEvent({ ...{ kind: 'sensor-fault', colour: null, readings: [], evidence: {} }, ...part })
  const begin = event({ key: 'k1', rule: 'sensor-stuck', subject: 'jinze/w01001' })
  const fold = (
    events: readonly Event[],
    known: readonly Alert[],
    tasks: readonly Workflow[] = [],
  ) => {
    const newest = new Map(known.map((alert) => [alert.fingerprint, alert]))
    const context = { now: morningAt + hourMs, newId: countingIds(), cadenceMs: () => 0, tasks }
    const { changes } = foldEvents(newest, events, rules, context)
    return changes.map(({ type, body }) => {
      const { inhibitedBy, condition } = body['alert'] as unknown as Alert
      return [type, condition, inhibitedBy?.alert ?? inhibitedBy?.workflow ?? null]
    })
  }

  it('begins what follows from a silent station hidden', () => {
    expect(fold([begin], [silent()])).toEqual([['alert.raised', 'firing', 'silence']])
    expect(fold([begin], [], [onSite()])).toEqual([['alert.raised', 'firing', 'task']])
    expect(fold([begin], [])).toEqual([['alert.raised', 'firing', null]])
  })

  it('begins it in sight where the silence ends before it in one batch', () => {
    const end = event({ key: 'k0', rule: 'station-silence', subject: 'jinze', phase: 'end' })
    expect(fold([end, begin], [silent()])).toEqual([
      ['alert.resolved', 'resolved', null],
      ['alert.raised', 'firing', null],
    ])
  })

  it('fires again hidden, and is over in sight', () => {
    const over = {
      ...stuck,
      fingerprint: 'sensor-stuck|jinze/w01001',
      condition: 'resolved',
    } as const
    const end = { ...begin, key: 'k2', phase: 'end' } as const
    expect(fold([begin, end], [over, silent()])).toEqual([
      ['alert.updated', 'firing', 'silence'],
      ['alert.resolved', 'resolved', null],
    ])
  })

  it('lets a class begin in sight at a silent station', () => {
    const water = fakeEvent({ key: 'k3' })
    expect(fold([water], [silent()], [onSite()])).toEqual([['alert.raised', 'firing', null]])
  })
})
