import { beforeAll, describe, expect, it } from 'vitest'
import { quantileLevels } from '../models/forecasters/levels.ts'
import type { FittedSeries } from '../models/issuing/fit.ts'
import { noScores } from '../models/issuing/scores.ts'
import type { ForecastPlan } from '../src/domain/forecast-plan.ts'
import type { Json } from '../src/domain/json.ts'
import { dayMs, hourMs, minuteMs } from '../src/domain/time.ts'
import type { Engine } from '../src/engine.ts'
import { Rounds } from '../src/forecasts/rounds.ts'
import { endStanding } from '../src/forecasts/standing.ts'
import { createWarnings } from '../src/forecasts/warnings.ts'
import type { Db } from '../src/store/db.ts'
import { saveFit } from '../src/store/forecast-fits.ts'
import { addScores } from '../src/store/skill.ts'
import { noonAt } from './engine-app.ts'
import { alertsIn } from './acts.ts'
import { useStillEngine } from './use-engine.ts'

/** A forecast that becomes likely, and then is refuted, through the engine on its store. */
const still = useStillEngine(noonAt)
let engine: Engine
let db: Db
let plan: ForecastPlan
let now = noonAt
beforeAll(() => {
  engine = still.engine
  db = engine.parts.db
  plan = engine.parts.forecastPlan!
})

function setNow(at: number): void {
  now = at
  still.setNow(at)
}

type Watched = { readonly station: string; readonly parameter: string; readonly usual: number }

/** Measures the usual value in the hour that has just ended. */
async function measure({ station, parameter, usual }: Watched): Promise<void> {
  await still.observe(station, { time: now - 20 * minuteMs, values: { [parameter]: usual } })
}

function seriesIdOf({ station, parameter }: Watched): number {
  const found = [...engine.series.all()].find(
    (one) => one.station.id === station && one.about.code === parameter,
  )
  return found!.id
}

/** A fit whose path stays about a value, whatever is measured. */
async function fitAbout(watched: Watched, value: number): Promise<void> {
  const path = quantileLevels.map((level) => value * (0.99 + 0.02 * level))
  const fitted: FittedSeries = {
    ...{ version: 1, model: 'ensemble/1', cutOffAt: noonAt - hourMs, stepMs: hourMs },
    ...{ knots: [1, 192], quantiles: [path, path], climatology: [path, path], rhythm: [] },
    ...{ shares: [0, 0], lastValue: watched.usual, knownSteps: 900, note: null },
  }
  const state = fitted as unknown as Json
  await saveFit(db, seriesIdOf(watched), { cutOffAt: fitted.cutOffAt, state })
}

/** Twenty days on which the forecasts beat what they must beat. */
async function prove(watched: Watched): Promise<void> {
  const sums = {
    ...{ ...noScores(), n: 24, absolute: 5 },
    ...{ persistenceAbsolute: 9, climatologyAbsolute: 9 },
  }
  const scores = plan.leadsMs.flatMap((leadMs) =>
    Array.from({ length: 20 }, (_, day) => ({ leadMs, dayAt: noonAt - day * dayMs, sums })),
  )
  const reach = { scoredTo: noonAt + 30 * dayMs, missed: [] }
  await addScores(db, seriesIdOf(watched), scores, reach)
}

/** So many next hours, each with its measurement and issue. */
async function issueHours(watched: Watched, hours = 1): Promise<void> {
  for (let hour = 0; hour < hours; hour += 1) {
    setNow(now + hourMs)
    await measure(watched)
    await issue(watched)
  }
}

/** Oxygen of a station at noon, proved unless told, of which 1.5 mg/L are forecast for two hours. */
async function feared(station: string, { isProved = true } = {}): Promise<Watched> {
  const watched = { station, parameter: 'w01009', usual: 8 }
  await begin(watched, 1.5, isProved)
  await issueHours(watched, 2)
  return watched
}

async function begin(watched: Watched, path: number, isProved = true): Promise<void> {
  setNow(noonAt + 10 * minuteMs)
  await measure(watched)
  if (isProved) await prove(watched)
  await fitAbout(watched, path)
}

/** An issue by an engine that has just started. */
async function issue(watched: Watched): Promise<void> {
  const rounds = new Rounds({
    engine,
    plan,
    fitter: { fit: () => Promise.resolve(null), close: () => Promise.resolve() },
    warnings: await createWarnings(engine),
    issuedAt: new Map(),
    fittedAt: new Map([[seriesIdOf(watched), noonAt]]),
    onFailure: (error) => {
      throw error
    },
  })
  await rounds.issueDue()
}

async function alertsAt({ station }: Watched) {
  const items = await alertsIn(db, { station })
  return items.filter(({ rule }) => rule.startsWith('forecast-'))
}

describe('an outlook', () => {
  it.each([
    ['forecast-class', { station: 'lili', parameter: 'w01009', usual: 8 }, 1.5],
    ['forecast-bloom', { station: 'dianshan-north', parameter: 'w19011', usual: 1e5 }, 9e7],
  ])(
    '%s becomes one blue alert when it is likely twice, and resolves when refuted',
    async (rule, watched, path) => {
      await begin(watched, path)
      await issueHours(watched)
      expect(await alertsAt(watched)).toEqual([])
      await issueHours(watched, 2)
      const [alert, ...more] = await alertsAt(watched)
      expect(more).toEqual([])
      expect(alert).toMatchObject({ rule, colour: 'blue', condition: 'firing', occurrences: 1 })
      expect(alert!.evidence).toMatchObject({
        ...{ forecast: true, measured: false, parameter: watched.parameter, value: watched.usual },
        ...{ probability24h: 1, probability72h: 1 },
      })
      await fitAbout(watched, watched.usual)
      await issueHours(watched)
      expect(await alertsAt(watched)).toMatchObject([{ id: alert!.id, condition: 'firing' }])
      await issueHours(watched, 2)
      expect(await alertsAt(watched)).toMatchObject([{ id: alert!.id, condition: 'resolved' }])
      // A resolved alert that somebody has seen is closed; a new fear fires the same one or the next.
      await fitAbout(watched, path)
      await issueHours(watched, 2)
      const again = await alertsAt(watched)
      expect(again.filter(({ condition }) => condition === 'firing')).toHaveLength(1)
    },
  )

  it('that is not proved raises nothing', async () => {
    const watched = await feared('luxu', { isProved: false })
    await issueHours(watched)
    expect(await alertsAt(watched)).toEqual([])
  })

  it('ends when the thing itself has come, which its own rule tells', async () => {
    const watched = await feared('yuhuitang')
    expect(await alertsAt(watched)).toMatchObject([{ condition: 'firing' }])
    await issueHours({ ...watched, usual: 1.5 }, 3)
    expect(await alertsAt(watched)).toMatchObject([{ condition: 'resolved' }])
  })

  it.each([
    ['its rule is disabled', 'rule-disabled', 'pingwang', true, false],
    ['nothing is forecast', 'not-forecast', 'dianfeng', false, true],
  ])('ends once, at the start, when %s', async (_, ended, station, forecast, enabled) => {
    const watched = await feared(station)
    const rules = engine.parts.rules.map((rule) =>
      rule.id === 'forecast-class' ? { ...rule, enabled } : rule,
    )
    const started = { ...engine, parts: { ...engine.parts, rules } }
    await endStanding(engine, plan)
    expect(await alertsAt(watched)).toMatchObject([{ condition: 'firing' }])
    for (let start = 0; start < 2; start += 1) await endStanding(started, forecast ? plan : null)
    expect(await alertsAt(watched)).toMatchObject([
      { condition: 'resolved', evidence: { ended, probability72h: 1 } },
    ])
    // Nothing is remembered: with both back, the same fear fires it again.
    await issueHours(watched, 2)
    const [again] = await alertsAt(watched)
    expect(again).toMatchObject({ condition: 'firing', occurrences: 2 })
    expect(again!.evidence['ended']).toBeUndefined()
    await endStanding(engine, null)
  })

  it.each([
    ['a day', 'yuandang', 25 * hourMs],
    ['longer than a series is issued', 'fenhu-centre', 9 * dayMs],
  ])('ends when nothing was measured for %s', async (_, station, silentMs) => {
    const watched = await feared(station)
    expect(await alertsAt(watched)).toMatchObject([{ condition: 'firing' }])
    setNow(now + silentMs)
    for (let issued = 0; issued < 2; issued += 1) {
      await issue(watched)
      setNow(now + hourMs)
    }
    expect(await alertsAt(watched)).toMatchObject([{ condition: 'resolved' }])
  })
})
