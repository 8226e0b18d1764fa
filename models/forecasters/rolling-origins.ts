import { forecasterNamed } from './ensemble.ts'
import type { DegradeNote, Forecast } from './forecaster.ts'
import type { Grid } from './grid.ts'
import { createScores, type Scores } from './scores.ts'

/** What is asked of a grid: origins `from` … `to` (kept within the grid), `every` steps apart. */
export type RollingPlan = {
  readonly horizons: readonly number[]
  readonly from: number
  readonly to: number
  readonly every: number
}

const nullNames = ['persistence', 'seasonal-naive', 'climatology'] as const

type ByNull<T> = Readonly<Record<(typeof nullNames)[number], T>>
type NullForecasts = ByNull<Forecast>
const byName = <T>(values: readonly T[]): ByNull<T> =>
  Object.fromEntries(nullNames.map((name, i) => [name, values[i]!])) as ByNull<T>

export type RollingResult = {
  readonly scores: readonly {
    readonly horizon: number
    readonly model: Scores
    readonly nulls: ByNull<Scores>
  }[]
  readonly notes: readonly DegradeNote[]
}

/**
 * Issues a forecast at every origin of the plan, with the nulls beside it, and scores all on the
 * same targets.
 *
 * @param issued    told every forecast of the model with what was measured (NaN: nothing) and
 *                  what the nulls say
 * @param progress  told the share done
 */
export function rollOrigins(
  grid: Grid,
  plan: RollingPlan,
  issued: (forecast: Forecast, observed: number, nulls: NullForecasts) => void = () => undefined,
  progress: (share: number) => void = () => undefined,
): RollingResult {
  const model = forecasterNamed('ensemble').start(grid, plan.horizons)
  const nulls = nullNames.map((name) => forecasterNamed(name).start(grid, plan.horizons))
  const sums = new Map(plan.horizons.map((h) => [h, [model, ...nulls].map(() => createScores())]))
  const last = Math.min(plan.to, grid.target.length - 1)
  for (let origin = plan.from; origin <= last; origin += plan.every) {
    for (const horizon of plan.horizons) {
      const observed = grid.target[origin + horizon] ?? NaN
      const forecast = model.forecast(origin, horizon)
      if (forecast === null) continue
      // Where the model can speak a value is known, and so the nulls speak too.
      const others = nulls.map((one) => one.forecast(origin, horizon)!)
      issued(forecast, observed, byName(others))
      if (Number.isNaN(observed)) continue
      sums.get(horizon)!.forEach((sum, i) => {
        sum.add([forecast, ...others][i]!.quantiles, observed)
      })
    }
    progress((origin - plan.from + 1) / (last - plan.from + 1))
  }
  const scores = plan.horizons.map((horizon) => {
    const [first, ...rest] = sums.get(horizon)!.map((sum) => sum.result())
    return { horizon, model: first!, nulls: byName(rest) }
  })
  return { scores, notes: model.notes }
}
