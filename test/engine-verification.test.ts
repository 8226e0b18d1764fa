import { expect, it } from 'vitest'
import type { Json } from '../src/domain/json.ts'
import { dayMs, hourMs } from '../src/domain/time.ts'
import { createProductAnswers } from '../src/product-answers.ts'
import { archivedRun, makeDraft } from '../src/products/inputs.ts'
import { take } from './acts.ts'
import { useStillEngine } from './use-engine.ts'

/** A day's product as three cities made it, held against the days that came. */
const midnightAt = Date.parse('2026-11-22T00:00:00+08:00')
const stations = ['qingpu-dianshanhu', 'wujiang-yuexiu', 'jiashan-synthetic-air']
const clear = { pm25: 40, pm10: 60, so2: 6, no2: 22, co: 0.6, o3: 50 }

const still = useStillEngine(midnightAt + 9 * hourMs)

async function measure(fromAt: number, days: number, values = clear): Promise<void> {
  const hours = Array.from({ length: days * 24 }, (_, hour) => fromAt + hour * hourMs)
  const one = { period: 'PT1H', historical: true, values }
  await Promise.all(
    hours.flatMap((time) => stations.map((id) => still.observe(id, { time, ...one }))),
  )
}

/** Wujiang says 90 to 99 for tomorrow, the others accept the draft, and theirs is agreed. */
async function release(): Promise<void> {
  const { engine } = still
  const at = midnightAt + 15 * hourMs
  still.setNow(at)
  const inputs = { engine, plan: engine.parts.productPlan!, at, demonstration: false }
  const draft = await makeDraft({ ...inputs, runOf: archivedRun(engine, at) })
  const opened = await engine.desk.openConsultation({ draft: draft!, dueAt: at + 5 * hourMs, at })
  const act = (name: string, district: string, data: Record<string, Json> = {}) =>
    take(engine, opened!.id, name, { district, person: `${district} ${name}`, data })
  const said = { aqiLow: 90, aqiHigh: 99, primaryPollutants: ['a34004'] }
  const cell = { area: 'wujiang', leadDay: 1, ...said }
  await act('enter', 'wujiang', { values: [cell] })
  for (const district of ['qingpu', 'wujiang', 'jiashan']) await act('accept', district)
  const drafted = draft!.cells.find(({ area, leadDay }) => area === 'wujiang' && leadDay === 1)
  const agreed = { area: 'wujiang', leadDay: 1, ...drafted!.value! } as Json
  await act('agree', 'qingpu', { minutes: '采纳初稿', values: [agreed] })
  for (const district of ['qingpu', 'wujiang', 'jiashan']) await act('sign', district)
  await act('release', 'qingpu')
}

it('tells who said what, and who was right', async () => {
  const answers = createProductAnswers(still.engine)
  await measure(midnightAt - 9 * dayMs, 9)
  const verify = (area: string, date = '2026-11-22') =>
    answers.verification({ area, date, tolerance: 0 })
  expect(await verify('wujiang')).toBeNull()
  await release()
  await answers.takeGuidance(
    '2026-11-22',
    'area,leadDay,aqiLow,aqiHigh\nwujiang,1,300,320\n',
    'csv',
  )

  const early = await verify('wujiang')
  expect(early?.days).toHaveLength(7)
  expect(early?.days.map(({ observed }) => observed)).toEqual(Array(7).fill(null))
  expect(early?.scores.every(({ all }) => all.n === 0)).toBe(true)

  still.setNow(midnightAt + 2 * dayMs + 9 * hourMs)
  await measure(midnightAt, 1)
  await measure(midnightAt + dayMs, 1, { ...clear, pm25: 58 })
  const told = await verify('wujiang')
  expect(told?.days[0]?.observed).toMatchObject({ aqi: 96, level: 2, primary: ['a34004'] })
  expect(told?.days[1]?.observed).toBeNull()
  const hits = told?.scores.map(({ forecaster: { by, party, person }, all }) => [
    ...[by, party, person],
    ...[all.n, all.rangeHits, all.levelHits, all.primaryHits],
  ])
  expect(hits).toEqual([
    ['released', null, null, 1, 0, 1, 1],
    ['model', null, null, 1, 0, 1, 1],
    ['party', 'shanghai', 'qingpu accept', 1, 0, 1, 1],
    ['party', 'suzhou', 'wujiang accept', 1, 1, 1, 1],
    ['party', 'jiaxing', 'jiashan accept', 1, 0, 1, 1],
    ['guidance', null, null, 1, 0, 0, 0],
    ['persistence', null, null, 1, 0, 1, 1],
  ])
  // Only what was said of the area itself.
  const zone = await verify('zone')
  expect(zone?.scores.map(({ forecaster }) => forecaster.by)).not.toContain('guidance')
  expect(await verify('zone', '2026-11-21')).toBeNull()
})
