import { describe, expect, it } from 'vitest'
import type { Alert } from './engine-api.ts'
import type { Observation } from './engine-gateway.ts'
import { useEngineAndGateway } from './use-engine.ts'

/** From signals to alerts, by series of the hours before noon that a gateway sends at once. */
const { engine, gateway } = useEngineAndGateway()

/** The same values at each of these times of the day. */
type Series = readonly [times: readonly string[], values: Observation['values'], more?: object]

async function send(station: string, ...series: readonly Series[]) {
  for (const [times, values, more] of series) {
    for (const time of times) {
      await gateway.observe(station, { time: `2026-11-23T${time}:00+08:00`, values, ...more })
    }
  }
}

async function openAlerts(station: string): Promise<readonly Alert[]> {
  await engine.folded()
  return engine.api.items<Alert>(`alerts?state=open&station=${station}`)
}

const everyHalfHour = (from: number, to: number) =>
  Array.from({ length: 2 * (to - from) }, (_, half) => {
    const hour = String(from + Math.floor(half / 2)).padStart(2, '0')
    return `${hour}:${half % 2 === 0 ? '00' : '30'}`
  })

type Signal = {
  readonly what: string
  readonly station: string
  readonly series: readonly Series[]
  readonly alert: object | null
}

const deterioration = { rule: 'class-deterioration', kind: 'deterioration' }
const toxic = { rule: 'toxic-limit', kind: 'deterioration' }
const bloom = { rule: 'bloom', kind: 'algal-bloom' }
const hourly = { period: 'PT1H' }

const signals: readonly Signal[] = [
  {
    what: 'oxygen of a class worse than the target in two results 15 min apart',
    station: 'lili',
    series: [[['11:00', '11:15'], { do: 4.2 }]],
    alert: {
      ...deterioration,
      colour: 'blue',
      evidence: { parameter: 'w01009', value: 4.2, class: 'IV', target: 'III', limit: 5 },
    },
  },
  {
    what: 'the same in two results 10 min apart is not held yet',
    station: 'dazhushe',
    series: [[['11:00', '11:10'], { do: 4.2 }]],
    alert: null,
  },
  {
    what: 'one good result between two bad ones',
    station: 'dianfeng',
    series: [
      [['11:00'], { do: 4.2 }],
      [['11:15'], { do: 7.2 }],
      [['11:30'], { do: 4.2 }],
    ],
    alert: null,
  },
  {
    what: 'CODMn two classes worse than the target in two results one cadence apart',
    station: 'luxu',
    series: [[['04:00', '08:00'], { codmn: 12 }]],
    alert: { ...deterioration, colour: 'yellow', evidence: { class: 'V', limit: 10 } },
  },
  {
    what: 'ammonia beyond class V, as suspect as real pollution is',
    station: 'yuhuitang',
    series: [
      [['00:00'], { nh3n: 0.3 }],
      [['04:00', '08:00'], { nh3n: 3.4 }],
    ],
    alert: { ...deterioration, colour: 'orange', evidence: { class: 'V+', bestInDay: 'II' } },
  },
  {
    what: 'a station usually at IV is no standing alert at IV',
    station: 'jishuigang',
    series: [[['00:00', '04:00'], { codmn: 8 }]],
    alert: null,
  },
  {
    what: 'a further drop there is one',
    station: 'jishuigang',
    series: [[['06:00', '10:00'], { codmn: 12 }]],
    alert: { ...deterioration, evidence: { class: 'V', usual: 'IV' } },
  },
  {
    what: 'antimony above its limit, at once',
    station: 'pingwang',
    series: [[['11:00'], { sb: 0.0062 }]],
    alert: {
      ...toxic,
      colour: 'orange',
      evidence: {
        parameter: 'w20004',
        value: 0.0062,
        unit: 'mg/L',
        limit: 0.005,
        intakes: [
          { station: 'changbaidang-intake', distanceKm: 27, arrival: { status: 'unknown' } },
          { station: 'jinze-reservoir', distanceKm: 30, arrival: { status: 'unknown' } },
          { station: 'taipu-rawwater', distanceKm: 38, arrival: { status: 'unknown' } },
        ],
      },
    },
  },
  {
    what: 'antimony above 80 % of its limit',
    station: 'jinze-reservoir',
    series: [[['11:00'], { sb: 0.0045 }]],
    alert: { ...toxic, colour: 'blue' },
  },
  {
    what: 'antimony below detection, where detection is bad',
    station: 'changbaidang-intake',
    series: [[['11:00'], { sb: { value: 0.01, qualifier: '<' } }]],
    alert: null,
  },
  {
    what: 'iron above the limit for sources in two results',
    station: 'taipu-rawwater',
    series: [[['11:00', '11:15'], { fe: 0.4 }]],
    alert: { rule: 'source-limit', kind: 'limit', colour: 'blue' },
  },
  {
    what: 'chlorophyll and algae in two consecutive results',
    station: 'dianshan-north',
    series: [[['10:45', '11:00'], { chla: 26, algae: 1.2e7 }]],
    alert: { ...bloom, colour: 'blue' },
  },
  {
    what: 'algae twice as dense in the next two',
    station: 'dianshan-north',
    series: [[['11:15', '11:30'], { chla: 31, algae: 2.6e7 }]],
    alert: { ...bloom, colour: 'yellow', occurrences: 1 },
  },
  {
    what: 'chlorophyll in one result only',
    station: 'dianshan-east',
    series: [
      [['11:00'], { chla: 26, algae: 1.2e7 }],
      [['11:15'], { chla: 12, algae: 2e6 }],
    ],
    alert: null,
  },
  {
    what: 'fine dust for two hours',
    station: 'jiashan-synthetic-air',
    series: [[['09:00', '10:00'], { pm25: 160 }, hourly]],
    alert: { rule: 'air-aqi', kind: 'air', colour: 'yellow', evidence: { aqi: 210 } },
  },
  {
    what: 'a conductivity that does not move for eight hours',
    station: 'hongqitang',
    series: [[everyHalfHour(3, 11), { ec: 512.6 }]],
    alert: { rule: 'sensor-stuck', kind: 'sensor-fault', colour: null },
  },
  {
    what: 'a pH that no water has, three times',
    station: 'yuandang',
    series: [[['11:00', '11:10', '11:20'], { ph: 14.9 }]],
    alert: { rule: 'sensor-range', kind: 'sensor-fault', colour: null },
  },
  {
    what: 'a station that says itself that it is being maintained',
    station: 'fenhu-centre',
    series: [[['11:00', '11:10', '11:20'], { do: { value: 0.1, flag: 'M' } }]],
    alert: null,
  },
]

describe('signals', () => {
  it.each(signals)('alert or not: $what', async ({ station, series, alert }) => {
    await send(station, ...series)
    const open = await openAlerts(station)
    expect(open).toMatchObject(alert === null ? [] : [{ condition: 'firing', ...alert }])
  })

  it('opened one alert each under all this, and no other', async () => {
    const open = await engine.api.items<Alert>('alerts?state=open&limit=3')
    const wanted = new Set(signals.flatMap(({ alert, station }) => (alert ? [station] : [])))
    expect(open.map(({ station }) => station).sort()).toEqual([...wanted].sort())
    expect(new Set(open.map(({ fingerprint }) => fingerprint)).size).toBe(open.length)
  })

  it('open nothing more when everything is sent again', async () => {
    const before = await engine.api.items<Alert>('alerts?state=all')
    for (const { station, series } of signals) await send(station, ...series)
    await engine.folded()
    const after = await engine.api.items<Alert>('alerts?state=all')
    expect(after.map(({ id, etag }) => [id, etag])).toEqual(
      before.map(({ id, etag }) => [id, etag]),
    )
  })
})

describe('the way of the water', () => {
  const arrivalAt = async (station: string, flow: number, time: string) => {
    await send('jinze-hydro', [[time], { flow }])
    await send(station, [[time], { sb: 0.0071 }])
    const [alert] = await openAlerts(station)
    const intakes = alert?.evidence['intakes'] as readonly { readonly arrival: object }[]
    return intakes.map(({ arrival }) => arrival)
  }

  it('tells a range for each intake downstream by the measured flow', async () => {
    const arrivals = await arrivalAt('dingzha-gate', 100, '11:00')
    const hours = arrivals.map((one) => ('hoursFrom' in one ? one : null))
    expect(hours).toMatchObject([
      // 1, 4 and 12 km at 100 m³/s through 900 m² are 2.5, 10 and 30 h, give or take 30 %.
      { status: 'estimated', hoursFrom: 1.75, hoursTo: 3.25 },
      { status: 'estimated', hoursFrom: 7, hoursTo: 13 },
      { status: 'estimated', hoursFrom: 21, hoursTo: 39 },
    ])
    expect(arrivals[1]).toMatchObject({
      fromAt: '2026-11-23T10:00:00.000Z',
      toAt: '2026-11-23T16:00:00.000Z',
    })
  })

  it('tells none while the river runs backwards', async () => {
    expect(await arrivalAt('dashun-gate', -80, '11:30')).toMatchObject([
      { status: 'reversed' },
      { status: 'reversed' },
    ])
  })
})

describe('the life of an alert', () => {
  const station = 'jinze-hydro'
  const sb = (time: string, value: number) => send(station, [[time], { sb: value }])
  const post = (alert: Alert, verb: string, body: object = {}) =>
    engine.api.post<Alert>(`alerts/${alert.id}/${verb}`, body, { 'if-match': alert.etag })

  it('resolves, fires again as the same, and closes when resolved and acknowledged', async () => {
    await sb('00:00', 0.0062)
    const [raised] = await openAlerts(station)
    expect(raised).toMatchObject({ condition: 'firing', attention: 'new', occurrences: 1 })
    await sb('01:00', 0.0021)
    expect((await openAlerts(station))[0]?.condition, 'low for too short').toBe('firing')
    await sb('05:00', 0.002)
    const [resolved] = await openAlerts(station)
    expect(resolved).toMatchObject({ id: raised?.id, condition: 'resolved', attention: 'new' })
    expect(await engine.api.items<Alert>('alerts?state=resolved')).toHaveLength(1)

    await sb('06:00', 0.0066)
    const [again] = await openAlerts(station)
    expect(again).toMatchObject({ id: raised?.id, condition: 'firing', occurrences: 2 })
    const acknowledged = await post(again!, 'acknowledge')
    expect(acknowledged.body).toMatchObject({ attention: 'acknowledged', condition: 'firing' })
    await sb('07:00', 0.002)
    await sb('11:00', 0.002)
    expect(await openAlerts(station)).toEqual([])
    expect((await engine.api.get(`alerts/${raised?.id}`)).body).toMatchObject({
      condition: 'resolved',
      attention: 'closed',
    })
  })

  it('opens another when the condition returns after that', async () => {
    const closed = await engine.api.items<Alert>(`alerts?state=closed&station=${station}`)
    await sb('11:30', 0.0068)
    const [open] = await openAlerts(station)
    expect(open).toMatchObject({ condition: 'firing', attention: 'new', occurrences: 1 })
    expect(closed).toHaveLength(1)
    expect(closed[0]?.id).not.toBe(open?.id)
    expect(closed[0]?.fingerprint).toBe(open?.fingerprint)
  })
})
