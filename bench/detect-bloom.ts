import {
  createBloomState,
  learnBloom,
  scoreBloom,
  type BloomMeasure,
  type BloomScore,
  type BloomSettings,
  type BloomSighting,
} from '../models/bloom/bloom-index.ts'
import { lakeSettings, lakeStartAt, readingsOf } from '../models/bloom/fake-lake.ts'
import type { ToldDay } from '../models/bloom/calibration.ts'
import { readCsv } from '../src/cli/csv-file.ts'
import { dayMs, formatInstant, hourMs, type Instant } from '../src/domain/time.ts'
import { plainCusum } from './detect-bloom-cusum.ts'
import { benchOutlook } from './detect-bloom-outlook.ts'
import { dataFolder, figure, printTable, readTable } from './detect-run.ts'

/** Days between two alarms that come by chance: as the shipped rule has it, and some nine seasons. */
const limits = [365, 1_000]
/** Times of the files are local; a day of the daily file is one value. */
const fileSettings: BloomSettings = { dayOffsetMs: 0, hoursMin: 1 }
/** As long as a lake-year of the files. */
const seasonDays = 113

type Lake = 'L' | 'R' | 'T'
const names = { L: 'Paul', R: 'Peter', T: 'Tuesday' }
/** Lake, year, first day of fertilisation, first day of the bloom; null: none. */
const lakeYears: readonly (readonly [Lake, number, number | null, number | null])[] = [
  ['T', 2013, 154, 208],
  ['R', 2014, 153, 210],
  ['T', 2014, 153, 231],
  ['R', 2013, 154, null],
  ['R', 2011, null, null],
  ['L', 2011, null, null],
  ['L', 2014, null, null],
  ['L', 2013, null, 149],
]

const atDay = (year: number, day: number) => Date.UTC(year, 0, day)
const dayOfYear = (year: number, at: Instant) => (at - atDay(year, 0)) / dayMs

/** Pigments of the probe each 5 min, oxygen and pH by day; in 2011 all by day, without phycocyanin. */
async function readLake(lake: Lake, year: number): Promise<BloomSighting[]> {
  const sightings: BloomSighting[] = []
  const take = (at: Instant, measure: BloomMeasure, value: number | null | undefined) => {
    if (typeof value === 'number' && Number.isFinite(value)) sightings.push({ at, measure, value })
  }
  const hasProbe = year > 2011
  for await (const row of readCsv<Record<string, string>>(
    `${dataFolder}/cascade-lakes/daily_2011_2014.csv.gz`,
    { columns: true },
    'csv-file',
  )) {
    if (row['lake'] !== lake || Number(row['year']) !== year) continue
    const at = atDay(year, Number(row['doy'])) + 12 * hourMs
    const cell = (name: string) => (row[name] === '' ? null : Number(row[name]))
    take(at, 'oxygen', cell('do_sat'))
    take(at, 'ph', cell('ph'))
    if (!hasProbe) take(at, 'chla', cell('manual_chl'))
  }
  if (!hasProbe) return sightings
  const file = `cascade-lakes/${names[lake].toLowerCase()}_${year}_5min.csv.gz`
  const { at, rows } = await readTable(file, 'datetime', ['temp_c', 'chl', 'bga'])
  rows.forEach(([temperature, chl, bga], i) => {
    take(at[i]!, 'temperature', temperature)
    take(at[i]!, 'chla', chl)
    take(at[i]!, 'phycocyanin', bga)
  })
  return sightings.toSorted((a, b) => a.at - b.at)
}

/** The score as it stood when each day had closed, told on the day after. */
function runIndex(
  own: readonly BloomSighting[],
  reference: readonly BloomSighting[],
  settings = fileSettings,
) {
  const state = createBloomState()
  const both = [...own, ...reference.map((one) => ({ ...one, isReference: true }))]
  const told: { at: Instant; score: BloomScore }[] = []
  for (const sighting of both.toSorted((a, b) => a.at - b.at)) {
    if (!learnBloom(state, settings, sighting)) continue
    const at = Math.floor(sighting.at / dayMs) * dayMs
    told.push({ at, score: scoreBloom(state, settings, at) })
  }
  return told
}

type Told = ReturnType<typeof runIndex>

/** Waters in which nobody added anything; whether they bloomed is not recorded. */
const naturalSites = ['BARC', 'CRAM', 'PRPO', 'BLWA']

async function readSites(): Promise<Map<string, BloomSighting[]>> {
  const sites = new Map(naturalSites.map((site) => [site, [] as BloomSighting[]]))
  const file = `${dataFolder}/neon-aquatics-daily/neon_dev.csv.gz`
  const rows = readCsv<Record<string, string>>(file, { columns: true }, 'csv-file')
  for await (const row of rows) {
    const sightings = sites.get(row['site_id'] ?? '')
    if (sightings === undefined) continue
    const at = Date.parse(`${row['date']}T12:00:00Z`)
    const cell = (name: string) => Number(row[name] === '' ? NaN : row[name])
    const temperature = cell('temperature')
    const oxygen = (cell('oxygen') * 100 * (31.6 + temperature)) / 468
    const values = [
      { at, measure: 'temperature', value: temperature },
      { at, measure: 'oxygen', value: oxygen },
      { at, measure: 'chla', value: cell('chla') },
    ] as const
    sightings.push(...values.filter(({ value }) => Number.isFinite(value)))
  }
  return sites
}

/** Alarms at most three days apart are one, as the rule has it. */
function alarmsOf(told: Told, limit: number): string[] {
  const days = told.filter(({ score }) => ratioOf(score) >= limit)
  return days
    .filter(({ at }, i) => i === 0 || at - days[i - 1]!.at > 3 * dayMs)
    .map(({ at }) => formatInstant(at).slice(0, 10))
}

const ratioOf = (score: BloomScore) => (score.kind === 'scored' ? score.ratio : 0)

/** Day of an alarm, and how many days before the bloom. */
function dayAndLead(at: Instant | null, year: number, bloom: number | null): string {
  if (at === null) return bloom === null ? 'none' : 'missed'
  const day = dayOfYear(year, at)
  return bloom === null ? `${day}` : `${day} (${bloom - day})`
}

/** First alarm under each limit, what drove the first, and the height reached. */
function describe(told: Told, year: number, bloom: number | null): string[] {
  const alarms = limits.map((limit) => told.find(({ score }) => ratioOf(score) >= limit))
  const first = alarms[0]?.score
  const driver = first?.kind === 'scored' ? first.drivers[0] : undefined
  const highest = Math.max(...told.map(({ score }) => ratioOf(score)))
  return [
    ...alarms.map((alarm) => dayAndLead(alarm?.at ?? null, year, bloom)),
    driver === undefined ? '-' : `${driver.measure} ${driver.what}`,
    Math.round(highest).toLocaleString('en'),
  ]
}

export async function benchBloom(): Promise<void> {
  const alone = await benchLakes('without reference', lakeYears, false)
  // Paul is the reference.
  const isJudged = ([lake]: (typeof lakeYears)[number]) => lake !== 'L'
  const beside = await benchLakes('with Paul', lakeYears.filter(isJudged), true)
  benchOutlook({ alone, beside })
  await benchNatural()
  benchSteady()
}

function beforeBloom(told: Told, year: number, bloom: number | null): ToldDay[] {
  return told.flatMap(({ at, score }) => {
    const daysToBloom = bloom === null ? null : bloom - dayOfYear(year, at)
    if (score.kind !== 'scored' || (daysToBloom !== null && daysToBloom <= 0)) return []
    return [{ ...score, daysToBloom }]
  })
}

/** @returns of each lake-year that counts, the days on which the index spoke before a bloom */
async function benchLakes(
  how: string,
  judged: typeof lakeYears,
  isBeside: boolean,
): Promise<ToldDay[][]> {
  const lines: string[][] = []
  const years: ToldDay[][] = []
  for (const [lake, year, fertilised, bloom] of judged) {
    const own = await readLake(lake, year)
    const reference = isBeside ? await readLake('L', year) : []
    const told = runIndex(own, reference)
    // Paul 2013 crossed its threshold before the index knew it, unfertilised: it counts as neither.
    if (lake !== 'L' || bloom === null) years.push(beforeBloom(told, year, bloom))
    lines.push([
      `${names[lake]} ${year}`,
      fertilised === null ? 'never' : `${fertilised}`,
      bloom === null ? 'none' : `${bloom}`,
      ...describe(told, year, bloom),
      dayAndLead(plainCusum(own, reference), year, bloom),
    ])
  }
  printTable(`cascade-lakes, ${how}: day of the first alarm (days before the bloom)`, [
    ['lake-year', 'fertilised from', 'bloom'].concat(
      limits.map((limit) => `1 in ${limit} d`),
      ['driver', 'highest', 'plain CUSUM'],
    ),
    ...lines,
  ])
  return years
}

async function benchNatural(): Promise<void> {
  const lines = [...(await readSites())].map(([site, sightings]) => {
    const told = runIndex(sightings, [])
    const days = told.filter(({ score }) => score.kind === 'scored').length
    return [site, `${days}`, ...limits.map((limit) => alarmsOf(told, limit).join(', ') || 'none')]
  })
  printTable('neon-aquatics-daily, chlorophyll and oxygen', [
    ['site', 'days judged', ...limits.map((limit) => `alarms, 1 in ${limit} d`)],
    ...lines,
  ])
}

/** Lakes made to stay as they are, each measure autocorrelated by a half from day to day. */
function benchSteady(): void {
  const lakes = Array.from({ length: 40 }, (_, n) => readingsOf({ seed: 100 + n, days: 365 }))
  const runs = lakes.map((lake) => runIndex(lake, [], lakeSettings))
  const days = runs.flat().filter(({ score }) => score.kind === 'scored').length
  const seasonEndsAt = lakeStartAt + seasonDays * dayMs
  const lines = limits.map((limit) => {
    const alarms = runs.flatMap((told) => alarmsOf(told, limit)).length
    const early = runs.filter((told) =>
      told.some(({ at, score }) => at <= seasonEndsAt && ratioOf(score) >= limit),
    ).length
    const rate = figure((1_000 * alarms) / days, 2)
    return [`index, 1 in ${limit} d`, `${alarms}`, rate, figure(1_000 / limit, 2), `${early}`]
  })
  const season = lakes.map((lake) => lake.filter(({ at }) => at < seasonEndsAt))
  const plain = season.filter((lake) => plainCusum(lake, []) !== null).length
  printTable(`40 made lakes that stay as they are, ${days.toLocaleString('en')} days judged`, [
    ['detector', 'alarms', 'in 1,000 days', 'budget', `lakes alarmed in ${seasonDays} days`],
    ...lines,
    ['plain CUSUM', '-', '-', '-', `${plain}`],
  ])
}
