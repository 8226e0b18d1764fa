import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createClockWatch } from '../src/clock-watch.ts'
import { loadRules } from '../src/config/rules.ts'
import type { Json } from '../src/domain/json.ts'
import { minuteMs } from '../src/domain/time.ts'

const file = resolve(import.meta.dirname, '../fixtures/network/rules.json')
const rule = loadRules(file).find(({ id }) => id === 'station-clock')!
const startAt = Date.UTC(2026, 10, 23)

/** Messages a minute apart, so many minutes ahead. */
function hear(
  watch: ReturnType<typeof createClockWatch>,
  ahead: readonly number[],
  from = startAt,
) {
  for (const [index, minutes] of ahead.entries()) {
    const receivedAt = from + index * minuteMs
    watch.heard('lili', receivedAt + minutes * minuteMs, receivedAt)
  }
}

describe('the watch over clocks', () => {
  it('tells a wrong clock once, with its offset, and its end', () => {
    const watch = createClockWatch(rule, undefined, [])
    hear(watch, [12, 12.04, 12])
    const [begin, ...more] = watch.tick(startAt + 5 * minuteMs)
    expect(more).toEqual([])
    expect(begin).toMatchObject({
      key: `station-clock|lili|begin|${startAt + 2 * minuteMs}`,
      kind: 'sensor-fault',
      phase: 'begin',
      evidence: { clockOffsetMinutes: 12 },
    })
    hear(watch, [12, 12, 12], startAt + 6 * minuteMs)
    expect(watch.tick(startAt + 10 * minuteMs)).toEqual([])
    hear(watch, [0, 0, 0], startAt + 11 * minuteMs)
    expect(watch.tick(startAt + 15 * minuteMs)).toMatchObject([{ phase: 'end' }])
    expect(watch.isWrong('lili')).toBe(false)
  })

  it('after a restart tells nothing twice, and an end that came meanwhile', () => {
    const before = createClockWatch(rule, undefined, [])
    hear(before, [12, 12, 12])
    const saved = JSON.parse(JSON.stringify(before.save())) as Json
    expect(before.tick(startAt)).toHaveLength(1)
    const known = createClockWatch(rule, saved, ['lili'])
    expect([known.isWrong('lili'), known.tick(startAt)]).toEqual([true, []])
    const forgotten = createClockWatch(rule, undefined, ['lili'])
    hear(forgotten, [0, 0, 0])
    expect(forgotten.tick(startAt)).toMatchObject([{ phase: 'end', subject: 'lili' }])
  })

  it('waits for the delays of its rule', () => {
    const delays = { onDelayMs: 5 * minuteMs, offDelayMs: 10 * minuteMs }
    const watch = createClockWatch({ ...rule, ...delays }, undefined, [])
    const toldAt = (minute: number) =>
      watch.tick(startAt + minute * minuteMs).map(({ phase }) => `${minute} ${phase}`)
    hear(watch, [12, 12, 12])
    expect([3, 7, 8, 9].flatMap(toldAt)).toEqual(['8 begin'])
    hear(watch, [0, 0, 0], startAt + 10 * minuteMs)
    expect(toldAt(13)).toEqual([])
    hear(watch, [12, 12, 12], startAt + 14 * minuteMs)
    expect([20, 24].flatMap(toldAt)).toEqual([])
    hear(watch, [0, 0, 0], startAt + 25 * minuteMs)
    expect([28, 37, 38].flatMap(toldAt)).toEqual(['38 end'])
  })

  it('tells nothing while its rule is off', () => {
    const watch = createClockWatch({ ...rule, enabled: false }, undefined, [])
    hear(watch, [12, 12, 12])
    expect(watch.tick(startAt)).toEqual([])
  })
})
