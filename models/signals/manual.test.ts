import { describe, expect, it } from 'vitest'
import type { RawReading } from '../../src/domain/reading.ts'
import { hourMs, minuteMs } from '../../src/domain/time.ts'
import { nearestAutomatic } from './manual.ts'
import type { AutomaticReading } from './signal.ts'
import { openFold, usualReading } from './fake-fold.ts'

const sampledAt = Date.UTC(2026, 5, 1)

const automatic = (value: number, minutes = 0, periodMs = 0): AutomaticReading => ({
  ...{ observedAt: sampledAt + minutes * minuteMs, periodMs, value, revision: 0 },
})

function open() {
  const { series, fold } = openFold(sampledAt)
  const take = (
    parameter: string,
    value: number,
    beside: readonly AutomaticReading[],
    more: { qualifier?: '<'; source?: 'automatic'; minutes?: number } = {},
  ) => {
    const { minutes = 0, ...change } = more
    const reading: RawReading = {
      ...{ ...usualReading, station: 'pingwang', parameter, source: 'manual', value },
      ...{ observedAt: sampledAt + minutes * minuteMs, ...change },
    }
    const rows = series.check([reading], reading.observedAt)
    return rows.flatMap((row) => {
      row.beside = beside
      return fold.take(row)
    })
  }
  return { take, fold }
}

const differences = (events: ReturnType<ReturnType<typeof open>['take']>) =>
  events.filter(({ rule }) => rule === 'manual-difference')

describe('a manual sample beside the automatic value', () => {
  it.each([
    ['acidity at the tolerance', 'w01001', 7.8, 8.3, false],
    ['acidity above it', 'w01001', 7.8, 8.31, true],
    ['acidity below it', 'w01001', 7.8, 7.29, true],
    ['oxygen at the tolerance', 'w01009', 8, 7.5, false],
    ['conductivity at a tenth', 'w01014', 500, 550, false],
    ['conductivity above a tenth', 'w01014', 500, 551, true],
    ['ammonia in class II at 40 %', 'w21003', 0.5, 0.7, false],
    ['ammonia in class II above 40 %', 'w21003', 0.5, 0.71, true],
    ['ammonia in class III at 30 %', 'w21003', 1, 1.3, false],
    ['ammonia in class III above 30 %', 'w21003', 1, 1.31, true],
    ['ammonia in class V at 20 %', 'w21003', 2, 2.4, false],
    ['ammonia in class V above 20 %', 'w21003', 2, 2.41, true],
    ['a factor that has no tolerance', 'w19011', 1e6, 9e6, false],
  ])('%s', (_, parameter, sample, probe, differs) => {
    const events = differences(open().take(parameter, sample, [automatic(probe)]))
    expect(events).toHaveLength(differs ? 1 : 0)
  })

  it('is told as a sensor fault without a colour, with both values, times and tolerance', () => {
    const [event] = differences(open().take('w01001', 7.8, [automatic(8.5, -10)]))
    expect(event).toMatchObject({
      ...{ kind: 'sensor-fault', colour: null, subject: 'pingwang/w01001', phase: 'begin' },
      evidence: {
        ...{ value: 7.8, sampledAt, automatic: 8.5, difference: 0.7, tolerance: 0.5 },
        automaticAt: sampledAt - 10 * minuteMs,
      },
    })
  })

  it('ends with a sample that agrees, and not with one that has nothing beside it', () => {
    const { take } = open()
    const phases = [
      take('w01001', 7.8, [automatic(8.5)]),
      take('w01001', 7.8, [], { minutes: 60 }),
      take('w01001', 7.8, [automatic(7.9, 120)], { minutes: 120 }),
    ].map((events) => differences(events).map(({ phase }) => phase))
    expect(phases).toEqual([['begin'], [], ['end']])
  })

  it('says nothing of a bounded value', () => {
    expect(differences(open().take('w01001', 7.8, [automatic(9)], { qualifier: '<' }))).toEqual([])
  })

  it('never takes the place of the automatic value', () => {
    const { take, fold } = open()
    take('w01001', 7.8, [], { minutes: 60 })
    expect(fold.memoryOf('pingwang')?.latest.get('w01001')?.value).toBe(7.8)
    take('w01001', 8.1, [], { source: 'automatic' })
    take('w01001', 7.7, [], { minutes: 120 })
    expect(fold.memoryOf('pingwang')?.latest.get('w01001')?.value).toBe(8.1)
  })
})

describe('the automatic reading nearest in time', () => {
  it.each([
    ['the nearer of two', [automatic(1, -20), automatic(2, 10)], 2],
    ['a period that holds the sample', [automatic(1, -1), automatic(2, -180, 4 * hourMs)], 2],
    ['the shorter of two periods', [automatic(1, -60, 4 * hourMs), automatic(2, -30, hourMs)], 2],
    ['one at the window', [automatic(1, -120)], 1],
    ['none beyond the window', [automatic(1, 121)], undefined],
    ['none where there is none', [], undefined],
  ])('is %s', (_, readings, value) => {
    expect(nearestAutomatic(sampledAt, readings, 2 * hourMs)?.value).toBe(value)
  })
})
