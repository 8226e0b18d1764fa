import { expect, it } from 'vitest'
import { dayMs, hourMs } from '../src/domain/time.ts'
import { createProductAnswers } from '../src/product-answers.ts'
import { archivedRun, makeDraft } from '../src/products/inputs.ts'
import { useStillEngine } from './use-engine.ts'

/** Regional guidance beside a day's draft, and both against what was then measured. */
const midnightAt = Date.parse('2026-11-22T00:00:00+08:00')
const stations = ['qingpu-dianshanhu', 'wujiang-yuexiu', 'jiashan-synthetic-air']
const values = { pm25: 40, pm10: 60, so2: 6, no2: 22, co: 0.6, o3: 50 }

const still = useStillEngine(midnightAt + 9 * hourMs)

/** The same air in every hour of some days. */
async function measure(fromAt: number, days: number): Promise<void> {
  const hours = Array.from({ length: days * 24 }, (_, hour) => fromAt + hour * hourMs)
  await Promise.all(
    hours.flatMap((time) =>
      stations.map((station) =>
        still.observe(station, { time, period: 'PT1H', historical: true, values }),
      ),
    ),
  )
}

it('is shown in the consultation and scored when the day has been measured', async () => {
  const { engine } = still
  const answers = createProductAnswers(engine)
  await measure(midnightAt - 9 * dayMs, 9)
  const text = 'area,leadDay,aqiLow,aqiHigh\nzone,1,300,320\nwujiang,1,10,12\nqingpu,5,40,60\n'
  const taken = await answers.takeGuidance('2026-11-22', text, 'csv')
  expect(taken).toMatchObject({ ok: true, isNew: true, guidance: { version: 1 } })

  expect(await answers.takeGuidance('2026-11-23', text, 'csv')).toEqual({
    ok: false,
    faults: ['expected a date of issue up to 2026-11-22, got 2026-11-23'],
  })

  const at = midnightAt + 15 * hourMs
  still.setNow(at)
  const inputs = { engine, plan: engine.parts.productPlan!, at, demonstration: false }
  const draft = await makeDraft({ ...inputs, runOf: archivedRun(engine, at) })
  await engine.desk.openConsultation({ draft: draft!, dueAt: at + 5 * hourMs, at })
  const consultation = await answers.productConsultation('2026-11-22')
  expect(consultation?.guidance?.cells).toHaveLength(3)
  expect(await answers.guidanceSkill()).toEqual([])

  still.setNow(midnightAt + 2 * dayMs + 9 * hourMs)
  // What comes when the day is known is kept, and not scored.
  await answers.takeGuidance('2026-11-22', text.replace('300,320', '40,60'), 'csv')
  await measure(midnightAt, 2)
  const scores = await answers.guidanceSkill()
  expect(scores.map(({ area, leadDay, n }) => [area, leadDay, n])).toEqual([
    ['wujiang', 1, 1],
    ['zone', 1, 1],
  ])
  for (const { guidance, draft: own } of scores) {
    // The air never changed, so that the draft cannot but be right.
    expect(own).toEqual({ mae: 0, inside: 1 })
    expect(guidance.inside).toBe(0)
    expect(guidance.mae).toBeGreaterThan(20)
  }
})
