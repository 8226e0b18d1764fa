import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayMs, hourMs } from '../src/domain/time.ts'
import { createApi, type Alert, type Answer, type Api, type Problem } from './engine-api.ts'
import { until } from './until.ts'
import { openGateway } from './engine-gateway.ts'
import {
  createStoredFolder,
  runCommand,
  startEngine,
  type EngineProcess,
} from './engine-process.ts'

/**
 * A day's joint product as the three parties make it: Jiaxing is late, the engine is killed twice,
 * what was released is corrected. The clock runs an engine minute a second.
 */
const date = '2026-11-23'
const midnightAt = Date.parse(`${date}T00:00:00+08:00`)
const stations = ['qingpu-dianshanhu', 'wujiang-yuexiu', 'jiashan-synthetic-air']

const folder = await createStoredFolder()
let engine: EngineProcess
let api: Api
beforeAll(async () => {
  // Three hours before the draft are three minutes, however slow the machine.
  await startAt('12:00')
  await measureDays(9)
  await engine.kill('SIGKILL')
  await startAt('14:58')
})
afterAll(async () => {
  await engine.kill('SIGKILL')
  await folder.remove()
})

async function startAt(time: string): Promise<void> {
  const QINGLIU_CLOCK = `${date}T${time}:00+08:00,60`
  engine = await startEngine(folder.path, { QINGLIU_CLOCK, QINGLIU_FORECASTS: 'off' })
  api = createApi(engine.httpAddress)
}

/** Whole days before the day of issue: PM2.5 from day to day another, ozone by daylight. */
async function measureDays(days: number): Promise<void> {
  const gateway = await openGateway(engine.mqttAddress)
  const hours = Array.from({ length: days * 24 }, (_, hour) => hour)
  await Promise.all(
    hours.flatMap((hour) =>
      stations.map((station, place) => {
        const day = Math.floor(hour / 24)
        const daylight = Math.max(0, Math.sin(((hour % 24) / 24) * 2 * Math.PI - Math.PI / 2))
        const values = {
          ...{ pm25: 20 + 5 * ((day * 4) % 9) + place, pm10: 40 + day, so2: 6, no2: 22, co: 0.6 },
          o3: Math.round(30 + 60 * daylight),
        }
        const time = midnightAt - days * dayMs + hour * hourMs
        return gateway.observe(station, { time, period: 'PT1H', historical: true, values })
      }),
    ),
  )
  await gateway.close()
}

type Value = { aqiLow: number; aqiHigh: number; primaryPollutants: readonly string[] }
type Cell = {
  area: string
  leadDay: number
  draft: Value | null
  differs: readonly string[]
  agreed: Value | null
}
type Consultation = {
  id: string
  etag: string
  state: string
  corrects: number | null
  parties: readonly { party: string; signedBy: string | null }[]
  cells: readonly Cell[]
  allowed: readonly string[]
}
type Product = {
  version: number
  correction: { of: number; reason: string } | null
  items: readonly (Value & Record<string, unknown> & { area: string; leadDay: number })[]
  parties: readonly { party: string; person: string; signedAt: string }[]
  hash: string
}

const path = `products/air/${date}/consultation`
const consultation = async () => (await api.get<Consultation>(path)).body
const persons = { shanghai: '沈', suzhou: '苏', jiaxing: '贾' } as const
type Party = keyof typeof persons
async function act(step: string, party: Party, more: object = {}): Promise<Answer<Consultation>> {
  const { etag } = await consultation()
  const body = { party, person: persons[party], ...more }
  return api.post<Consultation>(`${path}/${step}`, body, { 'if-match': etag })
}
const told = ({ status, body }: Answer<unknown>) => [status, (body as Problem).code]
const lateAlerts = async () =>
  (await api.items<Alert>('alerts?state=all&kind=system')).filter(
    ({ rule }) => rule === 'product-late',
  )

describe('the joint air product of a day', () => {
  it('begins at three with a draft from the stored days, nothing being forecast', async () => {
    expect(told(await api.get(`products/air/${date}.json`))).toEqual([404, 'not-released'])
    await until(async () => expect((await api.get(path)).status).toBe(200))
    const { state, cells, allowed, parties } = await consultation()
    expect(state).toBe('drafted')
    expect(allowed).toEqual(['enter', 'accept', 'cancel'])
    expect(parties.map(({ party }) => party)).toEqual(Object.keys(persons))
    expect(cells).toHaveLength(4 * 7)
    for (const { draft } of cells) {
      // PM2.5 of 20 to 60 µg/m³ on these days is an AQI of 29 to 100.
      expect(draft!.aqiLow).toBeGreaterThanOrEqual(29)
      expect(draft!.aqiHigh).toBeLessThanOrEqual(101)
      expect(draft!.primaryPollutants).toEqual(['a34004'])
    }
  })

  it('takes no step that a device brings in later: it has no field', async () => {
    const { id } = await consultation()
    const at = `${date}T15:00:00+08:00`
    const step = { step: 'cancel', district: 'qingpu', person: '沈', at, data: { reason: '误' } }
    const record = await api.post(`workflows/${id}/field-record`, { sentAt: at, steps: [step] })
    expect(told(record)).toEqual([409, 'not-allowed'])
  })

  it('takes what two parties say, shows where they differ, and no agreement without the third', async () => {
    const value = { area: 'wujiang', leadDay: 1, aqiLow: 40, aqiHigh: 58, weather: '多云' }
    expect(told(await act('enter', 'suzhou', { values: [{ ...value, aqiLow: 70 }] }))).toEqual([
      400,
      'bad-step',
    ])
    expect((await act('enter', 'suzhou', { values: [value] })).status).toBe(200)
    expect((await act('accept', 'suzhou')).status).toBe(200)
    expect((await act('accept', 'shanghai')).status).toBe(200)
    const { cells } = await consultation()
    const differing = cells.filter(({ differs }) => differs.length > 0)
    expect(differing.map(({ area, leadDay }) => [area, leadDay])).toEqual([['wujiang', 1]])
    const early = await act('agree', 'shanghai', { minutes: '一致' })
    expect(told(early)).toEqual([409, 'submissions-missing'])
  })

  it('escalates a late sign-off once, however often the engine is killed', async () => {
    await engine.kill('SIGKILL')
    await startAt('19:55')
    expect(await lateAlerts()).toEqual([])
    await until(async () => expect(await lateAlerts()).toHaveLength(1))
    await engine.kill('SIGKILL')
    await startAt('20:10')
    await until(async () => {
      const now = Date.parse((await api.get<{ now: string }>('clock')).body.now)
      expect(now).toBeGreaterThan(Date.parse(`${date}T20:13:00+08:00`))
    })
    const [alert, ...more] = await lateAlerts()
    expect(more).toEqual([])
    expect(alert).toMatchObject({
      condition: 'firing',
      occurrences: 1,
      station: 'qingpu-dianshanhu',
      evidence: {
        date,
        missing: [{ party: 'shanghai' }, { party: 'suzhou' }, { party: 'jiaxing' }],
      },
    })
  })

  it('is released with all three signatures and with none missing', async () => {
    expect((await act('accept', 'jiaxing')).status).toBe(200)
    const open = await act('agree', 'shanghai', { minutes: '一致' })
    expect(told(open)).toEqual([409, 'differences-open'])
    const settled = [
      { area: 'wujiang', leadDay: 1, aqiLow: 42, aqiHigh: 60, weather: '<b>多云</b>' },
    ]
    const minutes = '吴江 D+1 取中'
    const agreed = await act('agree', 'shanghai', { minutes, values: settled })
    expect(agreed).toMatchObject({ status: 200, body: { state: 'agreed' } })
    for (const party of ['shanghai', 'suzhou'] as const) {
      expect(told(await act('release', 'shanghai'))).toEqual([409, 'signatures-missing'])
      expect((await act('sign', party)).status).toBe(200)
      expect(told(await act('sign', party))).toEqual([409, 'already-signed'])
    }
    expect(told(await act('release', 'shanghai'))).toEqual([409, 'signatures-missing'])
    expect((await act('sign', 'jiaxing')).status).toBe(200)
    expect((await api.get('products/air/latest.json')).status).toBe(404)
    const released = await act('release', 'jiaxing')
    expect(released).toMatchObject({ status: 200, body: { state: 'closed', allowed: ['correct'] } })

    const { body } = await api.get<Product>('products/air/latest.json')
    expect(body).toMatchObject({ date, version: 1, correction: null, demonstration: false })
    expect(body.parties.map(({ party, person }) => [party, person])).toEqual(
      Object.entries(persons),
    )
    const item = body.items.find(({ area, leadDay }) => area === 'wujiang' && leadDay === 1)
    expect(item).toMatchObject({ aqiLow: 42, aqiHigh: 60, levels: [1, 2], colour: 'aqi.level.2' })
    await until(async () => expect(await lateAlerts()).toMatchObject([{ condition: 'resolved' }]))
  })

  it('stays as it was when a correction becomes version 2, with its reason', async () => {
    const read = async (name: string) =>
      (await fetch(`${engine.httpAddress}/api/v1/products/air/${name}`)).text()
    const before = await Promise.all(['json', 'csv', 'html'].map((type) => read(`${date}.${type}`)))
    const key = { 'idempotency-key': 'corrected-once', 'if-match': (await consultation()).etag }
    const reason = { person: '贾', reason: '嘉善 D+2 有误' }
    const opened = await api.post<Consultation>(`${path}/correct`, reason, key)
    expect(opened.status).toBe(200)
    expect(await api.post(`${path}/correct`, reason, key), 'sent again').toEqual(opened)
    const again = { 'if-match': (await consultation()).etag }
    expect(told(await api.post(`${path}/correct`, reason, again))).toEqual([409, 'not-allowed'])
    expect(await consultation()).toMatchObject({ corrects: 1, state: 'drafted' })

    const values = [{ area: 'jiashan', leadDay: 2, aqiLow: 90, aqiHigh: 120 }]
    await act('accept', 'shanghai')
    await act('accept', 'suzhou')
    await act('enter', 'jiaxing', { values })
    await act('accept', 'jiaxing')
    await act('agree', 'jiaxing', { minutes: '采纳嘉兴意见', values })
    for (const party of Object.keys(persons) as Party[]) await act('sign', party)
    expect((await act('release', 'jiaxing')).status).toBe(200)
    const { body } = await api.get<Product>(`products/air/${date}.json`)
    expect(body).toMatchObject({ version: 2, correction: { of: 1, reason: reason.reason } })
    const item = body.items.find(({ area, leadDay }) => area === 'jiashan' && leadDay === 2)
    expect(item).toMatchObject({ aqiHigh: 120, levels: [2, 3], colour: 'aqi.level.3' })
    const kept = await Promise.all(
      ['json', 'csv', 'html'].map((type) => read(`${date}.${type}?version=1`)),
    )
    expect(kept).toEqual(before)
    expect(before[2]).not.toContain('<b>多云')

    await engine.kill('SIGKILL')
    expect((await runCommand(['verify-log'], folder.path)).code).toBe(0)
    await startAt('21:00')
    expect(
      await Promise.all(['json', 'csv', 'html'].map((type) => read(`${date}.${type}?version=1`))),
    ).toEqual(before)
    expect((await api.get<Product>('products/air/latest.json')).body).toEqual(body)
  })
})

describe('the demonstration', () => {
  it('starts with the product of yesterday, marked as such, and not again after a restart', async () => {
    const own = await createStoredFolder()
    const settings = {
      ...{ QINGLIU_DEMO: 'on', QINGLIU_FORECASTS: 'off' },
      QINGLIU_CLOCK: `${date}T10:00:00+08:00,1`,
    }
    const first = await startEngine(own.path, settings)
    const read = async (address: string) =>
      (await createApi(address).get<Product>('products/air/latest.json')).body
    const product = await read(first.httpAddress)
    expect(product).toMatchObject({ date: '2026-11-22', version: 1, demonstration: true })
    const mandatory = product.items.filter(({ leadDay }) => leadDay <= 3)
    expect(mandatory.every(({ aqiLow }) => typeof aqiLow === 'number')).toBe(true)
    expect(
      mandatory.map(({ basis }) => (basis as { forecastHours: number }).forecastHours),
    ).toEqual(Array.from({ length: 4 }, () => [24, 24, 15]).flat())
    await first.kill('SIGKILL')

    const second = await startEngine(own.path, settings)
    expect(await read(second.httpAddress)).toEqual(product)
    const consultations = await createApi(second.httpAddress).items<{ id: string }>(
      'workflows?kind=consultation',
    )
    expect(consultations.map(({ id }) => id)).toEqual(['air-product-2026-11-22-1'])
    await second.kill('SIGKILL')
    await own.remove()
  })
})
