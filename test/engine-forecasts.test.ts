import { beforeAll, describe, expect, it } from 'vitest'
import { dayMs, hourMs } from '../src/domain/time.ts'
import { noonAt } from './engine-app.ts'
import { until } from './until.ts'
import { useEngineAndGateway } from './use-engine.ts'

/** Forecasts as they are issued, answered and scored, by a clock that runs an hour in two seconds. */
const QINGLIU_CLOCK = '2026-11-23T12:00:00+08:00,1800'
const { engine, gateway } = useEngineAndGateway({ QINGLIU_CLOCK, QINGLIU_FORECASTS: 'on' })
let sentTo = noonAt - 4 * dayMs
beforeAll(() => measureOn())

type Run = { issuedAt: string; cutOffAt: string; model: string; note: string | null; hash: string }
type Item = Record<'median' | 'low80' | 'high80' | 'low95' | 'high95', number> & {
  time: string
  published: boolean
  reason: string | null
}
type Answer = { run: Run; items: Item[] }

const nowAt = async () => Date.parse((await engine.api.get<{ now: string }>('clock')).body.now)
const forecast = async (query = '') =>
  engine.api.get<Answer>(`forecasts?station=lili&parameter=do&limit=1000${query}`)
const oxygenAt = (at: number) => 8 + Math.sin((2 * Math.PI * at) / dayMs)

/** Sends what the station has measured by now, every quarter of an hour. */
async function measureOn(): Promise<void> {
  const now = await nowAt()
  for (; sentTo <= now; sentTo += hourMs / 4) {
    const oxygen = Math.round(oxygenAt(sentTo) * 100) / 100
    await gateway.observe('lili', { time: sentTo, values: { do: oxygen } })
  }
}

/** Measures on until it holds. */
const measuring = (holds: () => Promise<void>) =>
  until(async () => {
    await measureOn()
    await holds()
  }, 100)

describe('forecasts of the running engine', () => {
  it('are issued once the history has caught up with the clock, ordered, nowhere published yet', async () => {
    await measuring(async () => expect((await forecast()).body.run).not.toBeNull())
    const { run, items } = (await forecast()).body
    expect(run).toMatchObject({ model: 'smoothing/1', note: expect.any(String) as string })
    const [issuedAt, cutOffAt] = [Date.parse(run.issuedAt), Date.parse(run.cutOffAt)]
    expect(cutOffAt).toBeLessThanOrEqual(issuedAt)
    expect(cutOffAt).toBeGreaterThan(issuedAt - 2 * hourMs)
    expect(Date.parse(items[0]!.time)).toBe(cutOffAt)
    expect(Date.parse(items.at(-1)!.time)).toBe(cutOffAt + 167 * hourMs)
    for (const { low95, low80, median, high80, high95, published, reason } of items) {
      const bounds = [low95, low80, median, high80, high95]
      expect(bounds.every(Number.isFinite)).toBe(true)
      expect(bounds).toEqual(bounds.toSorted((a, b) => a - b))
      expect(published).toBe(false)
      expect(reason).toContain('skill not known yet')
    }
  })

  it('are issued again in the next hours, each run staying as it was', async () => {
    const first = (await forecast()).body
    await measuring(async () => {
      const { run } = (await forecast()).body
      expect(Date.parse(run.issuedAt)).toBeGreaterThan(Date.parse(first.run.issuedAt) + hourMs)
    })
    const again = await forecast(`&issued=${encodeURIComponent(first.run.issuedAt)}`)
    expect(again.body).toEqual(first)
    const before = new Date(noonAt - 1).toISOString()
    expect((await forecast(`&issued=${before}`)).body).toEqual({ run: null, items: [], next: null })
  })

  it('are scored when the truth has come, beside what they must beat', async () => {
    type Skill = { lead: string; n: number; mae: number; persistence: { mae: number } }
    const skill = () => engine.api.items<Skill>('forecasts/skill?station=lili&parameter=do')
    await measuring(async () => {
      const [shortest] = await skill()
      expect(shortest?.n).toBeGreaterThan(1)
    })
    const [shortest] = await skill()
    expect(shortest).toMatchObject({ lead: 'PT1H', published: false })
    expect(shortest?.mae).toBeGreaterThanOrEqual(0)
    expect(shortest?.persistence.mae).toBeGreaterThan(0)
  })

  it('raise no alert while nothing is published', async () => {
    const alerts = await engine.api.items<{ rule: string }>('alerts?state=all')
    expect(alerts.filter(({ rule }) => rule.startsWith('forecast-'))).toEqual([])
  })
})
