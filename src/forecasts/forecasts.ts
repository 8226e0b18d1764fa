import type { ForecastPlan } from '../domain/forecast-plan.ts'
import type { Engine } from '../engine.ts'
import { lastIssues } from '../store/forecast-archive.ts'
import { fitTimes } from '../store/forecast-fits.ts'
import { createFitter } from './fitter.ts'
import { forecastLimits } from './limits.ts'
import { Rounds } from './rounds.ts'
import { createWarnings } from './warnings.ts'

export type Forecasts = { close(): Promise<void> }

/**
 * The forecasts of the running engine, by its clock: looks each second what is due.
 *
 * @param onFailure  told what could not be fitted or issued; it is tried again
 */
export async function startForecasts(
  engine: Engine,
  plan: ForecastPlan,
  onFailure: (error: unknown) => void,
): Promise<Forecasts> {
  const { db } = engine.parts
  const rounds = new Rounds({
    engine,
    plan,
    fitter: createFitter(),
    warnings: await createWarnings(engine),
    issuedAt: await lastIssues(db),
    fittedAt: await fitTimes(db),
    onFailure,
  })
  let running: Promise<void> | null = null
  const interval = setInterval(() => {
    running ??= rounds
      .tick()
      .catch(onFailure)
      .finally(() => {
        running = null
      })
  }, forecastLimits.tickMs)
  return {
    async close() {
      clearInterval(interval)
      await rounds.close()
      await running
    },
  }
}
