import { parseInstant, type Instant } from './domain/time.ts'

/**
 * The one clock of the process: simulator, engine, timers and deadlines read it and nothing else.
 * Wall time, or wall time stretched from a given start.
 */
export type Clock = {
  readonly now: () => Instant
  readonly speed: number
  /** False when the clock is not the wall's, which every page says. */
  readonly isWall: boolean
}

const wallClock: Clock = { now: () => Date.now(), speed: 1, isWall: true }

/** What `QINGLIU_CLOCK` means: a start instant and a speed over the wall's. */
export type ClockSetting = { readonly startAt: Instant; readonly speed: number }

/** Reads `<RFC 3339 start>,<speed>`; null when it is no such text. */
export function parseClock(text: string): ClockSetting | null {
  const comma = text.lastIndexOf(',')
  const startAt = parseInstant(text.slice(0, comma).trim())
  const speed = Number(text.slice(comma + 1))
  if (comma < 0 || startAt === null || !(speed > 0) || speed > 100_000) return null
  return { startAt, speed }
}

export function createClock(setting: ClockSetting | null): Clock {
  if (setting === null) return wallClock
  const { startAt, speed } = setting
  const openedAt = performance.now()
  return {
    now: () => Math.round(startAt + (performance.now() - openedAt) * speed),
    speed,
    isWall: false,
  }
}
