import { expect, it } from 'vitest'
import type { ForecastRun, ForecastValue, ScoreSums } from '../domain/forecast.ts'
import { dayMs, hourMs } from '../domain/time.ts'
import { batchOf, commitRow, newSeries, startAt, stepMs } from './contract-examples.ts'
import {
  hashOfRun,
  keepRun,
  lastIssues,
  newestRun,
  valuesAbout,
  valuesAtLeads,
} from './forecast-archive.ts'
import { fitTimes, loadFit, saveFit } from './forecast-fits.ts'
import { createReadingCommitter } from './readings-commit.ts'
import { addScores, querySkill, skillReach, skillSince } from './skill.ts'
import { stepMeans } from './step-means.ts'
import type { Opened } from './store-contract.ts'

/** What a float4 must give back unchanged: six digits, small and large. */
const band = (median: number) => ({
  median,
  low80: -0.123457,
  high80: 123457,
  low95: -9.87654e-7,
  high95: 1.23457e9,
})
const valueAt = (issuedAt: number, lead: number): ForecastValue => ({
  at: issuedAt + (lead - 1) * hourMs,
  leadMs: lead * hourMs,
  model: band(lead),
  climatology: band(-lead),
  persistence: 1.00001,
  seasonalNaive: 1e9,
})
const runAt = (seriesId: number, issuedAt: number): ForecastRun => ({
  seriesId,
  issuedAt,
  cutOffAt: issuedAt,
  fittedAt: issuedAt - dayMs,
  stepMs: hourMs,
  model: 'ensemble/1',
  note: null,
  verdicts: [{ leadMs: 24 * hourMs, published: false, served: 'model', reason: 'not known' }],
  values: [1, 2, 3].map((lead) => valueAt(issuedAt, lead)),
})
const sumsOf = (n: number): ScoreSums => ({
  n,
  absolute: n * 0.5,
  square: n,
  crps: n / 4,
  in80: n - 1,
  in95: n,
  persistenceAbsolute: n,
  persistenceSquare: n,
  seasonalAbsolute: n,
  seasonalSquare: n,
  climatologyAbsolute: n,
  climatologySquare: n,
  climatologyCrps: n,
})

/** Forecasts as issued, fits, scores, and the history that fits are made from. */
export function forecastsContract(opened: Opened): void {
  archiveContract(opened)
  skillContract(opened)
}

function archiveContract(opened: Opened): void {
  it('keeps each run as issued, to the last digit, once', async () => {
    const db = opened()
    const seriesId = await newSeries(db, 'forecast')
    const run = runAt(seriesId, startAt)
    const kept = await db.transaction((tx) => keepRun(tx, run))
    await db.transaction((tx) => keepRun(tx, { ...run, model: 'another' }))
    const later = await keepRun(db, runAt(seriesId, startAt + 2 * hourMs))
    const about = { station: 'forecast', parameter: 'w01009', issuedBy: null }
    expect(await newestRun(db, about)).toEqual(later)
    const first = await newestRun(db, { ...about, issuedBy: startAt + 2 * hourMs - 1 })
    expect(first).toEqual(kept)
    expect(hashOfRun(first!)).toBe(first!.hash)
    expect(await newestRun(db, { ...about, issuedBy: startAt - 1 })).toBeNull()
    expect(await newestRun(db, { ...about, parameter: 'w01010' })).toBeNull()
    expect((await lastIssues(db)).get(seriesId)).toBe(startAt + 2 * hourMs)
  })

  it('finds what several runs said of one time', async () => {
    const db = opened()
    const seriesId = await newSeries(db, 'forecast-several')
    for (const hour of [0, 1, 2]) await keepRun(db, runAt(seriesId, startAt + hour * hourMs))
    const about = { seriesId, steps: [startAt + 2 * hourMs] }
    const said = await valuesAbout(db, about, 10)
    expect(said.map(({ leadMs }) => leadMs / hourMs)).toEqual([1, 2, 3])
    expect(said[2]).toEqual(valueAt(startAt, 3))
    expect(await valuesAbout(db, about, 2)).toHaveLength(2)
    const apart = { seriesId, steps: [startAt, startAt + 2 * hourMs, startAt + 4 * hourMs] }
    const several = await valuesAbout(db, apart, 10)
    expect(several.map(({ at }) => (at - startAt) / hourMs)).toEqual([0, 2, 2, 2, 4])
    expect(await valuesAbout(db, { seriesId, steps: [] }, 10)).toEqual([])
    const stretch = { seriesId, from: startAt + hourMs, to: startAt + 3 * hourMs }
    const atLeads = await valuesAtLeads(db, { ...stretch, leadsMs: [hourMs, 3 * hourMs] })
    const told = atLeads.map(({ at, leadMs }) => [(at - startAt) / hourMs, leadMs / hourMs])
    expect(told).toEqual([
      [1, 1],
      [2, 3],
      [2, 1],
    ])
  })

  it('keeps the newest fit of a series', async () => {
    const db = opened()
    const seriesId = await newSeries(db, 'forecast-fit')
    expect(await loadFit(db, seriesId)).toBeNull()
    await saveFit(db, seriesId, { cutOffAt: startAt, state: { knots: [1] } })
    await saveFit(db, seriesId, { cutOffAt: startAt + 5, state: { knots: [1, 2] } })
    expect(await loadFit(db, seriesId)).toEqual({ knots: [1, 2] })
    expect((await fitTimes(db)).get(seriesId)).toBe(startAt + 5)
  })
}

function skillContract(opened: Opened): void {
  it('adds up scores by lead and day', async () => {
    const db = opened()
    const seriesId = await newSeries(db, 'skill')
    expect(await skillReach(db, seriesId)).toBeNull()
    const day = (n: number, leadMs: number, sums: ScoreSums) => {
      return { leadMs, dayAt: startAt + n * dayMs + 5 * hourMs, sums }
    }
    const [short, long] = [hourMs, 24 * hourMs]
    const reach = { scoredTo: startAt, missed: [] }
    await addScores(db, seriesId, [day(0, short, sumsOf(1)), day(1, long, sumsOf(2))], reach)
    expect(await skillReach(db, seriesId)).toEqual(reach)
    const next = { scoredTo: startAt + 9, missed: [startAt, startAt + hourMs] }
    await addScores(db, seriesId, [day(1, short, sumsOf(3)), day(1, long, sumsOf(4))], next)
    expect(await skillReach(db, seriesId)).toEqual(next)
    const four = { ...sumsOf(4), in80: 2 }
    const six = { ...sumsOf(6), in80: 4 }
    expect(await skillSince(db, seriesId, startAt)).toEqual([
      { leadMs: short, days: 2, sums: four },
      { leadMs: long, days: 1, sums: six },
    ])
    expect(await skillSince(db, seriesId, startAt + dayMs)).toEqual([
      { leadMs: short, days: 1, sums: sumsOf(3) },
      { leadMs: long, days: 1, sums: six },
    ])
    const query = { station: 'skill', parameter: null, since: startAt, limit: 1 }
    const page = await querySkill(db, { ...query, cursor: null })
    const named = { station: 'skill', parameter: 'w01009' }
    expect(page.items).toEqual([{ ...named, leadMs: short, days: 2, sums: four }])
    const rest = await querySkill(db, { ...query, cursor: page.next })
    expect(rest).toEqual({ items: [{ ...named, leadMs: long, days: 1, sums: six }], next: null })
  })

  it('averages a series by steps, without failed values and what came later', async () => {
    const db = opened()
    const seriesId = await newSeries(db, 'step-means')
    const row = (step: number, value: number, rest = {}) =>
      commitRow(seriesId, step, { value, ...rest })
    const late = { receivedAt: startAt + 9 * hourMs }
    const rows = [row(0, 1), row(3, 3), row(4, 7), row(5, 999, { flag: 4 }), row(13, 5, late)]
    await createReadingCommitter(db).commit(batchOf(rows))
    const query = { seriesId, stepMs: 4 * stepMs, from: startAt, to: startAt + 4 * hourMs }
    const receivedBy = startAt + 8 * hourMs
    expect([...(await stepMeans(db, { ...query, receivedBy }))]).toEqual([2, 7, NaN, NaN])
    expect([...(await stepMeans(db, { ...query, receivedBy: late.receivedAt }))][3]).toBe(5)
  })
}
