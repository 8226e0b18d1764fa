import { existsSync } from 'node:fs'
import { z } from 'zod'
import type { Network } from '../domain/network.ts'
import { usualTitle, type ProductPlan } from '../domain/product-plan.ts'
import { hourMs, minuteMs } from '../domain/time.ts'
import { duration, names, text } from './json-leaves.ts'
import { readJsonFile } from './json-file.ts'

const timeOfDay = z
  .string({ error: 'time of day such as 15:00' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'time of day such as 15:00' })
  .transform((time) => Number(time.slice(0, 2)) * hourMs + Number(time.slice(3)) * minuteMs)
const count = (least: number, most: number) => {
  const expected = `whole number from ${least} to ${most}`
  return z.int({ error: expected }).min(least, expected).max(most, expected)
}
const share = z
  .number({ error: 'share between 0 and 1' })
  .gt(0, { error: 'share between 0 and 1' })
  .lt(1, { error: 'share between 0 and 1' })
const notNegative = z.number({ error: 'number from 0' }).min(0, { error: 'number from 0' })

const planFile = z
  .strictObject({
    draftAt: timeOfDay,
    dueBy: timeOfDay,
    forecastWait: duration,
    consultationLeast: duration,
    title: names.default(usualTitle),
    zone: names.default({ zh: '全区', en: 'All districts' }),
    parties: z
      .array(z.strictObject({ id: text, name: names, district: text }))
      .min(1, { error: 'at least one party' }),
    mandatoryDays: count(1, 7),
    trendDays: count(1, 7),
    climatology: z.strictObject({
      days: count(2, 90),
      daysLeast: count(2, 90),
      hoursLeast: count(1, 24),
    }),
    range: z.strictObject({
      share,
      halfWidths: z.array(notNegative).length(6, { error: 'six half widths, one a level' }),
      certainty: z.enum(['sure', 'calculated', 'memory', 'design', 'synthetic']),
      source: text,
    }),
    primaryShareLeast: share,
  })
  .transform(
    ({ draftAt, dueBy, forecastWait, consultationLeast, climatology, ...rest }): ProductPlan => {
      return {
        ...rest,
        ...climatology,
        draftAtMs: draftAt,
        dueByMs: dueBy,
        forecastWaitMs: forecastWait,
        consultationMsLeast: consultationLeast,
      }
    },
  )

/**
 * Reads how a network's joint air product is made, usually `products.json` in its folder; a
 * network without that file has none.
 *
 * @throws {AppError} `config`, one line a fault:
 *   `products.json: parties[0].district: expected a district of the zone, got "x"`
 */
export function loadProductPlan(file: string, network: Network): ProductPlan | null {
  if (!existsSync(file)) return null
  return readJsonFile(file, planFile, (plan) => faultsOf(plan, network))
}

function faultsOf(plan: ProductPlan, network: Network): string[] {
  const zone = network.districts.filter(({ inZone }) => inZone).map(({ id }) => id)
  const faults = plan.parties.flatMap(({ district }, index) =>
    zone.includes(district)
      ? []
      : [`parties[${index}].district: expected a district of the zone, got "${district}"`],
  )
  for (const id of zone) {
    const count = plan.parties.filter(({ district }) => district === id).length
    if (count !== 1) faults.push(`parties: expected one party for ${id}, got ${count}`)
  }
  if (plan.dueByMs <= plan.draftAtMs) faults.push('dueBy: expected a time after draftAt')
  if (plan.trendDays < plan.mandatoryDays) {
    faults.push(`trendDays: expected at least ${plan.mandatoryDays}, got ${plan.trendDays}`)
  }
  if (plan.daysLeast > plan.days) {
    faults.push(`climatology.daysLeast: expected at most ${plan.days}, got ${plan.daysLeast}`)
  }
  return faults
}
