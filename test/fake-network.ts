import { readFileSync } from 'node:fs'
import { hourMs, minuteMs, formatBeijing, parseInstant } from '../src/domain/time.ts'

/** A small network in the shapes of the outer face, for trying the page without an engine. */
export const fakeNowAt = parseInstant('2026-11-23T14:20:00+08:00')!

type Entry = {
  readonly id: string
  readonly name: object
  readonly kind: string
  readonly waterBody: string | null
  readonly target?: string
  readonly chainageKm?: number
}

/** The stations and waters that are shipped, so that the page is tried on what it will show. */
const folder = new URL('../fixtures/network/', import.meta.url)
const readFixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
const entries = readFixture('stations.json') as readonly Entry[]
const rivers = readFixture('rivers.json') as object[]
const shipped = readFixture('network.json') as { waterBodies: object[]; districts: object[] }

/** id | class now | state, where it is not III and reporting */
const states = `
taipu-gate|-|ok
pingwang|IV|ok
luxu|II|ok
changbaidang-intake|II|ok
taipu-rawwater|II|ok
taipu-mouth|-|ok
dongcai-bridge|-|waiting
zhouzhuang-bridge|-|waiting
henggang-bridge|-|waiting
yuhui-north-bridge|-|waiting
dazhushe|II|silent
jishuigang|V+|ok
jishuigang-buoy|-|fault
dianshan-north|IV|ok
dianshan-east|IV|ok
dianfeng|III|silent
fenhu-centre|V|ok
yuandang|IV|ok
`

const at = (minutesAgo: number) => formatBeijing(fakeNowAt - minutesAgo * minuteMs)

type Factor = {
  readonly parameter: string
  readonly alias: string
  readonly name: { readonly zh: string; readonly en: string }
  readonly unit: string
  readonly decimals: number
  readonly base: number
  readonly swing: number
  readonly everyMin: number
  readonly limits: object | null
}

/** code | alias | zh | en | unit | decimals | base | swing | minutes between | limits */
const factorRows = `
w01010|temp|水温|Water temperature|℃|1|14.2|0.9|10|null
w01001|ph|pH|pH||2|8.1|0.25|10|{"range":[6,9]}
w01009|do|溶解氧|Dissolved oxygen|mg/L|2|7.2|1.6|10|{"river":[7.5,6,5,3,2],"lake":[7.5,6,5,3,2]}
w01003|turbidity|浊度|Turbidity|NTU|1|31|8|10|null
w01016|chla|叶绿素 a|Chlorophyll a|µg/L|1|34|9|10|null
w19011|algae|藻密度|Algal density|cells/L|0|3.1e7|4e6|10|null
w20004|sb|锑|Antimony|mg/L|4|0.0015|0.0004|240|null
w21003|nh3n|氨氮|Ammonia nitrogen|mg/L|3|0.9|0.3|240|{"river":[0.15,0.5,1,1.5,2],"lake":[0.15,0.5,1,1.5,2]}
w21011|tp|总磷|Total phosphorus|mg/L|3|0.09|0.03|240|{"river":[0.02,0.1,0.2,0.3,0.4],"lake":[0.01,0.025,0.05,0.1,0.2]}
`

const linesOf = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split('|'))

const factors = linesOf(factorRows).map((cells): Factor => {
  const [parameter = '', alias = '', zh = '', en = '', unit = '', ...rest] = cells
  const [decimals = 0, base = 0, swing = 0, everyMin = 0] = rest.slice(0, 4).map(Number)
  const limits = JSON.parse(rest[4] ?? 'null') as object | null
  return { parameter, alias, name: { zh, en }, unit, decimals, base, swing, everyMin, limits }
})

/** The same station, factor and time always give the same reading; a few are doubted or failed. */
function readingAt(station: string, factor: Factor, time: number) {
  const { parameter, alias, unit, decimals, base, swing, everyMin } = factor
  const step = Math.round(time / (everyMin * minuteMs))
  const noise = Math.sin(step * 12.9898 + station.length * 78.233) * 43_758.5453
  const daily = Math.sin((time / (24 * hourMs)) * 2 * Math.PI)
  const spike = step % 97 === 0 ? 2.2 * swing : 0
  const raw = base + swing * (daily + 0.24 * (noise - Math.floor(noise))) + spike
  const flag = step % 131 === 0 ? 4 : spike > 0 ? 3 : 1
  return {
    station,
    parameter,
    alias,
    unit,
    value: Number(raw.toFixed(decimals)),
    qualifier: '',
    flag,
    reasons: flag === 4 ? ['hardRange'] : flag === 3 ? ['spike'] : [],
    period: 'PT0S',
    source: 'automatic',
    observedAt: formatBeijing(time),
    receivedAt: formatBeijing(time + 4_000),
    revision: 0,
  }
}

/** Readings of one series from a time on. */
export function fakeReadings(station: string, parameter: string, fromAt: number) {
  const factor = factors.find((one) => one.parameter === parameter)
  if (factor === undefined) return []
  const everyMs = factor.everyMin * minuteMs
  const count = Math.max(0, Math.floor((fakeNowAt - fromAt) / everyMs))
  const firstAt = Math.floor(fakeNowAt / everyMs) * everyMs - (count - 1) * everyMs
  return Array.from({ length: count }, (_, index) =>
    readingAt(station, factor, firstAt + index * everyMs),
  )
}

const toldStates = new Map(linesOf(states).map(([id = '', ...rest]) => [id, rest]))

export const fakeStations = entries.map((entry) => {
  const { id, kind } = entry
  const [told = kind === 'air' ? '-' : 'III', state = 'ok'] = toldStates.get(id) ?? []
  const heard = state !== 'waiting' && kind !== 'air'
  const fromAt = fakeNowAt - 4 * hourMs
  const latest = factors.map(({ parameter }) => fakeReadings(id, parameter, fromAt).at(-1))
  return {
    ...entry,
    ...{ target: entry.target ?? null, chainageKm: entry.chainageKm ?? null, parameters: [] },
    ...{ state, waterClass: told === '-' ? null : told },
    lastObservedAt: heard ? at(state === 'silent' ? 340 : 0) : null,
    latest: heard ? latest : [],
  }
})

export const fakeParameters = factors.map((factor) => {
  const { parameter, alias, name, unit, decimals, limits } = factor
  const both = { hour: decimals, assessment: decimals }
  return { parameter, alias, unit, medium: 'water', name, decimals: both, limits }
})

export const fakeNetwork = {
  waterBodies: shipped.waterBodies,
  districts: shipped.districts,
  rivers,
}

const ahead = (fromHours: number, toHours: number) => ({
  status: 'estimated',
  fromAt: formatBeijing(fakeNowAt + fromHours * hourMs),
  toAt: formatBeijing(fakeNowAt + toHours * hourMs),
})

const alert = (id: string, kind: string, station: string, colour: string | null, more: object) => ({
  ...{ id, kind, station, colour, rule: kind, incidentGrade: null, condition: 'firing' },
  ...{ attention: 'new', verdict: null, shelvedUntil: null, occurrences: 1, workflows: [] },
  ...{ etag: '"7"', allowed: ['acknowledge', 'confirm', 'reject'] },
  ...more,
})

export const fakeAlerts = [
  alert('a-bloom', 'algal-bloom', 'fenhu-centre', 'orange', {
    openedAt: at(47),
    evidence: {
      ...{ parameter: 'w19011', value: 3.1e7, unit: 'cells/L', limit: 3e7 },
      summary: {
        zh: '藻密度连续两次高于橙色界限，叶绿素 a 同步升高。',
        en: 'Algal density was above the orange bound twice in a row; chlorophyll a rises with it.',
      },
      readings: [
        { parameter: 'w01016', value: 38.4, unit: 'µg/L', flag: 1 },
        { parameter: 'w01009', value: 11.6, unit: 'mg/L', flag: 1 },
      ],
      intakes: [
        { station: 'changbaidang-intake', distanceKm: 9, arrival: ahead(15, 28) },
        { station: 'jinze-reservoir', distanceKm: 12, arrival: ahead(20, 38) },
        { station: 'taipu-rawwater', distanceKm: 20, arrival: ahead(34, 62) },
      ],
    },
  }),
  alert('a-deterioration', 'deterioration', 'pingwang', 'yellow', {
    ...{ openedAt: at(185), attention: 'acknowledged', verdict: 'confirmed', etag: '"5"' },
    ...{ workflows: ['w-patrol', 'w-monitoring'], allowed: ['reject', 'grade'] },
    evidence: {
      ...{ parameter: 'w21003', value: 1.318, unit: 'mg/L', limit: 1 },
      ...{ class: 'IV', target: 'III', usual: 'II' },
      intakes: [
        {
          station: 'jinze-reservoir',
          distanceKm: 30,
          arrival: { status: 'unknown', reason: 'no flow' },
        },
        { station: 'taipu-rawwater', distanceKm: 38, arrival: { status: 'reversed' } },
      ],
    },
  }),
  alert('a-toxic', 'deterioration', 'luxu', 'orange', {
    ...{ openedAt: at(300), rule: 'toxic-limit', subject: 'luxu/w20004' },
    ...{ observedAt: at(320) },
    evidence: {
      ...{ parameter: 'w20004', value: 0.009, unit: 'mg/L', limit: 0.005, warnAt: 0.004 },
      ...{ multiple: 0.8, intakes: [] },
    },
  }),
  alert('a-unusual', 'unusual', 'dianshan-east', 'blue', {
    openedAt: at(22),
    evidence: {
      ...{ parameter: 'w01009', value: 4.02, unit: 'mg/L' },
      ...{ expected: 7.2, expectedLow: 6.4, expectedHigh: 8.1, score: 0.97 },
    },
  }),
  alert('a-air', 'air', 'wujiang-yuexiu', 'yellow', {
    ...{ openedAt: at(400), rule: 'air-aqi' },
    evidence: { parameter: 'a34004', value: 168.5, unit: 'µg/m³', aqi: 218 },
  }),
  alert('a-silence', 'silence', 'dianfeng', null, {
    ...{ openedAt: at(320), rule: 'station-silence', subject: 'dianfeng' },
    evidence: {
      ...{ lastReceivedAt: fakeNowAt - 340 * minuteMs, quietMs: 16 * minuteMs },
      ...{ thresholdMs: 15 * minuteMs, cadenceMs: 5 * minuteMs, hides: ['w01001', 'w01009'] },
    },
  }),
  alert('a-sensor', 'sensor-fault', 'jishuigang-buoy', null, {
    ...{ openedAt: at(1_700), occurrences: 3, rule: 'sensor-stuck' },
    evidence: { parameter: 'w01003', value: 0, unit: 'NTU' },
  }),
  alert('a-hidden', 'sensor-fault', 'dianfeng', null, {
    ...{ openedAt: at(310), rule: 'sensor-stuck', subject: 'dianfeng/w01003' },
    inhibitedBy: { because: 'silent', alert: 'a-silence', workflow: null, since: at(310) },
    evidence: { parameter: 'w01003', value: 3, unit: 'NTU' },
  }),
  alert('a-canary', 'system', 'dianfeng', null, {
    ...{ openedAt: at(15), rule: 'canary', subject: 'engine' },
    evidence: { lagSeconds: 130.2, worstSeconds: 130.2, limit: 30 },
  }),
]

const workflow = (
  id: string,
  kind: string,
  procedure: string | null,
  state: string,
  allowed: string[],
) => {
  return { id, kind, procedure, state, allowed, alert: 'a-deterioration', closedAt: null }
}
export const fakeWorkflows = [
  workflow('w-patrol', 'joint-patrol', null, 'opened', ['assign-leader', 'cancel']),
  workflow('w-monitoring', 'emergency-monitoring', 'hj-589', 'started', [
    'first-judgement',
    'cancel',
  ]),
]
