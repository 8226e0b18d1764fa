import { dayMs, minuteMs } from '../src/domain/time.ts'
import { createWatch } from '../models/joint/watch.ts'
import {
  bell,
  createRandom,
  figure,
  gaussian,
  printTable,
  readTable,
  readTexts,
  spreadOf,
  type Table,
} from './detect-run.ts'

/**
 * False alarms asked for beside those that come, over files that nobody has labelled and whose
 * alarms are taken for false, and over made series: the settings of `models/joint` may be chosen
 * by them. The alarms of the first two weeks, where the past is short, stand by themselves.
 */
const asked = [0.01, 0.1, 1]
const youngMs = 14 * dayMs
/** Planted events: rows of each, rows from one to the next, rows whose spread measures them. */
const eventRows = 24
const everyRows = 1_440
const spreadRows = 144
const strengths = [3, 6]

type Source = { readonly name: string; readonly tables: readonly Table[] }

const river = ['temp', 'cond', 'ph', 'do']
const sonde = ['conductance', 'dissolvedOxygen', 'pH', 'chlorophyll', 'turbidity', 'temperature']
const lakes = ['peter_2013', 'peter_2014', 'paul_2013', 'paul_2014', 'tuesday_2013', 'tuesday_2014']

async function loadSources(): Promise<Source[]> {
  const creek = 'neon-pringle-creek/prin_2019-07_2019-09.csv.gz'
  const sites = await readTexts(creek, 'timestamp_utc', ['site'])
  const both = await readTable(creek, 'timestamp_utc', sonde)
  const siteOf = (site: string): Table => {
    const rows = sites.rows.flatMap(([name], i) => (name === site ? [i] : []))
    return { at: rows.map((i) => both.at[i]!), rows: rows.map((i) => both.rows[i]!) }
  }
  const lakeOf = (lake: string) =>
    readTable(`cascade-lakes/${lake}_5min.csv.gz`, 'datetime', ['temp_c', 'chl', 'bga'])
  return [
    { name: 'creek', tables: [siteOf('upstream'), siteOf('downstream')] },
    {
      name: 'river',
      tables: await Promise.all(
        ['MS2017', 'MS2018'].map((year) =>
          readTable(`logan-river/${year}.csv.gz`, 'datetime', river, [-9999, 7999]),
        ),
      ),
    },
    { name: 'lakes', tables: await Promise.all(lakes.map(lakeOf)) },
    ...made.map(({ name, valueOf }) => ({
      name: `made, ${name}`,
      tables: [1, 2, 3].map((seed) => make(seed, valueOf)),
    })),
  ]
}

type Make = (next: () => number, before: number, row: number) => number

/** Of which the length makes a t distribution of three degrees of a gaussian over it. */
const triple = (next: () => number) => [0, 1, 2].map(() => gaussian(next) / Math.sqrt(3))

/** Each second day of a column, of a size whose variance has no end: then it dies away. */
const jump = (next: () => number) =>
  next() < 1 / 192 ? (next() < 0.5 ? -2 : 2) / Math.sqrt(1 - next()) : 0

/** What lies on 100 at each quarter hour, by what it was before. */
const made: readonly { readonly name: string; readonly valueOf: Make }[] = [
  { name: 'even noise', valueOf: gaussian },
  { name: 'slow noise', valueOf: (next, before) => 0.97 * before + 0.24 * gaussian(next) },
  { name: 'heavy tails', valueOf: (next) => gaussian(next) / Math.hypot(...triple(next)) },
  {
    name: 'noise that drifts',
    valueOf: (next, _before, row) => gaussian(next) * Math.exp(Math.sin(row / 700)),
  },
  { name: 'jumps', valueOf: (next, before) => 0.95 * before + 0.31 * gaussian(next) + jump(next) },
  { name: 'coarse', valueOf: (next, before) => Math.round(0.9 * before + 0.4 * gaussian(next)) },
]

function make(seed: number, valueOf: Make): Table {
  const next = createRandom(seed)
  const before = [0, 0, 0, 0]
  const rows = Array.from({ length: 20_000 }, (_, row) =>
    before.map((one, i) => {
      before[i] = valueOf(next, one, row)
      return 100 + before[i]
    }),
  )
  return { at: rows.map((_, row) => row * 15 * minuteMs), rows }
}

/** Each column of a table by itself. */
const split = ({ at, rows }: Table): Table[] =>
  rows[0]!.map((_, i) => ({ at, rows: rows.map((row) => [row[i]!]) }))

/** Alarms of rows that are young, and of the others, with the days of each. */
function count(tables: readonly Table[], alarmsPerDay: number) {
  const young = { alarms: 0, days: 0 }
  const old = { alarms: 0, days: 0 }
  for (const { at, rows } of tables) {
    const watch = createWatch({ width: rows[0]!.length, alarmsPerDay })
    const end = at[0]! + youngMs
    rows.forEach((row, i) => {
      const known = watch.events()
      watch.take(at[i]!, row)
      if (watch.events() > known) (at[i]! < end ? young : old).alarms += 1
    })
    young.days += youngMs / dayMs
    old.days += (at.at(-1)! - end) / dayMs
  }
  return [young, old]
}

/** A table with a Gaussian in every other column, each `everyRows` rows, in spreads of the rows before. */
function plant(table: Table, strength: number) {
  const rows = table.rows.map((row) => [...row])
  const starts: number[] = []
  for (let from = 3_000; from + eventRows < rows.length; from += everyRows) {
    starts.push(from)
    for (let column = 0; column < rows[0]!.length; column += 2) {
      const spread = spreadOf(table.rows.slice(from - spreadRows, from).map((row) => row[column]))
      for (let i = 0; i < eventRows; i += 1) {
        const value = rows[from + i]![column] ?? null
        if (value !== null) {
          rows[from + i]![column] = value + strength * spread * bell(i, eventRows)
        }
      }
    }
  }
  return { rows, starts }
}

/** Share of planted events in which an alarm begins or stands. */
function found(tables: readonly Table[], strength: number): string {
  let [hits, all] = [0, 0]
  for (const table of tables) {
    const { rows, starts } = plant(table, strength)
    const watch = createWatch({ width: rows[0]!.length, alarmsPerDay: 0.1 })
    const alarms = rows.map((row, i) => watch.take(table.at[i]!, row).alarm)
    all += starts.length
    hits += starts.filter((from) => alarms.slice(from, from + eventRows).some(Boolean)).length
  }
  return `${figure((100 * hits) / all, 0)} %`
}

export async function benchAsked(): Promise<void> {
  const lines = (await loadSources()).flatMap(({ name, tables }) =>
    [
      { what: 'together', of: tables },
      { what: 'alone', of: tables.flatMap(split) },
    ].map(({ what, of }) => [
      `${name}, ${what}`,
      ...asked.map((alarmsPerDay) => {
        const [young, old] = count(of, alarmsPerDay)
        return `${figure(young!.alarms / young!.days)}, ${figure(old!.alarms / old!.days)}`
      }),
      ...strengths.map((strength) => found(of, strength)),
    ]),
  )
  printTable('alarms a day that came: in the first two weeks, later; and planted events found', [
    ['columns', ...asked.map((one) => `asked ${one}`), ...strengths.map((one) => `${one} σ`)],
    ...lines,
  ])
}
