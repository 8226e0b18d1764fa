import { dayMs, hourMs, type Instant } from '../../src/domain/time.ts'

export const slowStartAt = Date.UTC(2022, 0, 5)
const slotMs = 4 * hourMs

/** Numbers in [-1, 1), the same for the same integer. */
function noiseAt(index: number): number {
  const x = Math.sin(index * 12.9898 + 4.1414) * 43758.5453
  return 2 * (x - Math.floor(x)) - 1
}

export type SlowSeries = {
  readonly years: number
  /** Factor of the level on a day since the start. */
  readonly factor?: (day: number) => number
  /** Of the logarithm; 0.3: the season goes up and down by a third. */
  readonly season?: number
  readonly seed?: number
}

/** Results of each 4 h of a factor that is 0.4 mg/L on average, weather of some days beside its season. */
export function slowReadings(about: SlowSeries): { at: Instant; value: number }[] {
  const { years, factor = () => 1, season = 0.3, seed = 0 } = about
  return Array.from({ length: Math.round(years * 365.25 * 6) }, (_, n) => {
    const day = n / 6
    const weather = 0.15 * noiseAt(seed + Math.floor(day / 4)) + 0.1 * noiseAt(seed + n + 1e5)
    const yearly = season * Math.cos((2 * Math.PI * day) / 365.25)
    return { at: slowStartAt + n * slotMs, value: 0.4 * factor(day) * Math.exp(yearly + weather) }
  })
}

/** A level that doubles on a day, or over the half-year after it. */
export const suddenly = (from: number) => (day: number) => (day < from ? 1 : 2)
export const slowly = (from: number) => (day: number) =>
  2 ** Math.min(Math.max((day - from) / 180, 0), 1)
export const dayOfStart = (at: Instant) => (at - slowStartAt) / dayMs
