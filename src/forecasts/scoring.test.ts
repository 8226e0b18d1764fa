import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { ForecastRun } from '../domain/forecast.ts'
import { dayMs, hourMs } from '../domain/time.ts'
import { batchOf, commitRow, newSeries, startAt, stepMs } from '../store/contract-examples.ts'
import type { Db } from '../store/db.ts'
import { openEmbedded } from '../store/embedded.ts'
import { keepRun } from '../store/forecast-archive.ts'
import { migrate } from '../store/migrate.ts'
import { createReadingCommitter } from '../store/readings-commit.ts'
import { skillReach, skillSince } from '../store/skill.ts'
import { scoreSeries } from './scoring.ts'

/** One series whose forecasts of each hour, one and two hours ahead, say 1; readings say 3. */
let folder: string
let db: Db
let seriesId: number
let tests = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qingliu-scoring-'))
  db = await openEmbedded(folder)
  await migrate(db)
})
afterAll(async () => {
  await db.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  tests += 1
  seriesId = await newSeries(db, `scored-${tests}`)
  for (let hour = 0; hour < 30; hour += 1) await keepRun(db, runAt(startAt + hour * hourMs))
})

const leadsMs = [hourMs, 2 * hourMs]
const band = { median: 1, low80: 0, high80: 2, low95: -1, high95: 3 }
const runAt = (issuedAt: number): ForecastRun => ({
  ...{ seriesId, issuedAt, cutOffAt: issuedAt, fittedAt: issuedAt, stepMs: hourMs },
  ...{ model: 'ensemble/1', note: null, verdicts: [] },
  values: leadsMs.map((leadMs) => ({
    ...{ at: issuedAt + leadMs - hourMs, leadMs, model: band, climatology: band },
    ...{ persistence: 1, seasonalNaive: 1 },
  })),
})

/** Measures the hours `from` to `to`, received at an hour. */
async function measure(from: number, to: number, receivedHour: number): Promise<void> {
  const perHour = hourMs / stepMs
  const rows = Array.from({ length: (to - from) * perHour }, (_, step) =>
    commitRow(seriesId, from * perHour + step, {
      value: 3,
      receivedAt: startAt + receivedHour * hourMs,
    }),
  )
  await createReadingCommitter(db).commit(batchOf(rows))
}
const score = (hour: number) =>
  scoreSeries(db, { seriesId, stepMs: hourMs }, leadsMs, startAt + hour * hourMs)
/** How many forecasts were scored, one and two hours ahead. */
async function scored(): Promise<number[]> {
  const scores = await skillSince(db, seriesId, startAt)
  expect(scores.every(({ sums }) => sums.absolute === 2 * sums.n)).toBe(true)
  return scores.map(({ sums }) => sums.n)
}
const missed = async () =>
  (await skillReach(db, seriesId))!.missed.map((at) => (at - startAt) / hourMs)

it('scores each step once, four hours after its end', async () => {
  await measure(0, 10, 10)
  await score(5)
  expect(await scored()).toEqual([])
  await score(10)
  await score(10)
  // Hours 0 to 5; of hour 0 nothing was said two hours ahead.
  expect(await scored()).toEqual([6, 5])
})

it('scores the truth that came a day late, once, with what it was told of the step', async () => {
  await score(5)
  await measure(6, 8, 12)
  await score(12)
  expect(await scored()).toEqual([2, 2])
  expect(await missed()).toEqual([0, 1, 2, 3, 4, 5])
  await measure(1, 6, 29)
  // Not received yet by that clock.
  await score(28)
  expect(await scored()).toEqual([2, 2])
  await score(30)
  expect(await scored()).toEqual([7, 7])
  await score(30)
  await score(31)
  expect(await scored()).toEqual([7, 7])
  expect(await missed()).not.toContain(1)
  expect(await missed()).toContain(0)
})

it('gives up a step after a week', async () => {
  await score(5)
  await score(12)
  expect(await missed()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  const weekLater = 2 + (7 * dayMs) / hourMs
  await measure(0, 8, weekLater)
  await score(weekLater)
  expect(await scored()).toEqual([6, 6])
  expect(await missed()).not.toContain(1)
})
