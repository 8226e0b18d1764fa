import { expect, it } from 'vitest'
import { dayMs, hourMs } from '../src/domain/time.ts'
import { createProductAnswers } from '../src/product-answers.ts'
import { keepRun } from '../src/store/forecast-archive.ts'
import { useStillEngine } from './use-engine.ts'

/** The odds of the AQI ahead, through the engine: from runs, and how they erred together before. */
const midnightAt = Date.parse('2026-11-22T00:00:00+08:00')
const station = 'qingpu-dianshanhu'
const usual = { pm25: 60, pm10: 80, so2: 6, no2: 22, co: 0.6, o3: 50 }
const days = 9

const still = useStillEngine(midnightAt + 15 * hourMs)

/** Nine days on each of which all that is measured stands as far above what was said. */
async function measure(): Promise<void> {
  for (let hour = 0; hour < days * 24; hour += 1) {
    const share = 0.6 + 0.1 * Math.floor(hour / 24)
    const values = Object.fromEntries(
      Object.entries(usual).map(([name, value]) => [name, value * share]),
    )
    const time = midnightAt - days * dayMs + hour * hourMs
    await still.observe(station, { time, period: 'PT1H', historical: true, values })
  }
}

/** Runs that always say the same; the newest reaches 72 hours. */
async function forecast(): Promise<void> {
  const { engine } = still
  const { db, network } = engine.parts
  const codes = network.parameters.filter(({ alias }) => alias in usual)
  await db.transaction(async (tx) => {
    for (const { code, alias } of codes) {
      const seriesId = [...engine.series.all()].find(
        (one) => one.station.id === station && one.about.code === code,
      )!.id
      const median = usual[alias as keyof typeof usual]
      const around = (share: number) => Number((median * share).toPrecision(6))
      const model = {
        ...{ median, low80: around(0.7), high80: around(1.3) },
        ...{ low95: around(0.5), high95: around(1.5) },
      }
      const newestAt = midnightAt + 15 * hourMs
      for (let issuedAt = midnightAt - 12 * dayMs; issuedAt <= newestAt; issuedAt += hourMs) {
        const leads =
          issuedAt < newestAt ? [24, 48, 72] : Array.from({ length: 72 }, (_, n) => n + 1)
        await keepRun(tx, {
          ...{ seriesId, issuedAt, cutOffAt: issuedAt, fittedAt: issuedAt, stepMs: hourMs },
          ...{ model: 'ensemble/1', note: null, verdicts: [] },
          values: leads.map((lead) => ({
            ...{ at: issuedAt + (lead - 1) * hourMs, leadMs: lead * hourMs },
            ...{ model, climatology: model, persistence: median, seasonalNaive: median },
          })),
        })
      }
    }
  })
}

it('has nothing to say before anything was forecast', async () => {
  expect(await createProductAnswers(still.engine).aqiOutlook(station)).toBeNull()
})

it('tells the odds of each day from how the runs erred together, the same each time', async () => {
  await measure()
  await forecast()
  const answers = createProductAnswers(still.engine)
  const outlook = await answers.aqiOutlook(station)
  expect(outlook).toMatchObject({ station, standard: 'HJ 633-2026' })
  expect(outlook!.runs).toHaveLength(6)
  expect(outlook!.days.map(({ date }) => date)).toEqual(['2026-11-23', '2026-11-24', '2026-11-25'])
  for (const { cell, levels } of outlook!.days) {
    expect(cell.basis.joint).toBe('errors')
    const sum = levels.reduce((total, { probability }) => total + probability, 0)
    expect(sum).toBeCloseTo(1, 2)
  }
  // All hours err together, from far below to far above: the index crosses 100 on some paths.
  const [first] = outlook!.days
  expect(first!.levels.map(({ level }) => level)).toEqual([2, 3])
  expect(first!.cell.basis.odds!.primary[0]).toMatchObject({ code: 'a34004' })
  expect(await answers.aqiOutlook(station)).toEqual(outlook)
})
