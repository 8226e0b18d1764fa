import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import type { Instant } from '../src/domain/time.ts'
import { dayMs, hourMs } from '../src/domain/time.ts'
import { stepMeans, type Grid } from '../models/forecasters/grid.ts'
import { compassParts } from '../models/forecasters/compass.ts'
import { parseFileTime } from '../src/cli/file-time.ts'

/** One series of the comparison, with its protocol. */
export type BenchSeries = {
  readonly set: string
  readonly name: string
  readonly stepMs: number
  readonly files: readonly string[]
  readonly time: string
  readonly target: string
  readonly features: readonly string[]
  readonly missing: readonly number[]
  readonly where?: readonly [column: string, value: string]
  /** Of a column: the column of its quality flag and the flag of values that passed. */
  readonly passed?: (column: string) => readonly [flag: string, passed: string]
  readonly testFrom: string
  readonly testTo?: string
  readonly horizons: readonly number[]
  /** Air series: the reference ridge sees the year and no difference from the day's mean. */
  readonly air: boolean
}

type Rows = { readonly at: Instant; readonly cells: Readonly<Record<string, string>> }[]
const cache = new Map<string, Rows>()

function rowsOf(folder: string, file: string, time: string): Rows {
  const path = join(folder, file)
  let rows = cache.get(path)
  if (rows === undefined) {
    const cells = parse<Rows[0]['cells']>(gunzipSync(readFileSync(path)), { columns: true })
    rows = cells.map((row) => ({ at: parseFileTime(row[time]!)!, cells: row }))
    cache.set(path, rows)
    if (cache.size > 4) cache.delete(cache.keys().next().value!)
  }
  return rows
}

/** The series on its steps, averaged. */
export function loadSeries(folder: string, series: BenchSeries): Grid {
  const [column, value] = series.where ?? []
  const rows = series.files
    .flatMap((file) => rowsOf(folder, file, series.time))
    .filter(({ cells }) => column === undefined || cells[column] === value)
  let first = Infinity
  let last = -Infinity
  for (const { at } of rows) {
    first = Math.min(first, at)
    last = Math.max(last, at)
  }
  const startAt = Math.floor(first / series.stepMs) * series.stepMs
  const steps = Math.floor((last - startAt) / series.stepMs) + 1
  const numberOf = (text: string | undefined) => {
    const number = text === undefined || text === '' ? NaN : Number(text)
    return series.missing.includes(number) ? NaN : number
  }
  const valueOf = (cells: Rows[0]['cells'], name: string) => {
    const [flag, passed] = series.passed?.(name) ?? []
    return flag === undefined || cells[flag] === passed ? numberOf(cells[name]) : NaN
  }
  const meansOf = (read: (cells: Rows[0]['cells']) => number) => {
    const means = stepMeans(series.stepMs)
    for (const { at, cells } of rows) means.add(at, read(cells))
    return means.over(startAt, steps)
  }
  const features = series.features.flatMap((name) => {
    const words = rows.some(({ cells }) => compassParts(cells[name] ?? '') !== null)
    const parts = words ? [0, 1] : [null]
    return parts.map((part) => ({
      name: part === null ? name : `${name}-${part}`,
      knownAhead: false,
      values: meansOf((cells) =>
        part === null ? valueOf(cells, name) : (compassParts(cells[name] ?? '')?.[part] ?? NaN),
      ),
    }))
  })
  return {
    startAt,
    stepMs: series.stepMs,
    target: meansOf((cells) => valueOf(cells, series.target)),
    features,
  }
}

const hours = (...counts: number[]) => counts

const water = (
  set: string,
  files: readonly string[],
  time: string,
  testFrom: string,
  rest: Partial<BenchSeries> = {},
) => ({
  set,
  files,
  time,
  testFrom,
  stepMs: hourMs,
  missing: [-9999, 7999],
  horizons: hours(1, 24, 72),
  air: false,
  ...rest,
})

function logan(): BenchSeries[] {
  const main = ['do', 'temp', 'ph', 'cond'].map((target) => ({
    ...water('logan-river', ['MS2017.csv.gz', 'MS2018.csv.gz'], 'datetime', '2018-01-01'),
    name: `MainStreet ${target}`,
    target,
    features: ['do', 'temp', 'ph', 'cond'].filter((other) => other !== target),
  }))
  const others = ['TonyGrove', 'BlackSmithFork'].flatMap((site) => {
    const columns = ['do', 'temp', 'turb', 'ph']
    return columns.map((column) => ({
      ...water('logan-river', [`${site}2019.csv.gz`], 'datetime', '2019-07-01'),
      name: `${site} ${column}`,
      target: `${column}_cor`,
      features: [...columns.filter((other) => other !== column), 'cond'].map((c) => `${c}_cor`),
    }))
  })
  return [...main, ...others]
}

function swmp(): BenchSeries[] {
  const columns = ['do_mgl', 'temp', 'sal', 'turb', 'ph', 'depth']
  return columns.slice(0, 5).map((target) => ({
    ...water('swmp-apalachicola', ['apacpwq_2012.csv.gz'], 'datetimestamp', '2012-09-01'),
    name: `Cat Point ${target}`,
    target,
    passed: (column: string) => [`f_${column}`, '<0>'] as const,
    features: columns.filter((other) => other !== target),
  }))
}

function brisbane(): BenchSeries[] {
  const columns = ['Chlorophyll', 'Dissolved Oxygen', 'Temperature', 'Turbidity', 'pH', 'Salinity']
  return columns.map((target) => ({
    ...water('brisbane-buoy', ['brisbane_2023-08_2024-03.csv.gz'], 'Timestamp', '2024-02-01'),
    name: target,
    target,
    features: columns.filter((other) => other !== target),
  }))
}

function pringle(): BenchSeries[] {
  const columns = ['chlorophyll', 'dissolvedOxygen', 'turbidity', 'conductance']
  return ['upstream', 'downstream'].flatMap((site) =>
    columns
      .filter((target) => site === 'upstream' || target !== 'turbidity')
      .map((target) => ({
        ...water(
          'neon-pringle-creek',
          ['prin_2019-07_2019-09.csv.gz'],
          'timestamp_utc',
          '2019-09-01',
        ),
        where: ['site', site] as const,
        name: `${site} ${target}`,
        target,
        features: [...columns, 'pH', 'level', 'temperature'].filter((other) => other !== target),
      })),
  )
}

function cascade(): BenchSeries[] {
  const columns = ['chl', 'bga', 'temp_c']
  return ['peter', 'paul', 'tuesday'].flatMap((lake) =>
    columns.map((target) => ({
      ...water(
        'cascade-lakes',
        [`${lake}_2013_5min.csv.gz`, `${lake}_2014_5min.csv.gz`],
        'datetime',
        '2014-01-01',
      ),
      name: `${lake} ${target}`,
      target,
      features: columns.filter((other) => other !== target),
    })),
  )
}

function air(): BenchSeries[] {
  const horizons = hours(1, 24, 48, 72)
  const weather = ['TEMP', 'PRES', 'DEWP', 'RAIN', 'wd', 'WSPM']
  const pollutants = ['PM2.5', 'PM10', 'O3', 'NO2']
  const beijing = ['Aotizhongxin', 'Changping', 'Dongsi', 'Shunyi'].flatMap((station) =>
    pollutants.map((target) => ({
      ...water(
        'beijing-multisite',
        [`${station}_2013-03_2016-02.csv.gz`],
        'datetime',
        '2015-03-01',
      ),
      ...{ air: true, horizons },
      name: `${station} ${target}`,
      target,
      features: [...pollutants, 'SO2', 'CO', ...weather].filter((other) => other !== target),
    })),
  )
  const cities = ['chengdu', 'shenyang'].map((city) => ({
    ...water('five-cities-pm25', [`${city}_2010_2015.csv.gz`], 'datetime', '2015-01-01'),
    ...{ air: true, horizons },
    name: city,
    target: 'PM_US Post',
    features: ['DEWP', 'HUMI', 'PRES', 'TEMP', 'cbwd', 'Iws', 'precipitation'],
  }))
  const embassy = {
    ...water('beijing-pm25-2010-2014', ['prsa_2010_2014.csv.gz'], 'datetime', '2014-01-01'),
    ...{ air: true, horizons },
    name: 'beijing',
    target: 'pm2.5',
    features: ['DEWP', 'TEMP', 'PRES', 'cbwd', 'Iws', 'Is', 'Ir'],
  }
  return [...beijing, ...cities, embassy]
}

const neonSites =
  'ARIK BLDE CARI CUPE HOPB LECO MART MCDI OKSR PRIN SYCA WALK BARC CRAM PRPO BLWA'.split(' ')

/** Daily series; horizons of every day to 30. */
export function neonDaily(): BenchSeries[] {
  return ['oxygen', 'temperature', 'chla'].flatMap((target) =>
    neonSites.map((site) => ({
      ...water('neon-aquatics-daily', ['neon_dev.csv.gz'], 'date', '2022-01-01'),
      stepMs: dayMs,
      horizons: Array.from({ length: 30 }, (_, day) => day + 1),
      where: ['site_id', site] as const,
      name: `${site} ${target}`,
      target,
      features: ['air_tmp', 'oxygen', 'temperature'].filter((other) => other !== target),
    })),
  )
}

export const hourlySeries = (): BenchSeries[] => [
  ...logan(),
  ...swmp(),
  ...brisbane(),
  ...pringle(),
  ...cascade(),
  ...air(),
]

/** Folder of a series below the folder of all data. */
export const folderOf = (data: string, series: BenchSeries): string => join(data, series.set)
