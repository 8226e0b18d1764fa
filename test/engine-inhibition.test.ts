import { expect, it } from 'vitest'
import type { Event } from '../src/domain/event.ts'
import { dayMs, hourMs, type Instant } from '../src/domain/time.ts'
import type { Engine } from '../src/engine.ts'
import { changesAfter } from '../src/store/change-log.ts'
import { noonAt } from './engine-app.ts'
import { place } from './patrol-walk.ts'
import { alertsIn, openCase, take } from './acts.ts'
import { useKeptStore } from './use-engine.ts'

/** What a silent station and work at it hide, on an engine that starts anew each time. */
const store = useKeptStore()

const kinds = {
  ...({ 'station-silence': 'silence', 'parameter-silence': 'silence' } as const),
  ...({ 'sensor-stuck': 'sensor-fault', 'class-deterioration': 'deterioration' } as const),
}
const eventAt = (
  at: Instant,
  rule: keyof typeof kinds,
  subject: string,
  phase: Event['phase'],
) => ({
  ...{ key: [rule, subject, phase, at].join('|'), rule, kind: kinds[rule], subject, phase },
  ...{ station: subject.split('/')[0]!, colour: null, observedAt: at, live: true },
  ...{ readings: [], evidence: {} },
})
const announce = (
  { desk, parts }: Engine,
  ...told: readonly (readonly [keyof typeof kinds, string, Event['phase']])[]
) => desk.announce(told.map((one) => eventAt(parts.clock.now(), ...one)))

/** Open alerts of a station by rule, and what hides each. */
async function hidden({ parts: { db } }: Engine, station: string) {
  const items = await alertsIn(db, { station, state: 'open' })
  const ruleOf = new Map(items.map(({ id, rule }) => [id, rule]))
  const by = items.map(({ rule, inhibitedBy }) => {
    const { alert = null, workflow = null } = inhibitedBy ?? {}
    return [rule, ruleOf.get(alert ?? '') ?? (workflow === null ? null : 'task')] as const
  })
  return Object.fromEntries(by)
}
const reasons = async ({ parts: { db } }: Engine, after: number) =>
  (await changesAfter(db, { after, limit: 100, types: null })).map(({ reason }) => reason)

it('hides what follows from a silent station, and tells it when the station is back', async () => {
  await store.once(noonAt, async (engine) => {
    await announce(engine, ['class-deterioration', 'lili', 'begin'])
    await announce(engine, ['sensor-stuck', 'lili/w01001', 'begin'])
    await announce(engine, ['sensor-stuck', 'luxu/w01001', 'begin'])
    await announce(engine, ['station-silence', 'lili', 'begin'])
    await engine.desk.settleInhibitions()
    await announce(engine, ['parameter-silence', 'lili/w01009', 'begin'])
    await engine.desk.settleInhibitions()
    expect(await hidden(engine, 'lili')).toEqual({
      ...{ 'class-deterioration': null, 'station-silence': null },
      ...{ 'sensor-stuck': 'station-silence', 'parameter-silence': 'station-silence' },
    })
    expect(await hidden(engine, 'luxu')).toEqual({ 'sensor-stuck': null })
    expect(await reasons(engine, 4)).toEqual(['inhibited', 'first'])
  })
  await store.once(noonAt + 3 * dayMs, async (engine) => {
    await engine.desk.settleInhibitions()
    expect(await reasons(engine, 6)).toEqual([])
    await announce(engine, ['station-silence', 'lili', 'end'])
    await announce(engine, ['sensor-stuck', 'lili/w01001', 'end'])
    await engine.desk.settleInhibitions()
    expect(await hidden(engine, 'lili')).toEqual({
      ...{ 'class-deterioration': null, 'station-silence': null },
      ...{ 'sensor-stuck': null, 'parameter-silence': null },
    })
    expect(await reasons(engine, 6)).toEqual(['resolved', 'resolved', 'inhibition-ended'])
  })
})

it('hides what people on site bring about, while they are there', async () => {
  const at = noonAt + 4 * dayMs
  const id = await store.once(at, async (engine) => {
    const { id } = await openCase(engine.desk, 'maintenance-task', { district: 'wujiang' })
    await take(engine, id, 'assign', { place, data: { assignee: '李' } })
    await announce(engine, ['sensor-stuck', 'pingwang/w01001', 'begin'])
    await engine.desk.settleInhibitions()
    expect(await hidden(engine, 'pingwang')).toEqual({ 'sensor-stuck': null })
    await take(engine, id, 'on-site', { place })
    await announce(engine, ['station-silence', 'pingwang', 'begin'])
    await engine.desk.settleInhibitions()
    const by = { 'sensor-stuck': 'station-silence', 'station-silence': 'task' }
    expect(await hidden(engine, 'pingwang')).toEqual(by)
    return id
  })
  await store.once(at + hourMs, async (engine) => {
    await take(engine, id, 'resolve', { place, data: { cause: '供电' } })
    await engine.desk.settleInhibitions()
    const by = { 'sensor-stuck': 'station-silence', 'station-silence': null }
    expect(await hidden(engine, 'pingwang')).toEqual(by)
  })
})
