import type { ForecastPlan } from '../domain/forecast-plan.ts'
import { eachSecond } from '../each-second.ts'
import type { Engine } from '../engine.ts'
import { lastIssues } from '../store/forecast-archive.ts'
import { fitTimes } from '../store/forecast-fits.ts'
import { createFitter } from './fitter.ts'
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
  const looks = eachSecond(() => rounds.tick(), onFailure)
  return {
    async close() {
      const ended = looks.close()
      await rounds.close()
      await ended
    },
  }
}
