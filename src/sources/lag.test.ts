import { describe, expect, it } from 'vitest'
import type { NewestOfSeries, SourceLimit } from '../domain/source-lag.ts'
import { dayMs, hourMs, minuteMs } from '../domain/time.ts'
import { sourceLags } from './lag.ts'

const now = 100 * dayMs
const kind = 'water-stations' as const
const expected = [
  { kind, district: 'qingpu', stations: 3, silent: 1 },
  { kind, district: 'wujiang', stations: 2, silent: 0 },
] as const
const limit = (part: Partial<SourceLimit> = {}): SourceLimit => ({
  ...{ kind, district: null, delayMs: 10 * minuteMs, ageMs: 30 * minuteMs, ...part },
})
const came = (agoMs: number, delayMs: number, part: Partial<NewestOfSeries> = {}) => {
  const endAt = now - agoMs
  const shape = { kind, district: 'qingpu' as const, historical: false }
  return { ...shape, endAt, receivedAt: endAt + delayMs, ...part }
}
const lagOf = (newest: readonly NewestOfSeries[], limits = [limit()]) =>
  sourceLags(expected, newest, limits, now)[0]!

describe('the lag of a source', () => {
  it('is the age of its newest observation, and how late that of each series came', () => {
    const lag = lagOf([came(hourMs, 2_000), came(5 * minuteMs, 4_000), came(hourMs, 60_000)])
    expect(lag).toMatchObject({
      ...{ series: 3, stations: 3, silent: 1, newestAt: now - 5 * minuteMs, ageMs: 5 * minuteMs },
      ...{ delay: { medianMs: 4_000, worstMs: 60_000 }, late: null },
    })
  })

  it('is each source its own, and of what is not expected none', () => {
    const other = came(minuteMs, 0, { district: 'wujiang' })
    const unknown = came(minuteMs, 0, { kind: 'samples' })
    const lags = sourceLags(expected, [came(hourMs, 0), other, unknown], [], now)
    expect(lags.map(({ series }) => series)).toEqual([1, 1])
    expect(lags.map(({ ageMs }) => ageMs)).toEqual([hourMs, minuteMs])
  })

  it('leaves out how late history came, and a clock that is ahead', () => {
    expect(lagOf([came(minuteMs, dayMs, { historical: true })])).toMatchObject({
      ...{ ageMs: minuteMs, delay: null, late: null },
    })
    expect(lagOf([came(-minuteMs, -minuteMs)])).toMatchObject({
      ...{ ageMs: 0, delay: { medianMs: 0, worstMs: 0 } },
    })
  })

  it.each([
    ['at both limits is not late', 30 * minuteMs, 10 * minuteMs, null],
    ['older than its limit is', 30 * minuteMs + 1, 0, 'age'],
    ['whose series come later than its limit is', minuteMs, 10 * minuteMs + 1, 'delay'],
    ['with both is told by its age', 31 * minuteMs, 11 * minuteMs, 'age'],
  ] as const)('%s', (_name, agoMs, delayMs, late) => {
    expect(lagOf([came(agoMs, delayMs)]).late).toBe(late)
  })

  it('of one slow series among many is no reason', () => {
    const quick = [came(minuteMs, 0), came(minuteMs, 0)]
    expect(lagOf([...quick, came(minuteMs, hourMs)]).late).toBeNull()
  })

  it('is held against the limit of its district, else that of any, else none', () => {
    const old = [came(hourMs, 0)]
    const own = limit({ district: 'qingpu', ageMs: 2 * hourMs })
    expect(lagOf(old, [limit(), own])).toMatchObject({ late: null, limit: own })
    const others = limit({ district: 'wujiang', ageMs: 2 * hourMs })
    expect(lagOf(old, [others, limit()])).toMatchObject({ late: 'age' })
    expect(lagOf(old, [others])).toMatchObject({ late: null, limit: null })
  })

  it('of which nothing came is new, not late', () => {
    expect(lagOf([])).toMatchObject({ series: 0, newestAt: null, ageMs: null, late: null })
  })
})
