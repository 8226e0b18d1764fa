/**
 * Forecast skill beside persistence, the seasonal naive forecast and the reference ridge, on the
 * protocols of the data's READMEs, one configuration for all.
 *
 *     npm run bench:forecast -- [--data FOLDER] [--sets a,b] [--only REGEXP]
 *       [--every 1] [--horizons 24,72] [--short] [--develop]
 *
 * With `--develop` the rows of the protocols' test windows are not read at all: the last quarter of
 * what comes before them is judged, of daily series the last 180 days, so that choices can be made
 * without having seen them.
 */
import { parseArgs } from 'node:util'
import { levelIndex } from '../models/forecasters/levels.ts'
import { rollOrigins } from '../models/forecasters/rolling-origins.ts'
import { createScores, crpsOf, type Scores } from '../models/forecasters/scores.ts'
import type { Grid } from '../models/forecasters/grid.ts'
import { parseFileTime } from '../src/cli/file-time.ts'
import { folderOf, hourlySeries, loadSeries, neonDaily, type BenchSeries } from './forecast-data.ts'
import { referenceRidge } from './forecast-ridge.ts'

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    sets: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    every: { type: 'string', default: '1' },
    horizons: { type: 'string', default: '' },
    short: { type: 'boolean', default: false },
    develop: { type: 'boolean', default: false },
  },
})
const sets = options.sets.split(',').filter((set) => set !== '')
const only = new RegExp(options.only)
const isAsked = ({ set, name }: BenchSeries) =>
  (sets.length === 0 || sets.includes(set)) && only.test(`${set}: ${name}`)
const asked = options.horizons.split(',').filter((text) => text !== '')
const horizonsOf = ({ horizons }: BenchSeries) =>
  asked.length === 0 ? horizons : horizons.filter((h) => asked.includes(String(h)))
const every = options.short ? 25 : Number(options.every)

type Errors = { n: number; absolute: number; square: number }
const noErrors = (): Errors => ({ n: 0, absolute: 0, square: 0 })
function addError(errors: Errors, error: number): void {
  errors.n += 1
  errors.absolute += Math.abs(error)
  errors.square += error * error
}
const mae = ({ n, absolute }: Errors) => absolute / n
const rmse = ({ n, square }: Errors) => Math.sqrt(square / n)
const show = (value: number) => String(Number(value.toPrecision(3)))
const percent = (share: number) => `${(100 * share).toFixed(1)} %`

type Line = {
  readonly series: BenchSeries
  readonly horizon: number
  readonly maeRatio: number
  readonly rmseRatio: number
  readonly judged: Judged
}
type Coverage = { n: number; in80: number; in95: number }
const lines: Line[] = []
const pooled = new Map<string, Coverage>()
const single: { name: string; in80: number }[] = []

function cover(key: string, inside80: boolean, inside95: boolean): void {
  const sum = pooled.get(key) ?? { n: 0, in80: 0, in95: 0 }
  pooled.set(key, sum)
  sum.n += 1
  sum.in80 += inside80 ? 1 : 0
  sum.in95 += inside95 ? 1 : 0
}

type Judged = Record<'ours' | 'ridge' | 'persistence' | 'naive' | 'climatology', Errors>
const noneJudged = (): Judged => ({
  ours: noErrors(),
  ridge: noErrors(),
  persistence: noErrors(),
  naive: noErrors(),
  climatology: noErrors(),
})

/**
 * The grid to judge, and its first judged target.
 *
 * @param judged  steps to judge before the test window, where that is not read
 */
function judgedPart(
  series: BenchSeries,
  whole: Grid,
  judged: (before: number) => number,
): { grid: Grid; from: number } {
  const testFrom = Math.round((parseFileTime(series.testFrom)! - whole.startAt) / whole.stepMs)
  if (!options.develop) return { grid: whole, from: testFrom }
  const before = (values: Float64Array) => values.slice(0, testFrom)
  const features = whole.features.map((one) => ({ ...one, values: before(one.values) }))
  const grid = { ...whole, target: before(whole.target), features }
  return { grid, from: testFrom - judged(testFrom) }
}

/** A quarter, a year of hours at the most. */
const developHours = (before: number) => Math.min(Math.round(before / 4), 365 * 24)
/** Six windows of 30 days, which leave half of what is known to learn from. */
const developDays = () => 180

/** All are scored on the same targets: those of the test window that the ridge can answer. */
function benchHourly(series: BenchSeries, whole: Grid): void {
  const { grid, from } = judgedPart(series, whole, developHours)
  const horizons = horizonsOf(series)
  const ridges = new Map(
    horizons.map((h) => [h, referenceRidge(grid, h, from, series.air)] as const),
  )
  const sums = new Map(horizons.map((h) => [h, noneJudged()] as const))
  const scores = new Map(horizons.map((h) => [h, createScores()] as const))
  // The first test target is the first of the test window: its origin lies before it.
  const plan = { horizons, from: from - 1, to: grid.target.length, every }
  const startedAt = performance.now()
  rollOrigins(grid, plan, ({ origin, horizon, quantiles }, observed, nulls) => {
    const ridge = ridges.get(horizon)![origin]!
    if (Number.isNaN(observed) || Number.isNaN(ridge)) return
    const judged = sums.get(horizon)!
    const median = levelIndex.median
    addError(judged.ours, quantiles[median]! - observed)
    addError(judged.ridge, ridge - observed)
    addError(judged.persistence, nulls.persistence.quantiles[median]! - observed)
    addError(judged.naive, nulls['seasonal-naive'].quantiles[median]! - observed)
    addError(judged.climatology, nulls.climatology.quantiles[median]! - observed)
    scores.get(horizon)!.add(quantiles, observed)
    const inside = (low: number, high: number) =>
      observed >= quantiles[low]! && observed <= quantiles[high]!
    const inside80 = inside(levelIndex.low80, levelIndex.high80)
    const inside95 = inside(levelIndex.low95, levelIndex.high95)
    const month = new Date(grid.startAt + (origin + horizon) * grid.stepMs).getUTCMonth()
    const season = ['winter', 'spring', 'summer', 'autumn'][Math.floor(((month + 1) % 12) / 3)]!
    cover(`${horizon} h`, inside80, inside95)
    cover(`${horizon} h, ${season}`, inside80, inside95)
  })
  const seconds = (performance.now() - startedAt) / 1000
  for (const horizon of horizons) {
    report(series, horizon, sums.get(horizon)!, scores.get(horizon)!.result(), seconds)
  }
}

function report(
  series: BenchSeries,
  horizon: number,
  judged: Judged,
  model: Scores,
  seconds: number,
): void {
  if (model.n < 30) return
  const { ours, ridge, persistence, naive, climatology } = judged
  const maeRatio = mae(ours) / Math.min(mae(persistence), mae(naive), mae(ridge))
  const rmseRatio = rmse(ours) / rmse(ridge)
  lines.push({ series, horizon, maeRatio, rmseRatio, judged })
  single.push({ name: `${series.name} ${horizon} h`, in80: model.coverage80! })
  const cells = [
    `${series.set}: ${series.name}`,
    horizon,
    model.n,
    `${show(mae(persistence))} / ${show(rmse(persistence))}`,
    show(mae(naive)),
    show(mae(climatology)),
    `${show(mae(ridge))} / ${show(rmse(ridge))}`,
    `**${show(mae(ours))} / ${show(rmse(ours))}**`,
    percent(maeRatio - 1),
    percent(rmseRatio - 1),
    show(model.crps!),
    percent(model.coverage80!),
    percent(model.coverage95!),
    seconds.toFixed(0),
  ]
  console.log(`| ${cells.join(' | ')} |`)
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value / values.length, 0)

/** Pollutants of beijing-multisite averaged over the stations, as its README has them. */
function summarisePollutants(): void {
  const multisite = lines.filter(({ series }) => series.set === 'beijing-multisite')
  if (multisite.length === 0) return
  const heads = 'pollutant | h | stations | persistence | ridge | ours | RMSE to ridge'
  console.log(`\n| ${heads} |\n|${'---|'.repeat(7)}`)
  for (const pollutant of new Set(multisite.map(({ series }) => series.target))) {
    for (const horizon of [1, 24, 48, 72]) {
      const some = multisite.filter(
        (line) => line.series.target === pollutant && line.horizon === horizon,
      )
      if (some.length === 0) continue
      const both = (of: keyof Judged) => {
        const maes = mean(some.map(({ judged }) => mae(judged[of])))
        return `${show(maes)} / ${show(rmseOf(of))}`
      }
      const rmseOf = (of: keyof Judged) => mean(some.map(({ judged }) => rmse(judged[of])))
      const gain = percent(rmseOf('ours') / rmseOf('ridge') - 1)
      const cells = [pollutant, horizon, some.length, both('persistence'), both('ridge')]
      console.log(`| ${[...cells, both('ours'), gain].join(' | ')} |`)
    }
  }
}

function summarise(): void {
  console.log('\n| group | h | series | MAE to the best of three, mean (worst) | RMSE to ridge |')
  console.log('|---|---|---|---|---|')
  for (const air of [false, true]) {
    for (const horizon of [1, 24, 48, 72]) {
      const some = lines.filter((line) => line.series.air === air && line.horizon === horizon)
      if (some.length === 0) continue
      const maes = some.map((line) => line.maeRatio - 1)
      const cells = [
        air ? 'air' : 'water',
        horizon,
        some.length,
        `${percent(mean(maes))} (${percent(Math.max(...maes))})`,
        percent(mean(some.map((line) => line.rmseRatio - 1))),
      ]
      console.log(`| ${cells.join(' | ')} |`)
    }
  }
  summarisePollutants()
  console.log('\n| pooled | n | in 80 % | in 95 % |\n|---|---|---|---|')
  for (const [key, { n, in80, in95 }] of [...pooled].sort()) {
    console.log(`| ${key} | ${n} | ${percent(in80 / n)} | ${percent(in95 / n)} |`)
  }
  const outside = single.filter(({ in80 }) => in80 < 0.7 || in80 > 0.9)
  console.log(`\nSeries outside 70–90 % (${outside.length} of ${single.length}):`)
  console.log(outside.map(({ name, in80 }) => `${name} ${percent(in80)}`).join(', ') || 'none')
}

/** Twelve successive 30-day forecasts (six of the developing part); RMSE and CRPS of each, averaged. */
function benchDaily(): void {
  type Windows = Record<'rmse' | 'crps' | 'last' | 'climatology', number[]>
  const byTarget = new Map<string, Windows>()
  for (const series of neonDaily().filter(isAsked)) {
    const whole = loadSeries(folderOf(options.data, series), series)
    const { grid, from } = judgedPart(series, whole, developDays)
    if (from < 1 || from > grid.target.length) continue
    type Window = Record<'errors' | 'last' | 'climatology', Errors> & { crps: number }
    const windows = new Map<number, Window>()
    const lastKnown = (origin: number) => {
      for (let t = origin; t >= 0; t -= 1)
        if (!Number.isNaN(grid.target[t]!)) return grid.target[t]!
      return NaN
    }
    const plan = { horizons: horizonsOf(series), from: from - 1, to: from + 329, every: 30 }
    rollOrigins(grid, plan, ({ origin, quantiles }, observed, nulls) => {
      if (Number.isNaN(observed)) return
      const none = { errors: noErrors(), last: noErrors(), climatology: noErrors() }
      const window = windows.get(origin) ?? { ...none, crps: 0 }
      windows.set(origin, window)
      const usual = nulls.climatology.quantiles[levelIndex.median]!
      addError(window.climatology, usual - observed)
      addError(window.errors, quantiles[levelIndex.median]! - observed)
      addError(window.last, lastKnown(origin) - observed)
      window.crps += crpsOf(quantiles, observed)
    })
    const none = { rmse: [], crps: [], last: [], climatology: [] }
    const sums = byTarget.get(series.target) ?? none
    byTarget.set(series.target, sums)
    for (const { errors, crps, last, climatology } of windows.values()) {
      sums.rmse.push(rmse(errors))
      sums.crps.push(crps / errors.n)
      sums.last.push(rmse(last))
      sums.climatology.push(rmse(climatology))
    }
    console.error(`${series.name}: ${windows.size} windows`)
  }
  const heads = 'windows | last value RMSE | climatology RMSE | RMSE | CRPS'
  console.log(`\n| neon-aquatics-daily | ${heads} |\n|${'---|'.repeat(6)}`)
  for (const [target, { rmse: ours, crps, last, climatology }] of byTarget) {
    const means = [last, climatology, ours, crps].map((values) => show(mean(values)))
    console.log(`| ${[target, ours.length, ...means].join(' | ')} |`)
  }
}

const hourly = hourlySeries().filter(isAsked)
const chosen = options.short ? hourly.filter((_, i) => i % 8 === 0) : hourly
if (chosen.length > 0) {
  const heads =
    'series | h | n | persistence MAE / RMSE | seasonal naive MAE | climatology MAE | ridge MAE / RMSE | ours MAE / RMSE | MAE to best | RMSE to ridge | CRPS | in 80 % | in 95 % | s'
  console.log(`| ${heads} |\n|${'---|'.repeat(14)}`)
  for (const series of chosen)
    benchHourly(series, loadSeries(folderOf(options.data, series), series))
  summarise()
}
if (sets.includes('neon-aquatics-daily') || (sets.length === 0 && !options.short)) benchDaily()
