import { dayMs, minuteMs } from '../src/domain/time.ts'
import { mergedAlarms } from '../models/joint/measures.ts'
import { createWatch } from '../models/joint/watch.ts'
import {
  createRandom,
  figure,
  gaussian,
  judgedRows,
  printTable,
  type Answer,
} from './detect-run.ts'

/**
 * Made stations behind a pump: each time it switches, chlorine, turbidity and conductivity go to
 * another level some two hours later. The settings of `context.ts` and `bearing.ts` in
 * `models/joint` were chosen by seeds 1 to 8; others are judged.
 */
const seeds = [11, 12, 13, 14, 15, 16, 17, 18]
const rowMs = 15 * minuteMs
const rowsADay = dayMs / rowMs
const days = 120
const taughtRows = 40 * rowsADay
/**
 * A busy pump, and one that is seldom switched, whose effect stands until it is switched back; and
 * one of which each switch stirs the columns up or down for six hours.
 */
const pumps: readonly Pump[] = [
  { name: 'switched each 1.5 days', everyDays: 1.5, stirs: false },
  { name: 'switched each 8 days', everyDays: 8, stirs: false },
  { name: 'that stirs each 4 days', everyDays: 4, stirs: true },
]
type Pump = { readonly name: string; readonly everyDays: number; readonly stirs: boolean }
const stirredRows = 24
/** In widths of a column's own noise, when the pump runs. */
const pumped = [-8, 6, 0, 0, 5, 0]
/** An event's share of its strength: chlorine and pH down, conductivity and organic carbon up. */
const event = [-1, 0, -0.5, 1, 1, 0]
const strengths = [3, 6, 12, 24]
const eventRows = 24
/** A switch so many rows before an event, or during it, is near. */
const nearRows = 96

type Station = {
  readonly at: readonly number[]
  readonly rows: readonly (readonly number[])[]
  /** Flow and state of the pump, and a gate that has no effect. */
  readonly pump: readonly (readonly number[])[]
  readonly gate: readonly (readonly number[])[]
  readonly switches: readonly number[]
}

function makeStation(seed: number, { everyDays, stirs }: Pump): Station {
  const next = createRandom(seed)
  const noise = pumped.map(() => 0)
  const offset = pumped.map(() => 0)
  const due: { row: number; target: readonly number[] }[] = []
  const switches: number[] = []
  let [on, open] = [0, 0]
  let target: readonly number[] = pumped.map(() => 0)
  const station = { at: [], rows: [], pump: [], gate: [] } as Record<string, unknown[]>
  for (let row = 0; row < days * rowsADay; row += 1) {
    if (next() < 1 / everyDays / rowsADay) {
      on = 1 - on
      switches.push(row)
      const side = stirs ? Math.sign(next() - 0.5) : on
      const size = side * Math.exp(0.3 * gaussian(next))
      const dueRow = row + 6 + Math.floor(5 * next())
      due.push({ row: dueRow, target: pumped.map((one) => size * one) })
      if (stirs) due.push({ row: dueRow + stirredRows, target: pumped.map(() => 0) })
    }
    if (next() < 1 / everyDays / rowsADay) open = 1 - open
    while (due[0] !== undefined && due[0].row <= row) target = due.shift()!.target
    const hour = Math.sin((2 * Math.PI * row) / rowsADay)
    const values = pumped.map((_, i) => {
      noise[i] = 0.7 * noise[i]! + Math.sqrt(1 - 0.49) * gaussian(next)
      offset[i]! += (target[i]! - offset[i]!) / 4
      return 100 + noise[i] + offset[i]! + hour
    })
    station['at']!.push(row * rowMs)
    station['rows']!.push(values)
    station['pump']!.push([200 + 150 * on + 4 * gaussian(next), on])
    station['gate']!.push([open])
  }
  return { ...station, switches } as unknown as Station
}

/** An event in each two days after those that teach, at the same rows for each strength. */
function withEvents(station: Station, strength: number, seed: number) {
  const next = createRandom(1_000 + seed)
  const rows = station.rows.map((row) => [...row])
  const events: number[] = []
  let from = taughtRows + Math.floor(next() * rowsADay)
  while (from + eventRows < rows.length) {
    for (let i = 0; i < eventRows; i += 1) {
      const shape = Math.exp(-0.5 * ((i - (eventRows - 1) / 2) / (eventRows / 4)) ** 2)
      event.forEach((share, column) => (rows[from + i]![column]! += share * strength * shape))
    }
    events.push(from)
    from += rowsADay + Math.floor(next() * 2 * rowsADay)
  }
  return { rows, events }
}

type ContextOf = (station: Station, row: number) => readonly number[]
const contexts: readonly (readonly [string, ContextOf])[] = [
  ['none', () => []],
  ['flow and pump', ({ pump }, row) => pump[row]!],
  ['flow, pump and gate', ({ pump, gate }, row) => [...pump[row]!, ...gate[row]!]],
  ['a gate without effect', ({ gate }, row) => gate[row]!],
]

function judge(station: Station, rows: Station['rows'], contextOf: ContextOf): Answer[] {
  const watch = createWatch({ width: pumped.length, alarmsPerDay: 0.1 })
  return rows.map((row, i) => watch.take(station.at[i]!, row, undefined, contextOf(station, i)))
}

const isNear = ({ switches }: Station, from: number) =>
  switches.some((row) => row > from - nearRows && row < from + eventRows)

function measure(contextOf: ContextOf, pump: Pump): string[] {
  let alarms = 0
  const found = strengths.map(() => [0, 0])
  const all = [0, 0]
  for (const seed of seeds) {
    const station = makeStation(seed, pump)
    const calm = judge(station, station.rows, contextOf)
    const none = station.rows.map(() => false)
    const table = { at: station.at, rows: station.rows }
    alarms += mergedAlarms(judgedRows(table, calm, none, taughtRows)).length
    strengths.forEach((strength, nth) => {
      const { rows, events } = withEvents(station, strength, seed)
      const answers = judge(station, rows, contextOf)
      for (const from of events) {
        const near = Number(isNear(station, from))
        if (nth === 0) all[near]! += 1
        if (answers.slice(from, from + eventRows).some(({ alarm }) => alarm))
          found[nth]![near]! += 1
      }
    })
  }
  const judgedDays = seeds.length * (days - taughtRows / rowsADay)
  const share = (count: number, near: number) => `${figure((100 * count) / all[near]!, 0)} %`
  return [
    figure(alarms / judgedDays),
    ...found.map(([apart, near]) => `${share(apart!, 0)}, ${share(near!, 1)}`),
  ]
}

export function benchContext(): void {
  for (const pump of pumps) {
    printTable(`made stations, a pump ${pump.name}, seeds ${seeds.join(', ')}`, [
      ['context', 'false a day', ...strengths.map((strength) => `${strength} widths: apart, near`)],
      ...contexts.map(([name, contextOf]) => [name, ...measure(contextOf, pump)]),
    ])
  }
}
