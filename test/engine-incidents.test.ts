import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert, List, Refusal, Workflow } from './engine-api.ts'
import { until } from './until.ts'
import { takeStep } from './patrol-walk.ts'
import { useEngine } from './use-engine.ts'

/** Incidents on an engine that runs in earnest: by the wall, without the demo, over its own doors. */
const engine = useEngine({ QINGLIU_CLOCK: undefined as unknown as string })
let station: MqttClient
const heard: { topic: string; request: Readonly<Record<string, unknown>> }[] = []
beforeAll(async () => {
  station = await connectAsync(engine.mqttAddress, { protocolVersion: 4 })
  station.on('message', (topic, payload) => {
    heard.push({ topic, request: JSON.parse(payload.toString()) as Record<string, unknown> })
  })
  await station.subscribeAsync('qingliu/v1/+/request', { qos: 1 })
})
afterAll(() => station.endAsync())

const monitoring = async (part: object = {}) => {
  const given = { kind: 'emergency-monitoring', procedure: 'hj-589', station: 'pingwang' }
  const body = { ...given, person: '王', reason: '电话报告', ...part }
  return (await engine.api.post<Workflow>('workflows', body)).body
}
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const told = async (rule: string) => {
  const { items } = (await engine.api.get<List<Alert>>('alerts?state=all&kind=system')).body
  return items.filter((one) => one.rule === rule)
}

type Reports = {
  readonly id: string
  readonly exercise: boolean
  readonly next: string | null
  readonly asMajor: readonly string[]
  readonly clock: { readonly certainty: string; readonly firstWithin: object }
  readonly items: readonly { readonly to: readonly string[]; readonly person: string }[]
}

describe('reports that a person opened', () => {
  it('say how sure their clock is, are drafted in both languages, and keep what was sent', async () => {
    const { id } = await monitoring()
    const given = {
      kind: 'incident-report',
      workflow: id,
      grade: 'III',
      person: '王',
      reason: '电',
    }
    const opened = (await engine.api.post<Workflow>('workflows', given)).body
    const reports = () => engine.api.get<Reports>(`workflows/${id}/reports`)
    expect((await reports()).body).toMatchObject({
      ...{ id: opened.id, exercise: false, next: 'first' },
      asMajor: ['drinking-water', 'cross-district'],
      clock: { certainty: 'memory', firstWithin: { I: 'PT2H', IV: 'PT4H' } },
    })
    const asOf = encodeURIComponent(new Date().toISOString())
    const draft = async (lang: string) => {
      const url = `${engine.httpAddress}/api/v1/workflows/${id}/reports/draft`
      return (await fetch(`${url}?lang=${lang}&asOf=${asOf}`)).text()
    }
    const zh = await draft('zh')
    expect(zh).toContain('# 突发环境事件信息初报 第 1 期')
    expect(zh).toContain('未核对原文')
    expect(await draft('en')).toContain('- Grade: III (set by a person)')
    const data = { to: ['生态环境部'], text: zh }
    const sent = await takeStep(engine.api, opened.id, 'first-report', { data })
    expect(sent.status).toBe(200)
    expect((await reports()).body).toMatchObject({
      next: 'follow-up',
      items: [{ kind: 'first', number: 1, person: '王', to: ['生态环境部'], text: zh }],
    })
    const overdue = await takeStep(engine.api, opened.id, 'overdue')
    expect(overdue.status, 'the engine takes it').toBe(409)
  })
})

describe('a drill beside an incident', () => {
  it('holds the same boat apart, and its shortfall is told to nobody', async () => {
    const [real, drill] = [await monitoring(), await monitoring({ exercise: true })]
    const span = { district: 'wujiang', person: '王', from: inHours(1), to: inHours(9) }
    const book = (workflow: string) =>
      engine.api.post<{ id: string; code?: string; exercise?: boolean }>('bookings', {
        ...{ ...span, workflow, kind: 'boat' },
      })
    expect((await book(drill.id)).body).toMatchObject({ exercise: true })
    expect((await book(drill.id)).body).toMatchObject({ code: 'resource-shortfall' })
    expect(await told('resource-shortfall')).toEqual([])
    expect((await book(real.id)).body).toMatchObject({ exercise: false })
    expect((await book(real.id)).body).toMatchObject({ code: 'resource-shortfall' })
    expect(await told('resource-shortfall')).toMatchObject([{ condition: 'firing' }])
    type Use = { readonly id: string; readonly free: boolean; readonly bookings: readonly object[] }
    const query = `resources?kind=boat&from=${encodeURIComponent(span.from)}`
    const uses = async (exercise: boolean) =>
      (await engine.api.get<List<Use>>(`${query}&exercise=${exercise}`)).body.items
        .filter(({ free }) => !free)
        .map(({ id, bookings }) => [id, bookings.length])
    expect(await uses(false)).toEqual([['wujiang-boat-1', 1]])
    expect(await uses(true)).toEqual([['wujiang-boat-1', 1]])
  })
})

describe('the monitoring of a plan', () => {
  type Monitoring = {
    readonly proposedPoints: readonly { readonly station: string; readonly role: string }[]
    readonly plan: { readonly revision: number; readonly points: readonly object[] } | null
    readonly termination: { readonly proposed: boolean; readonly certainty: string }
  }

  it('proposes points, and follows the samples that are brought to them', async () => {
    const { id } = await monitoring()
    const state = async () => (await engine.api.get<Monitoring>(`workflows/${id}/monitoring`)).body
    const before = await state()
    expect(before).toMatchObject({ plan: null, termination: { certainty: 'memory' } })
    expect(before.proposedPoints[1]).toMatchObject({ station: 'pingwang', role: 'source' })
    const data = { points: ['luxu'], factors: ['w20004'], methods: ['HJ 694'], frequency: 'PT1H' }
    const judged = { data: { judgement: '锑' } }
    await takeStep(engine.api, id, 'start')
    await takeStep(engine.api, id, 'first-judgement', judged)
    const planned = { data: { ...data, criteria: { w20004: 0.005 } } }
    expect((await takeStep(engine.api, id, 'plan', planned)).status).toBe(200)
    const gateway = await engine.gateway()
    const time = Date.now() - 60_000
    await gateway.observe('luxu', { time, source: 'manual', values: { sb: 0.0031 } })
    await gateway.observe('luxu', { time, values: { sb: 0.009 } })
    expect(await state()).toMatchObject({
      plan: {
        revision: 1,
        nextAt: new Date(time + 3_600_000).toISOString(),
        points: [{ station: 'luxu', samples: 1, lastValue: 0.0031, limit: 0.005 }],
      },
      termination: { proposed: false, meetsSince: new Date(time).toISOString(), meetsFor: 'P2D' },
    })
    expect((await engine.api.get(`workflows/none/monitoring`)).status).toBe(404)
  })
})

describe('a request to a station', () => {
  const ask = (workflow: string, part: object = {}) =>
    engine.api.post<Workflow>(`workflows/${workflow}/station-requests`, {
      ...{ station: 'luxu', ask: 'cadence', parameter: 'w20004', cadence: 'PT1H', person: '王' },
      ...part,
    })
  const answer = (from: string, body: object) =>
    station.publishAsync(`qingliu/v1/${from}/response`, JSON.stringify(body), { qos: 1 })
  const states = async (workflow: string) =>
    (await engine.api.get<List<Workflow>>(`workflows/${workflow}/station-requests`)).body.items.map(
      ({ state }) => state,
    )
  const refusals = async () =>
    (await engine.api.get<List<Refusal>>('refusals')).body.items
      .filter(({ faults }) => faults[0]?.code === 'unexpected-response')
      .map((one) => one.station)

  it('is sent over its gateway, answered once, and known when the answer comes again', async () => {
    const { id } = await monitoring()
    const asked = (await ask(id)).body
    expect(asked).toMatchObject({ state: 'asked', kind: 'station-request' })
    await until(() => expect(heard).toHaveLength(1))
    expect(heard[0]).toMatchObject({
      topic: 'qingliu/v1/luxu/request',
      request: {
        schema: 'request/1',
        id: asked.id,
        ask: 'cadence',
        cadence: 'PT1H',
        exercise: false,
      },
    })
    await until(async () => expect(await states(id)).toEqual(['sent']))
    const said = { schema: 'response/1', id: asked.id, outcome: 'accepted', detail: '已调整' }
    await answer('lili', said)
    expect(await states(id), 'another station answers nothing of it').toEqual(['sent'])
    await answer('luxu', said)
    expect(await states(id)).toEqual(['answered'])
    await answer('luxu', said)
    await answer('luxu', { ...said, outcome: 'refused' })
    await answer('luxu', { ...said, id: 'none' })
    await answer('luxu', { schema: 'response/2' })
    expect(await refusals()).toEqual(['luxu', 'luxu', 'luxu', 'lili'])
    expect(await states(id)).toEqual(['answered'])
  })

  it('is not for a client to make: nobody hears it', async () => {
    const before = heard.length
    const forged = { schema: 'request/1', id: 'forged', ask: 'retest' }
    await station.publishAsync('qingliu/v1/luxu/request', JSON.stringify(forged), { qos: 1 })
    const { id } = await monitoring()
    await ask(id, { ask: 'retest', cadence: null, station: 'lili' })
    await until(() => expect(heard.length).toBeGreaterThan(before))
    expect(heard.slice(before).map(({ topic }) => topic)).toEqual(['qingliu/v1/lili/request'])
  })

  it.each([
    ['no station', { station: 'rhine' }, 400],
    ['no factor', { parameter: 'sb' }, 400],
    ['a cadence for a retest', { ask: 'retest' }, 400],
    ['no cadence', { cadence: null }, 400],
    ['a time that is over', { until: '2020-01-01T00:00:00Z' }, 400],
  ])('is refused with %s', async (_what, part, status) => {
    expect((await ask((await monitoring()).id, part)).status).toBe(status)
  })

  it('is refused for a case that is over, and for none', async () => {
    const { id } = await monitoring()
    await takeStep(engine.api, id, 'cancel', { data: { reason: '误报' } })
    expect((await ask(id)).status).toBe(409)
    expect((await ask('none')).status).toBe(404)
  })
})
