import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hj212Crc } from '../ingest/decode/hj212/crc.ts'
import { hourMs } from '../src/domain/time.ts'
import { verifyEvidence } from '../src/evidence/verify.ts'
import type { Alert, Answer, Problem, Reading, Workflow } from './engine-api.ts'
import { openEngine, type EngineApp } from './engine-app.ts'
import type { Gateway } from './engine-gateway.ts'
import { createOtherRiver } from './other-river.ts'
import { eightSteps } from './patrol-walk.ts'
import { until } from './until.ts'

/**
 * The main job on a river that was made up, from its folder alone: a warning with the intake below
 * it, the cases that its confirmation opens, and what is released. What is answered has no word of
 * the river that is shipped.
 */
const date = '2026-11-23'
let folder: string
let engine: EngineApp
let gateway: Gateway
beforeAll(async () => {
  folder = createOtherRiver()
  // The draft of a product is looked for once a minute: each six seconds.
  const QINGLIU_CLOCK = `${date}T15:00:01+08:00,10`
  engine = await openEngine({ QINGLIU_NETWORK: folder, QINGLIU_CLOCK })
  gateway = await engine.gateway()
})
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true })
})

const at = (time: string) => `${date}T${time}:00+08:00`
const told = ({ status, body }: Answer<unknown>) => [status, (body as Problem).code]
const textOf = async (path: string) => (await fetch(`${engine.httpAddress}${path}`)).text()
const workflow = async (kind: string) =>
  (await engine.api.items<Workflow>(`workflows?kind=${kind}`))[0]!

async function take(kind: string, step: string, part: object = {}): Promise<Answer<Workflow>> {
  const { id } = await workflow(kind)
  const place = { lat: 27.12, lon: 112.31 }
  const body = { district: 'shangxi', person: '王', place, ...part }
  return engine.api.post<Workflow>(`workflows/${id}/steps/${step}`, body)
}
async function takeAll(kind: string, steps: readonly (readonly [string, object])[]) {
  for (const [step, data] of steps) {
    const taken = await take(kind, step, { data })
    expect([step, taken.status]).toEqual([step, 200])
  }
  return (await workflow(kind)).state
}

describe('a warning on another river', () => {
  it('names the intake below, and when what was measured is there', async () => {
    await gateway.observe('tingqiao', { time: at('14:00'), values: { flow: 24 } })
    await gateway.observe('tingqiao', { time: at('14:05'), values: { sb: 0.0062 } })
    const [alert] = await until(async () => {
      const open = await engine.api.items<Alert>('alerts?state=open')
      expect(open).toHaveLength(1)
      return open
    })
    expect(alert).toMatchObject({ kind: 'deterioration', station: 'tingqiao', colour: 'orange' })
    // 44 km at 24 m³/s through 240 m² are 122 h, told a quarter sooner and later.
    const arrival = { status: 'estimated', text: '92 to 153 h' }
    expect(alert!.evidence['intakes']).toMatchObject([{ station: 'donggang-intake', arrival }])
    const headers = { 'if-match': alert!.etag }
    const confirmed = await engine.api.post<Alert>(`alerts/${alert!.id}/confirm`, {}, headers)
    expect(confirmed.body.workflows).toHaveLength(3)
  })

  it('sends a patrol that the other district leads', async () => {
    const led = (leaderDistrict: string) => ({ data: { leader: '李', leaderDistrict } })
    const own = await take('joint-patrol', 'assign-leader', led('shangxi'))
    expect(told(own)).toEqual([409, 'leader-own-district'])
    const strange = await take('joint-patrol', 'assign-leader', led('qingpu'))
    expect(told(strange)).toEqual([400, 'bad-step'])
    const by = { ...led('xiazhou'), district: 'qingpu' }
    expect(told(await take('joint-patrol', 'assign-leader', by))).toEqual([400, 'bad-body'])
    expect((await take('joint-patrol', 'assign-leader', led('xiazhou'))).status).toBe(200)
    expect(
      await takeAll(
        'joint-patrol',
        eightSteps.map((step) => [step, {}]),
      ),
    ).toBe('closed')
  })

  it('is consulted on by both districts, and measured until it is over', async () => {
    const opinion = { opinion: '同意' }
    await takeAll('consultation', [
      ['convene', {}],
      ['opinion', opinion],
    ])
    const decision = { data: { decision: '查' } }
    const early = await take('consultation', 'conclude', decision)
    expect(told(early)).toEqual([409, 'opinions-missing'])
    await take('consultation', 'opinion', { district: 'xiazhou', data: opinion })
    expect((await take('consultation', 'conclude', decision)).body.state).toBe('closed')
    const methods = { methods: ['HJ 694'], frequency: 'PT1H' }
    const monitored = await takeAll('emergency-monitoring', [
      ['start', {}],
      ['first-judgement', { judgement: '锑' }],
      ['plan', { points: ['xinzha'], factors: ['w20004'], ...methods }],
      ['sampling-round', { results: ['0.0031'] }],
      ['propose-termination', { criterion: 'experts-agree' }],
      ['end', {}],
    ])
    expect(monitored).toBe('closed')
  })
})

it('reads its stations’ HJ 212', async () => {
  const area = 'DataTime=20261123140000;w01010-Rtd=14.2,w01010-Flag=N'
  const head = 'QN=20261123140000001;ST=21;CN=2011;PW=123456;MN=990202A00001000000000D01'
  const data = Buffer.from(`${head};Flag=8;CP=&&${area}&&`)
  const crc = hj212Crc(data).toString(16).toUpperCase().padStart(4, '0')
  const frame = `##${String(data.length).padStart(4, '0')}${data.toString()}${crc}\r\n`
  await gateway.publish('qingliu/v1/donggang-intake/hj212', frame)
  expect(gateway.receipts.at(-1)).toMatchObject({ stored: 1, refused: [] })
  const readings = await engine.api.items<Reading>('readings?station=donggang-intake')
  expect(readings).toMatchObject([{ alias: 'temp', value: 14.2 }])
})

/** Whole days before the day of issue, at the one air station. */
async function measureAir(): Promise<void> {
  const midnightAt = Date.parse(`${date}T00:00:00+08:00`)
  const hours = Array.from({ length: 8 * 24 }, (_, hour) => midnightAt - (hour + 1) * hourMs)
  const air = { pm25: 30, pm10: 50, so2: 6, no2: 22, co: 0.6, o3: 60 }
  await Promise.all(
    hours.map((time) => {
      const values = { ...air, pm25: air.pm25 + (new Date(time).getUTCDate() % 9) }
      return gateway.observe('shangxi-air', { time, period: 'PT1H', historical: true, values })
    }),
  )
}

it('releases the product that its two parties agree on', async () => {
  const path = `products/air/${date}/consultation`
  await measureAir()
  await until(async () => expect((await engine.api.get(path)).status).toBe(200))
  const act = async (step: string, party: string, more: object = {}) => {
    const { etag } = (await engine.api.get<{ etag: string }>(path)).body
    const body = { party, person: '沈', ...more }
    const done = await engine.api.post(`${path}/${step}`, body, { 'if-match': etag })
    expect([step, party, done.status]).toEqual([step, party, 200])
  }
  const areas = ['zone', 'shangxi', 'xiazhou']
  const values = areas.flatMap((area) =>
    [1, 2, 3].map((leadDay) => ({ area, leadDay, aqiLow: 30, aqiHigh: 48 })),
  )
  for (const party of ['lingzhou', 'haizhou']) await act('enter', party, { values })
  await act('agree', 'lingzhou', { minutes: '一致' })
  for (const party of ['lingzhou', 'haizhou']) await act('sign', party)
  await act('release', 'haizhou')
  type Item = { area: string; leadDay: number; aqiLow: number | null; reason: string | null }
  const { items } = (await engine.api.get<{ items: Item[] }>('products/air/latest.json')).body
  const said = items.filter(({ leadDay, aqiLow }) => leadDay <= 3 && aqiLow === 30)
  expect(said.map(({ area }) => area)).toEqual(areas.flatMap((area) => [area, area, area]))
  // Only one of the two measures its air: the other says what its party says, and no trend.
  const trends = items.filter(({ leadDay }) => leadDay > 3)
  const without = trends.filter(({ aqiLow }) => aqiLow === null)
  expect(without.map(({ area, reason }) => `${area}: ${reason}`)).toEqual(
    Array.from({ length: 4 }, () => 'xiazhou: no air station measures here'),
  )
})

it('takes its registers, and shows the public its air', async () => {
  const rows =
    'id,name,district,level,substances\nR-1,印染厂,下洲,major,锑\nR-2,油库,x,major,柴油\n'
  const query = new URLSearchParams({ person: '王', reason: '普查' }).toString()
  const post = async (body: string) => {
    const url = `${engine.httpAddress}/api/v1/registers/risk-sources/import?${query}`
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body,
    })
    return answer.text()
  }
  expect(await post(rows)).toContain('expected one of shangxi, xiazhou')
  expect(await post(rows.split('\n').slice(0, 2).join('\n'))).toContain('"added":1')
  expect(await textOf('/public/v1/air')).toContain('下洲')
})

it('hands over the evidence of a case', async () => {
  const { id } = await workflow('joint-patrol')
  const answer = await fetch(`${engine.httpAddress}/api/v1/workflows/${id}/evidence`)
  const file = join(folder, 'evidence.tar')
  await writeFile(file, Buffer.from(await answer.arrayBuffer()))
  expect(await verifyEvidence(file)).toMatchObject({ intact: true })
  expect(await readFile(file, 'utf8')).toContain('清溪与镜湖（虚构）')
})

describe('what is answered', () => {
  const shipped = /青浦|吴江|嘉善|昆山|太浦|淀山|元荡|汾湖|三湖|长三角|示范区|上海|苏州|嘉兴/
  const inLatin = /qingpu|wujiang|jiashan|kunshan|taipu|dianshan|yuandang|jinze|pingwang|yangtze/i
  const paths = [
    ...['/openapi.json', '/asyncapi.json', '/metrics', '/'],
    ...['network', 'stations', 'alerts?state=all', 'alerts.atom', 'workflows', 'patrols/counts'],
    ...[
      'digest?half=2026-H2',
      'digest.html?half=2026-H2&lang=zh',
      'digest.html?half=2026-H2&lang=en',
    ],
    ...['products/air/latest.json', 'products/air/latest.html', 'products/air/latest.svg'],
    ...['registers', 'resources', 'data-sources', 'events', 'ledger'],
  ].map((path) => (path.startsWith('/') ? path : `/api/v1/${path}`))

  it.each(paths)('at %s has no word of the river that is shipped', async (path) => {
    const text = await textOf(path)
    expect(text.length).toBeGreaterThan(20)
    expect([shipped.exec(text)?.[0], inLatin.exec(text)?.[0]]).toEqual([undefined, undefined])
  })

  it('lists its districts in openapi.json', async () => {
    expect(await textOf('/openapi.json')).toContain('"enum":["shangxi","xiazhou"]')
  })
})
