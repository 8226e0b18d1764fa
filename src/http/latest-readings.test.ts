import { describe, expect, it } from 'vitest'
import { fakeReading } from './fake/samples.ts'
import { createLatestReadings } from './latest-readings.ts'

const reading = (parameter: string, observedAt: number, value: number) => ({
  ...fakeReading,
  parameter,
  observedAt,
  value,
})

describe('latest readings', () => {
  it('keeps the newest observed of each series, in the order of waiting', () => {
    const latest = createLatestReadings(10)
    latest.put(reading('a', 1, 1))
    latest.put(reading('b', 1, 2))
    latest.put(reading('a', 3, 3))
    latest.put(reading('a', 2, 4))
    expect([latest.take()?.value, latest.take()?.value, latest.take()]).toEqual([3, 2, null])
  })

  it('takes a revision of the same time', () => {
    const latest = createLatestReadings(10)
    latest.put(reading('a', 1, 1))
    latest.put(reading('a', 1, 2))
    expect([latest.take()?.value, latest.take()]).toEqual([2, null])
  })

  it('leaves out the longest waiting series beyond its bound', () => {
    const latest = createLatestReadings(2)
    for (const parameter of ['a', 'b', 'c']) latest.put(reading(parameter, 1, 1))
    expect([latest.take()?.parameter, latest.take()?.parameter]).toEqual(['b', 'c'])
    expect(latest.take()).toBeNull()
  })
})
