import { draftCells } from '../../models/products/draft-cells.ts'
import type { AqiOutlook } from '../domain/product.ts'
import { standardAt } from '../domain/standards.ts'
import type { Engine } from '../engine.ts'
import { dateOf, dateAfter, dayStart } from '../domain/time.ts'
import { archivedRun, readAir } from './inputs.ts'

/**
 * The AQI of the days ahead at one air station, as a draft made now would have it.
 *
 * @returns null where no pollutant was forecast there, or there is no table or plan
 */
export async function aqiOutlook(
  engine: Pick<Engine, 'parts' | 'series'>,
  station: string,
): Promise<AqiOutlook | null> {
  const { clock, standards, productPlan: plan } = engine.parts
  const at = clock.now()
  const standard = standardAt(standards.aqi, at)
  if (plan === null || standard === null) return null
  const inputs = { engine, plan, at, runOf: archivedRun(engine, at) }
  const { series, runs } = await readAir(inputs, standard, station)
  if (runs.length === 0) return null
  const date = dateOf(at)
  const cells = draftCells(station, series, standard, plan, dayStart(date))
  const days = cells.slice(0, plan.mandatoryDays).map((cell) => ({
    date: dateAfter(date, cell.leadDay),
    cell,
    levels: standard.levels.flatMap(({ level, numeral, word }) => {
      const odds = cell.basis.odds?.levels.find((one) => one.level === level)
      return odds === undefined ? [] : { level, numeral, word, probability: odds.probability }
    }),
  }))
  return { station, standard: standard.id, madeAt: at, days, runs }
}
