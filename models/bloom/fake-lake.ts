import { dayMs, hourMs } from '../../src/domain/time.ts'
import type { BloomMeasure, BloomSettings, BloomSighting } from './bloom-index.ts'

export const lakeSettings: BloomSettings = { dayOffsetMs: 0, hoursMin: 12 }
export const lakeStartAt = Date.UTC(2026, 4, 1)

/** Numbers in [0, 1) from a seed. */
function createDraws(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const usual: Readonly<Record<BloomMeasure, { level: number; spread: number; swing: number }>> = {
  chla: { level: Math.log(6), spread: 0.25, swing: 0.1 },
  phycocyanin: { level: Math.log(4e5), spread: 0.25, swing: 0.1 },
  oxygen: { level: 100, spread: 4, swing: 6 },
  ph: { level: 8, spread: 0.1, swing: 0.1 },
  temperature: { level: 22, spread: 1, swing: 1 },
}

/** A lake of which each measure wanders from day to day, autocorrelated by a half. */
export type Lake = {
  readonly seed: number
  readonly days: number
  /** Added each day to a measure's level, in its usual spreads. */
  readonly rise?: (day: number) => number
}

/** Hourly readings in the order of their times. */
export function readingsOf({ seed, days, rise = () => 0 }: Lake): BloomSighting[] {
  const draw = createDraws(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
  const measures = Object.entries(usual) as [BloomMeasure, (typeof usual)[BloomMeasure]][]
  const wander = new Map(measures.map(([measure]) => [measure, normal()]))
  return Array.from({ length: days }, (_, day) => {
    for (const [measure, before] of wander) {
      wander.set(measure, before / 2 + Math.sqrt(0.75) * normal())
    }
    return Array.from({ length: 24 }, (_, hour) =>
      measures.map(([measure, { level, spread, swing }]): BloomSighting => {
        const risen = measure === 'temperature' ? 0 : rise(day)
        const wave = swing * Math.cos((2 * Math.PI * (hour - 15)) / 24)
        const value = level + spread * (wander.get(measure)! + risen) + wave
        const isPigment = measure === 'chla' || measure === 'phycocyanin'
        const at = lakeStartAt + day * dayMs + hour * hourMs
        return { at, measure, value: isPigment ? Math.exp(value) : value }
      }),
    ).flat()
  }).flat()
}
