import { median } from 'simple-statistics'
import { dekadOf, dekadsPerYear } from '../models/trend/dekads.ts'
import { limitOf } from '../models/trend/limit.ts'
import type { Scale } from '../models/scale.ts'
import { createTrend, type TrendScore } from '../models/trend/trend.ts'
import { readCsv } from '../src/cli/csv-file.ts'
import { dayMs, formatInstant, hourMs, type Instant } from '../src/domain/time.ts'
import { createRandom, dataFolder, figure, printTable, readTable } from './detect-run.ts'

/**
 * Slow trends on series that are real but for what is planted. Fixed before any of them was looked
 * at: the budget of false alarms, by which the limit is set, and the share that a level must change by.
 */
const alarmsPerYear = 0.02
const shareLeast = 0.2
const limit = limitOf(alarmsPerYear)
/** An alarm ends after two dekads without it, as the rule has it. */
const quietToEnd = 3

type Value = { readonly at: Instant; readonly value: number }
type Series = {
  readonly name: string
  readonly nature: Scale
  readonly worse: 1 | -1
  readonly values: readonly Value[]
}

const logScale: Scale = { scale: 'log', decimals: 3 }
const linear: Scale = { scale: 'linear', decimals: 2 }
const slotMs = 4 * hourMs

/** Daily means of 16 waters, of which none is known to have got worse. */
async function readNeon(): Promise<Series[]> {
  const sites = new Map<string, { chla: Value[]; oxygen: Value[] }>()
  const file = `${dataFolder}/neon-aquatics-daily/neon_dev.csv.gz`
  for await (const row of readCsv<Record<string, string>>(file, { columns: true }, 'csv-file')) {
    const site = row['site_id'] ?? ''
    const known = sites.get(site) ?? { chla: [], oxygen: [] }
    sites.set(site, known)
    const at = Date.parse(`${row['date']}T04:00:00Z`)
    for (const name of ['chla', 'oxygen'] as const) {
      if (row[name] !== '') known[name].push({ at, value: Number(row[name]) })
    }
  }
  return [...sites].flatMap(([site, { chla, oxygen }]): Series[] => [
    { name: `${site} chla`, nature: logScale, worse: 1, values: chla },
    { name: `${site} oxygen`, nature: linear, worse: -1, values: oxygen },
  ])
}

/** The readings of each 4 h, as an analyser would send them. */
function slots(at: readonly Instant[], values: readonly (number | null)[]): Value[] {
  return at.flatMap((one, i) => {
    const value = values[i] ?? null
    if (one % slotMs !== 0 || value === null || Number.isNaN(value)) return []
    return [{ at: one, value }]
  })
}

/** Main Street, raw, 2017 to March 2020: the one water of the folder with three years. */
async function readLogan(): Promise<Series[]> {
  const files = ['MS2017', 'MS2018', 'MainStreet2019', 'MainStreet2020']
  const tables = await Promise.all(
    files.map((file) =>
      readTable(`logan-river/${file}.csv.gz`, 'datetime', ['cond', 'do'], [-9999, 7999]),
    ),
  )
  const column = (k: number) =>
    tables.flatMap(({ at, rows }) =>
      slots(
        at,
        rows.map((row) => row[k] ?? null),
      ),
    )
  return [
    { name: 'Main Street cond', nature: linear, worse: 1, values: column(0) },
    { name: 'Main Street do', nature: linear, worse: -1, values: column(1) },
  ]
}

/** No water, but longer: three to six years of air, the four stations of one city nearly alike. */
async function readAir(): Promise<Series[]> {
  const stations = ['Aotizhongxin', 'Changping', 'Dongsi', 'Shunyi'].map((station) => ({
    file: `beijing-multisite/${station}_2013-03_2016-02.csv.gz`,
    columns: ['PM2.5', 'PM10', 'SO2', 'NO2', 'CO', 'O3'],
  }))
  const files = [
    ...stations,
    { file: 'beijing-pm25-2010-2014/prsa_2010_2014.csv.gz', columns: ['pm2.5'] },
    { file: 'five-cities-pm25/chengdu_2010_2015.csv.gz', columns: ['PM_US Post'] },
    { file: 'five-cities-pm25/shenyang_2010_2015.csv.gz', columns: ['PM_US Post'] },
  ]
  const read = files.map(async ({ file, columns }) => {
    const { at, rows } = await readTable(file, 'datetime', columns)
    const place = file.split('/')[1]!.split('_')[0]!
    return columns.map((column, k) => {
      const values = slots(
        at,
        rows.map((row) => row[k] ?? null),
      )
      return { name: `${place} ${column}`, nature: logScale, worse: 1 as const, values }
    })
  })
  return (await Promise.all(read)).flat()
}

type Look = { readonly at: Instant; readonly score: TrendScore }

/** What is told at the close of each dekad. */
function lookThrough({ nature, worse, values }: Series): Look[] {
  const trend = createTrend(nature)
  return values.flatMap(({ at, value }) =>
    trend.learn(at, value) ? [{ at, score: trend.score({ worse, limit: null }) }] : [],
  )
}

const isAlarm = ({ score }: Look) =>
  score.kind === 'changed' && score.z >= limit && score.share >= shareLeast

/** The first look of each alarm. */
function alarmsOf(looks: readonly Look[], holds: (look: Look, i: number) => boolean): Look[] {
  let quiet = quietToEnd
  return looks.filter((look, i) => {
    const begins = holds(look, i) && quiet >= quietToEnd
    quiet = holds(look, i) ? 0 : quiet + 1
    return begins
  })
}

/** The plain way: the last quarter's median against that of the same quarter a year before. */
function yearOnYear({ worse, values }: Series, looks: readonly Look[]): boolean[] {
  const quarter = dekadsPerYear / 4
  const known = values.map(({ at, value }) => ({ dekad: dekadOf(at), value }))
  return looks.map(({ at }) => {
    const now = dekadOf(at)
    const of = (from: number) =>
      known.flatMap(({ dekad, value }) => (dekad >= from && dekad < from + quarter ? [value] : []))
    const [recent, before] = [of(now - quarter), of(now - quarter - dekadsPerYear)]
    if (recent.length < quarter || before.length < quarter) return false
    const ratio = median(recent) / median(before)
    return worse === 1 ? ratio >= 1 + shareLeast : ratio <= 1 - shareLeast
  })
}

const yearsOf = (looks: readonly Look[]) =>
  looks.filter(({ score }) => score.kind !== 'warming').length / dekadsPerYear

function benchUntouched(what: string, series: readonly Series[]): void {
  const runs = series.map((one) => ({ one, looks: lookThrough(one) }))
  const judged = runs.filter(({ looks }) => yearsOf(looks) > 0)
  const years = judged.reduce((sum, { looks }) => sum + yearsOf(looks), 0)
  const alarms = judged.flatMap(({ one, looks }) =>
    alarmsOf(looks, isAlarm).map((look) => ({ one, look })),
  )
  const plain = judged.reduce((sum, { one, looks }) => {
    const worse = yearOnYear(one, looks)
    return sum + alarmsOf(looks, ({ score }, i) => score.kind !== 'warming' && worse[i]!).length
  }, 0)
  printTable(
    `${what}, untouched: ${judged.length} series, ${figure(years, 1)} series-years judged`,
    [
      ['detector', 'alarms', 'a series-year', 'budget'],
      ['ours', `${alarms.length}`, figure(alarms.length / years, 3), figure(alarmsPerYear, 3)],
      ['year on year', `${plain}`, figure(plain / years, 3), '-'],
    ],
  )
  const told = alarms.flatMap(({ one, look: { at, score } }) =>
    score.kind !== 'changed'
      ? []
      : [[one.name, formatInstant(at).slice(0, 10), ...changeCells(score)]],
  )
  if (told.length > 0) {
    const head = ['series', 'told', 'type', 'since', 'z', 'expected', 'came']
    printTable(`${what}: what was told of the untouched series`, [head, ...told])
  }
}

function changeCells(score: TrendScore & { readonly kind: 'changed' }): string[] {
  const { shape, sinceAt, z, expected, came } = score
  const since = formatInstant(sinceAt).slice(0, 10)
  return [shape, since, figure(z, 1), figure(expected, 2), figure(came, 2)]
}

const sizes = [0.25, 0.5, 1]
const rampDays = 180
const seeds = [1, 2, 3]
/** A change is looked for within a year; so long must the series go on at least. */
const roomDays = 200
const foundWithinDays = 365

type Planted = { readonly isGradual: boolean; readonly size: number }

/** Worse by a factor of 1 + size from a time on, at once or over half a year. */
function planted(series: Series, from: Instant, { isGradual, size }: Planted): Series {
  const values = series.values.map(({ at, value }) => {
    const grown = isGradual ? Math.min(Math.max((at - from) / (rampDays * dayMs), 0), 1) : 1
    const factor = at < from ? 1 : (1 + size) ** grown
    return { at, value: series.worse === 1 ? value * factor : value / factor }
  })
  return { ...series, values }
}

type Found = { readonly days: number | null; readonly type: boolean }

function search(series: Series, from: Instant, what: Planted): Found {
  const looks = lookThrough(planted(series, from, what))
  const first = looks.find((look) => look.at > from && isAlarm(look))
  if (first?.score.kind !== 'changed') return { days: null, type: false }
  const days = (first.at - from) / dayMs
  if (days > foundWithinDays) return { days: null, type: false }
  return { days, type: first.score.shape === (what.isGradual ? 'gradual' : 'sudden') }
}

function benchPlanted(what: string, series: readonly Series[]): void {
  const places = series.flatMap((one) => {
    const looks = lookThrough(one)
    const known = looks.find(({ score }) => score.kind !== 'warming')
    const room = (one.values.at(-1)?.at ?? 0) - roomDays * dayMs - (known?.at ?? Infinity)
    // A series that is told as it stands shows nothing of what is planted.
    if (!(room > 0) || looks.some(isAlarm)) return []
    return seeds.map((seed) => ({ one, from: known!.at + createRandom(seed)() * room }))
  })
  const lines = [false, true].flatMap((isGradual) =>
    sizes.map((size) => {
      const found = places.map(({ one, from }) => search(one, from, { isGradual, size }))
      const told = found.filter(({ days }) => days !== null)
      const share = (of: number, all: number) =>
        all === 0 ? '-' : `${Math.round((100 * of) / all)} %`
      const delays = told.map(({ days }) => days!)
      return [
        isGradual ? `gradual, over ${rampDays} d` : 'sudden',
        `× ${1 + size}`,
        `${told.length}/${found.length} (${share(told.length, found.length)})`,
        delays.length === 0 ? '-' : `${Math.round(median(delays))}`,
        share(told.filter(({ type }) => type).length, told.length),
      ]
    }),
  )
  printTable(`${what}, planted in ${places.length / seeds.length} series, seeds 1 to 3`, [
    ['change', 'worse by', 'found within a year', 'median delay d', 'type right'],
    ...lines,
  ])
}

/** Made series without change: dekads autocorrelated as said, a season beside them, eight years. */
function benchMade(): void {
  const series = 25
  const lines = [0, 0.3, 0.6, 0.8, 0.9].map((kept) => {
    const runs = Array.from({ length: series }, (_, n) => lookThrough(madeSeries(kept, n)))
    const years = runs.reduce((sum, looks) => sum + yearsOf(looks), 0)
    const rate = (least: number) => {
      const over = ({ score }: Look) => score.kind === 'changed' && score.z >= least
      return figure(runs.reduce((sum, looks) => sum + alarmsOf(looks, over).length, 0) / years)
    }
    return [`${kept}`, figure(years, 0), ...[3, 3.5, 4, 4.5, limit, 5.5].map(rate)]
  })
  const heads = [3, 3.5, 4, 4.5, limit, 5.5].map((least) => `z ≥ ${figure(least, 2)}`)
  printTable('made series that stay as they are: alarms a series-year', [
    ['autocorrelation', 'series-years', ...heads],
    ...lines,
  ])
}

function madeSeries(kept: number, seed: number): Series {
  const draw = createRandom(20_261_128 + 997 * seed + 100 * kept)
  const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
  const startAt = Date.UTC(2015, 0, 5)
  let wander = normal()
  const values = Array.from({ length: 8 * dekadsPerYear }, (_, n) => {
    wander = kept * wander + Math.sqrt(1 - kept ** 2) * normal()
    const at = startAt + (n * 365.25 * dayMs) / dekadsPerYear
    const season = 2 * Math.cos((2 * Math.PI * n) / dekadsPerYear)
    return { at, value: 100 + season + wander }
  })
  return { name: 'made', nature: linear, worse: 1, values }
}

export async function benchTrend(): Promise<void> {
  const waters = [...(await readNeon()), ...(await readLogan())]
  benchUntouched('waters', waters)
  benchPlanted('waters', waters)
  benchUntouched('air', await readAir())
  benchMade()
}
