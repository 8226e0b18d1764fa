import { dayMs, type Instant } from '../../src/domain/time.ts'
import { forecasterNamed } from './ensemble.ts'
import type { Grid } from './grid.ts'
import { levelIndex } from './levels.ts'
import { rollOrigins, type RollingResult } from './rolling-origins.ts'

export type ForecastItem = {
  readonly time: Instant
  readonly median: number
  readonly low80: number
  readonly high80: number
  readonly low95: number
  readonly high95: number
}

/** A forecast as issued. */
export type ForecastRun = {
  readonly issuedAt: Instant
  /** End of the last step that was known. */
  readonly cutOffAt: Instant
  readonly model: string
  readonly items: readonly ForecastItem[]
  /** False: the items are those of climatology, for the reason given. */
  readonly published: boolean
  readonly reason: string | null
}

export const modelVersion = 'ensemble/10'
/** Skill is judged on so many days of the station's own past. */
const judgedDays = 30
/** Origins of the judged days, so many a day. */
const originsPerDay = 4
const judgedLeast = 20

/**
 * Issues a forecast from a station's history, whose last step is the last one known, and says
 * whether it may be published: at every judged horizon it must have beaten persistence and
 * climatology over the last 30 days. A series that has not is served as climatology.
 *
 * @param horizons  in steps, rising
 */
export function issueRun(
  history: Grid,
  horizons: readonly number[],
  issuedAt: Instant,
): ForecastRun {
  const origin = history.target.length - 1
  const cutOffAt = history.startAt + history.target.length * history.stepMs
  const reason = whyUnpublished(history, horizons)
  const issuer = forecasterNamed(reason === null ? 'ensemble' : 'climatology').start(
    history,
    horizons,
  )
  const items = horizons.flatMap((horizon): ForecastItem[] => {
    const forecast = origin < 0 ? null : issuer.forecast(origin, horizon)
    if (forecast === null) return []
    const at = (level: number) => forecast.quantiles[level]!
    const time = history.startAt + (origin + horizon) * history.stepMs
    const { median, low80, high80, low95, high95 } = levelIndex
    return [
      {
        time,
        median: at(median),
        low80: at(low80),
        high80: at(high80),
        low95: at(low95),
        high95: at(high95),
      },
    ]
  })
  return {
    issuedAt,
    cutOffAt,
    model: reason === null ? modelVersion : 'climatology',
    items,
    published: reason === null,
    reason,
  }
}

/** The horizons of a day and of the last hour asked stand for those between. */
function judgedHorizons(history: Grid, horizons: readonly number[]): number[] {
  const day = Math.max(1, Math.round(dayMs / history.stepMs))
  const last = horizons.at(-1)
  return [...new Set([horizons.findLast((h) => h <= day) ?? last, last])].flatMap((h) => h ?? [])
}

function whyUnpublished(history: Grid, horizons: readonly number[]): string | null {
  const day = Math.max(1, Math.round(dayMs / history.stepMs))
  const to = history.target.length - 1
  const from = to - judgedDays * day
  if (from < 1) return `expected ${judgedDays} days of history to judge the forecast by, got fewer`
  const every = Math.max(1, Math.round(day / originsPerDay))
  const plan = { horizons: judgedHorizons(history, horizons), from, to, every }
  return whyUnskilled(rollOrigins(history, plan), history.stepMs)
}

function whyUnskilled({ scores }: RollingResult, stepMs: number): string | null {
  for (const { horizon, model, nulls } of scores) {
    const ahead = `${(horizon * stepMs) / (dayMs / 24)} h ahead`
    if (model.n < judgedLeast) {
      return `${ahead}: expected ${judgedLeast} measured targets in ${judgedDays} days, got ${model.n}`
    }
    for (const name of ['persistence', 'climatology'] as const) {
      if (model.mae! < nulls[name].mae!) continue
      return `${ahead}: does not beat ${name} over the last ${judgedDays} days`
    }
  }
  return null
}
