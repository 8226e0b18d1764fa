/**
 * Cost of a round of forecasts: 60 stations, 600 series, 72 leads each, issued from fitted state on
 * the embedded store, with what the engine does besides (scoring, judging, keeping the run); and of
 * a fit, as the thread of the fits makes it.
 *
 *     npm run bench:issue -- [--series 600] [--fits 3]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fitSeries } from '../models/issuing/fit.ts'
import { loadForecastPlan } from '../src/config/forecasts.ts'
import type { CheckedReading } from '../src/domain/reading.ts'
import { dayMs, hourMs, minuteMs } from '../src/domain/time.ts'
import { issueSeries } from '../src/forecasts/issue.ts'
import type { Subject } from '../src/forecasts/subject.ts'
import { packageFolder } from '../src/package.ts'
import type { Db } from '../src/store/db.ts'
import { loadFit, saveFit } from '../src/store/forecast-fits.ts'
import { createReadingCommitter } from '../src/store/readings-commit.ts'
import { ensureSeries } from '../src/store/series.ts'
import { shippedNetwork } from './messages.ts'
import { openMigrated } from './store.ts'

const { values: options } = parseArgs({
  options: {
    series: { type: 'string', default: '600' },
    fits: { type: 'string', default: '3' },
  },
})
const seriesCount = Number(options.series)
const network = shippedNetwork()
const plan = loadForecastPlan(join(packageFolder, 'fixtures/network/forecasts.json'), network)!
const endAt = Date.UTC(2026, 10, 20)
const knots = [1, 3, 6, 12, 24, 36, 48, 72, 96]

/** A day's rhythm and a slow wave, so that fits have something to find. */
const valueAt = (series: number, at: number) =>
  8 + Math.sin((2 * Math.PI * at) / dayMs) + Math.sin(at / (31 * hourMs) + series) / 2

function fitOne(series: number) {
  const steps = plan.historyMs / hourMs
  const startAt = endAt - plan.historyMs
  const target = Float64Array.from(
    { length: steps },
    (_, t) => valueAt(series, startAt + t * hourMs) + 0.2 * Math.sin(t * 12.9898 + series) ** 3,
  )
  return fitSeries({ startAt, stepMs: hourMs, target }, knots)!
}

async function fill(db: Db, ids: readonly number[]): Promise<void> {
  const { commit } = createReadingCommitter(db)
  for (let at = endAt - 3 * dayMs; at < endAt + 12 * hourMs; at += 15 * minuteMs) {
    const rows = ids.map((seriesId) => {
      const rest = { period: 'PT0S', source: 'automatic', depthM: null, qualifier: '' } as const
      const flags = { sourceFlag: 'normal', historical: false, flag: 1, reasons: 0 } as const
      const where = { station: 'unused', parameter: 'w01009', observedAt: at, receivedAt: at }
      const reading: CheckedReading = { ...where, ...rest, ...flags, value: valueAt(seriesId, at) }
      return { ...reading, seriesId, ahead: true }
    })
    const none = { refusals: [], receipts: [], rawFrames: [], analyses: [] }
    await commit({ at, rows, ...none, received: rows.length })
  }
}
async function issueAll(db: Db, subjects: readonly Subject[], now: number): Promise<number[]> {
  const latencies: number[] = []
  for (const subject of subjects) {
    const startedAt = performance.now()
    const fitted = await loadFit(db, subject.seriesId)
    await issueSeries(db, plan, subject, fitted as unknown as ReturnType<typeof fitOne>, now)
    latencies.push(performance.now() - startedAt)
  }
  return latencies
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`
const folder = await mkdtemp(join(tmpdir(), 'qingliu-issue-'))
const db = await openMigrated(folder)
try {
  const fitMs: number[] = []
  let fitted = fitOne(0)
  for (let n = 0; n < Number(options.fits); n += 1) {
    const cpu = process.cpuUsage()
    fitted = fitOne(n)
    const { user, system } = process.cpuUsage(cpu)
    fitMs.push((user + system) / 1000)
  }
  const days = plan.historyMs / dayMs
  const slowest = seconds(Math.max(...fitMs))
  console.log(
    `fit: ${days} days of hours, ${knots.length} horizons: at most ${slowest} of processor a series`,
  )

  const stations = Array.from({ length: seriesCount }, (_, n) => `station-${n}`)
  const key = { parameter: 'w01009', period: 'PT0S', source: 'automatic', depthM: null } as const
  const rows = await ensureSeries(
    db,
    stations.map((station) => ({ station, ...key })),
    1,
  )
  await fill(
    db,
    rows.map(({ id }) => id),
  )
  for (const { id } of rows) {
    await saveFit(db, id, { cutOffAt: fitted.cutOffAt, state: fitted })
  }
  const about = network.parameters.find(({ code }) => code === 'w01009')!
  const leads = Array.from({ length: 72 }, (_, n) => n + 1)
  const subjects = rows.map(({ id: seriesId }): Subject => {
    return { seriesId, station: network.stations[0]!, about, stepMs: hourMs, leads, knots }
  })
  for (const hour of [0, 6, 12]) {
    const cpu = process.cpuUsage()
    const startedAt = performance.now()
    const latencies = await issueAll(db, subjects, endAt + hour * hourMs)
    const wall = performance.now() - startedAt
    const { user, system } = process.cpuUsage(cpu)
    console.log(
      `round at +${hour} h: ${seriesCount} series x ${leads.length} leads: ${seconds(wall)} on ` +
        `the wall, ${seconds((user + system) / 1000)} of processor, slowest series ` +
        `${Math.max(...latencies).toFixed(0)} ms`,
    )
  }
} finally {
  await db.close()
  await rm(folder, { recursive: true })
}
