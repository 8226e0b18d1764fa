import { beforeAll, expect, it } from 'vitest'
import type { Json } from '../src/domain/json.ts'
import { dayMs, hourMs, minuteMs } from '../src/domain/time.ts'
import { createPublicAnswers } from '../src/public-view/answers.ts'
import { retireEntry } from '../src/registers/acts.ts'
import { waterStates } from '../src/waters/answers.ts'
import { enterRows, openCase, take } from './acts.ts'
import { useStillEngine } from './use-engine.ts'

/** What the public sees: reviewed days, a day late, rounded; nothing else. */
const midnightAt = Date.parse('2026-11-20T00:00:00+08:00')
const still = useStillEngine(midnightAt + 4 * dayMs)
beforeAll(async () => {
  for (let day = 0; day < 3; day += 1) await measure('pingwang', midnightAt + day * dayMs, 7 + day)
})

/** A day of results every 4 h and of oxygen every 5 min; the newest day is half of one. */
async function measure(station: string, dayAt: number, pH: number): Promise<void> {
  const at = { historical: true, period: 'PT0S' }
  for (let hour = 0; hour < 24; hour += 4) {
    // Phosphorus has one value in the day: too few for a mean.
    const more = hour === 0 ? { tp: 0.9 } : {}
    const values = { nh3n: 1.0 + hour / 100, codmn: hour % 8 === 0 ? 3.52 : 3.72, ...more }
    await still.observe(station, { ...at, time: dayAt + hour * hourMs, values })
  }
  const times = Array.from({ length: 288 }, (_, index) => dayAt + index * 5 * minuteMs)
  await Promise.all(
    times.map((time, index) => {
      // A value that its station marks fails, and enters no mean.
      // What never moves would be doubted.
      const sign = index % 2 === 0 ? -1 : 1
      const marked = index === 100 ? { value: 99, flag: 'B' } : 8.37 + sign * 0.1
      const values = {
        ...{ do: marked, temp: 14.2 + sign * 0.2, ph: pH + (sign + 1) / 2 },
        ec: 512.6 + sign,
      }
      return still.observe(station, { ...at, time, values })
    }),
  )
}

/** A minute later: what was answered is kept for one. */
let later = 0
const seen = async () => {
  still.setNow(midnightAt + 4 * dayMs + (later += 1) * minuteMs)
  return createAnswers().waters()
}
let answers: ReturnType<typeof createPublicAnswers> | null = null
const createAnswers = () => (answers ??= createPublicAnswers(still.engine)).publicView!

const reviews = () => still.engine.parts.registers.find(({ id }) => id === 'reviews')!
const review = (row: string) => enterRows(still.engine, 'reviews', ['id,station,upTo,level', row])

it('shows nothing that was not signed, and nothing sooner than the delay', async () => {
  expect(await seen()).toEqual([])
  await review('pw,pingwang,2026-11-20,province')
  expect(await seen()).toEqual([])
  await review('pw,pingwang,2026-11-20,signed')
  expect(await seen()).toMatchObject([{ date: '2026-11-20' }])
  await review('pw,pingwang,2026-12-31,signed')
  // It is the 24th: the 22nd ended a day ago, the 23rd did not.
  expect(await seen()).toMatchObject([{ date: '2026-11-22' }])
  await review('pw,pingwang,2026-11-21,signed')
  expect(await seen()).toMatchObject([{ date: '2026-11-21' }])
})

it('tells means of the day, rounded, with class and advice', async () => {
  const [water, ...more] = await seen()
  expect(more).toEqual([])
  expect(water).toEqual({
    station: { zh: '平望', en: 'Pingwang' },
    waterBody: { zh: '太浦河', en: 'Taipu River' },
    district: { zh: '吴江', en: 'Wujiang' },
    ...{ date: '2026-11-21', waterClass: 'IV', colour: 'water.class.IV' },
    level: { zh: '轻度污染', en: 'lightly polluted' },
    advice: expect.objectContaining({
      en: expect.stringContaining('do not swim') as string,
    }) as object,
    mainIndicators: [expect.objectContaining({ zh: '氨氮' }) as object],
    bloomSign: false,
    values: [
      [14.2, '℃'],
      // −log10 of the mean of 10^−8 and 10^−9 is 8.26; the plain mean is 8.5.
      [8, ''],
      [8.4, 'mg/L'],
      [513, 'µS/cm'],
      [3.6, 'mg/L'],
      [1.1, 'mg/L'],
    ].map(([value, unit]) => expect.objectContaining({ value, unit }) as object),
  })
})

it('is to operators the state of its water, reviewed or not, by day and month', async () => {
  still.setNow(midnightAt + 4 * dayMs)
  const ask = async (date: string | null, period: 'day' | 'month') => {
    const states = await waterStates(still.engine, date, period)
    return states && { date: states.date, ...states.items.find((one) => one.waterBody === 'taipu') }
  }
  // Phosphorus, too few values for a mean, is no indicator.
  const measured = { class: 'IV', method: 'mean', sections: 1, mainIndicators: ['w21003'] }
  expect(await ask('2026-11-22', 'day')).toMatchObject({ ...measured, change: 'none' })
  expect(await ask('2026-11-20', 'day')).toMatchObject({ ...measured, change: null })
  expect(await ask('2026-11-20', 'month')).toMatchObject({ ...measured, change: null })
  const unmeasured = { class: null, method: null, sections: 0, grade: null, change: null }
  expect(await ask(null, 'day')).toMatchObject({ date: '2026-11-23', ...unmeasured })
  expect(await ask('2026-11-24', 'day')).toBeNull()
  expect(await ask('2026-02-30', 'month')).toBeNull()
  expect(await ask('0000-01-01', 'day')).toMatchObject(unmeasured)
})

it('is asked of the store once a minute, and forgets a review that was retired', async () => {
  const { waters } = createAnswers()
  expect(waters()).toBe(waters())
  await retireEntry(still.engine, reviews(), { key: 'pw', person: '审核员', reason: '复审' }, null)
  expect(await waters()).toHaveLength(1)
  expect(await seen()).toEqual([])
})

it('tells results that were published, none of a drill, and no air before its release', async () => {
  const { air, results } = createAnswers()
  const open = async (exercise: boolean, publication: string, revoked?: Record<string, Json>) => {
    const { id } = await openCase(still.engine.desk, 'hand-over', { exercise })
    const steps = {
      send: { to: 'wujiang', authority: 'environment', evidence: ['x'] },
      receive: { receipt: '1' },
      result: { result: `罚款 ${publication} ${exercise}`, publication },
      ...(revoked && { revoke: revoked }),
    }
    for (const [name, data] of Object.entries(steps))
      await take(still.engine, id, name, { at: midnightAt + 2 * hourMs, data })
  }
  await open(false, 'published')
  await open(false, 'withheld')
  await open(true, 'published')
  const why = { grounds: 'reconsideration', document: '17', reason: '主体有误' }
  await open(false, 'published', why)
  const told = await results()
  expect(told.filter(({ withdrawn }) => withdrawn !== null)).toEqual([
    {
      ...{ date: '2026-11-20', district: { zh: '吴江', en: 'Wujiang' }, result: null },
      withdrawn: {
        ...{ date: '2026-11-20', reason: '主体有误' },
        grounds: { zh: '行政复议撤销', en: 'revoked on administrative reconsideration' },
      },
    },
  ])
  expect(told.filter(({ withdrawn }) => withdrawn === null)).toEqual([
    {
      ...{ date: '2026-11-20', district: { zh: '吴江', en: 'Wujiang' } },
      ...{ result: '罚款 published false', withdrawn: null },
    },
  ])
  expect(await air()).toBeNull()
})

it('shows nothing where the network has no public.json', () => {
  const { parts } = still.engine
  const engine = { ...still.engine, parts: { ...parts, publicPlan: null } }
  expect(createPublicAnswers(engine)).toEqual({ publicView: null })
})
