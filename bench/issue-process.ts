import { join } from 'node:path'
import type { FittedSeries } from '../models/issuing/fit.ts'
import { loadForecastPlan } from '../src/config/forecasts.ts'
import type { CheckedReading } from '../src/domain/reading.ts'
import { dayMs, hourMs, minuteMs } from '../src/domain/time.ts'
import type { Engine } from '../src/engine.ts'
import { createFitter } from '../src/forecasts/fitter.ts'
import { issueSeries } from '../src/forecasts/issue.ts'
import type { Subject } from '../src/forecasts/subject.ts'
import { tuneHeap } from '../src/heap.ts'
import { packageFolder } from '../src/package.ts'
import type { Db } from '../src/store/db.ts'
import { loadFit, saveFit } from '../src/store/forecast-fits.ts'
import { createReadingCommitter } from '../src/store/readings-commit.ts'
import { ensureSeries } from '../src/store/series.ts'
import { answerParent, usageNow } from './child.ts'
import { shippedNetwork } from './messages.ts'
import { openBenchEngine } from './open-engine.ts'

/** Processor time and memory of what was asked; memory sampled 50 times a second. */
export type Cost = {
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakMb: number
}
export type FitCost = Cost & { readonly days: number; readonly knots: number }
export type RoundCost = Cost & { readonly slowestMs: number; readonly leads: number }

const network = shippedNetwork()
const plan = loadForecastPlan(join(packageFolder, 'fixtures/network/forecasts.json'), network)!
const endAt = Date.UTC(2026, 10, 20)
const knots = [1, 3, 6, 12, 24, 36, 48, 72, 96]
const leads = Array.from({ length: 72 }, (_, n) => n + 1)
const sampleMs = 20

let engine: Engine
let ids: readonly number[] = []
let fitted: FittedSeries

async function open({ store }: { readonly store: string }): Promise<void> {
  engine = await openBenchEngine(store, false)
}

async function costOf(work: () => Promise<void>): Promise<Cost> {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  let peakMb = usageNow().residentMb
  const sample = () => (peakMb = Math.max(peakMb, usageNow().residentMb))
  const sampling = setInterval(sample, sampleMs)
  await work()
  clearInterval(sampling)
  sample()
  const { user, system } = process.cpuUsage(cpu)
  return { wallMs: performance.now() - startedAt, cpuMs: (user + system) / 1_000, peakMb }
}

/** A day's rhythm and a slow wave, so that fits have something to find. */
const valueAt = (series: number, at: number) =>
  8 + Math.sin((2 * Math.PI * at) / dayMs) + Math.sin(at / (31 * hourMs) + series) / 2

/** Fits on the engine's thread of the fits, one after the other; the last serves every series. */
async function fit({ fits }: { readonly fits: number }): Promise<FitCost[]> {
  const fitter = createFitter()
  const costs: FitCost[] = []
  const startAt = endAt - plan.historyMs
  for (let n = 0; n < fits; n += 1) {
    const target = Float64Array.from({ length: plan.historyMs / hourMs }, (_, t) => {
      return valueAt(n, startAt + t * hourMs) + 0.2 * Math.sin(t * 12.9898 + n) ** 3
    })
    const history = { startAt, stepMs: hourMs, target }
    const cost = await costOf(async () => {
      fitted = (await fitter.fit({ history, knots }))!
    })
    costs.push({ ...cost, days: plan.historyMs / dayMs, knots: knots.length })
  }
  await fitter.close()
  return costs
}

/** Readings of three days up to the first round, and of the hours to the last. */
async function fill({ series }: { readonly series: number }): Promise<Cost> {
  const { db } = engine.parts
  const key = { parameter: 'w01009', period: 'PT0S', source: 'automatic', depthM: null } as const
  const keys = Array.from({ length: series }, (_, n) => ({ station: `station-${n}`, ...key }))
  ids = (await ensureSeries(db, keys, 1)).map(({ id }) => id)
  return costOf(async () => {
    await commitReadings(db)
    for (const id of ids) await saveFit(db, id, { cutOffAt: fitted.cutOffAt, state: fitted })
  })
}

async function commitReadings(db: Db): Promise<void> {
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

/** Issues every series once, at an hour after the fits' cut-off. */
async function round({ hour }: { readonly hour: number }): Promise<RoundCost> {
  const { db } = engine.parts
  const about = network.parameters.find(({ code }) => code === 'w01009')!
  const station = network.stations[0]!
  let slowestMs = 0
  const cost = await costOf(async () => {
    for (const seriesId of ids) {
      const startedAt = performance.now()
      const subject: Subject = { seriesId, station, about, stepMs: hourMs, leads, knots }
      const state = await loadFit(db, seriesId)
      await issueSeries(db, plan, subject, state as unknown as FittedSeries, endAt + hour * hourMs)
      slowestMs = Math.max(slowestMs, performance.now() - startedAt)
    }
  })
  return { ...cost, slowestMs, leads: leads.length }
}

tuneHeap()
answerParent({
  open,
  fit,
  fill,
  round,
  usage: usageNow,
  close: () => engine.parts.db.close(),
})
