import { existsSync } from 'node:fs'
import { z } from 'zod'
import type { ForecastPlan } from '../domain/forecast-plan.ts'
import type { Network } from '../domain/network.ts'
import { dayMs, parsePeriod } from '../domain/time.ts'
import { readJsonFile } from './json-file.ts'

const durationMs = z
  .string({ error: 'duration such as PT1H' })
  .refine((text) => (parsePeriod(text) ?? 0) > 0, { error: 'duration such as PT1H' })
  .transform((text) => parsePeriod(text) ?? 0)
const days = z.int({ error: 'whole number of days from 1' }).min(1, 'whole number of days from 1')
const text = z.string({ error: 'text' }).min(1, { error: 'text that is not empty' })
const rising = (values: readonly number[]) =>
  values.every((value, index) => index === 0 || value > values[index - 1]!)

const group = z
  .strictObject({
    medium: z.enum(['water', 'air']),
    parameters: z.array(text).min(1, { error: 'at least one parameter' }),
    ahead: z
      .array(z.strictObject({ until: durationMs, every: durationMs }))
      .min(1, { error: 'at least one stretch' })
      .refine((stretches) => rising(stretches.map(({ until }) => until)), {
        error: 'stretches, each until later',
      }),
    certainty: z.enum(['sure', 'calculated', 'memory', 'design', 'synthetic']),
    source: text,
  })
  .transform(({ ahead, ...rest }) => ({
    ...rest,
    ahead: ahead.map(({ until, every }) => ({ untilMs: until, everyMs: every })),
  }))

const planFile = z
  .strictObject({
    every: durationMs,
    delay: durationMs,
    history: durationMs,
    refit: durationMs,
    gap: durationMs,
    judged: z.strictObject({ days, daysLeast: days }),
    leads: z
      .array(durationMs)
      .min(1, { error: 'at least one lead' })
      .refine(rising, { error: 'leads in rising order' }),
    groups: z.array(group),
  })
  .transform(({ every, delay, history, refit, gap, judged, leads, groups }): ForecastPlan => {
    return {
      everyMs: every,
      delayMs: delay,
      historyMs: history,
      refitMs: refit,
      gapMs: gap,
      judgedDays: judged.days,
      judgedDaysLeast: judged.daysLeast,
      leadsMs: leads,
      groups,
    }
  })

/** A fit of more days would take more than its share of a core; see docs/FORECASTS.md. */
const historyMsMax = 400 * dayMs

/**
 * Reads what a network has forecast, usually `forecasts.json` in its folder; a network without
 * that file has no forecasts.
 *
 * @throws {AppError} `config`, one line a fault:
 *   `forecasts.json: groups[0].parameters[3]: expected a code of the catalogue, got "x"`
 */
export function loadForecastPlan(file: string, network: Network): ForecastPlan | null {
  if (!existsSync(file)) return null
  return readJsonFile(file, planFile, (plan) => faultsOf(plan, network))
}

function faultsOf(plan: ForecastPlan, network: Network): string[] {
  const known = new Map(network.parameters.map(({ code, medium }) => [code, medium]))
  const faults = plan.groups.flatMap(({ parameters, medium }, g) =>
    parameters.flatMap((code, p) =>
      known.get(code) === medium
        ? []
        : [`groups[${g}].parameters[${p}]: expected a code of ${medium}, got "${code}"`],
    ),
  )
  if (plan.historyMs > historyMsMax) {
    faults.push(`history: expected at most P400D, got ${plan.historyMs / dayMs} days`)
  }
  if (plan.judgedDaysLeast > plan.judgedDays) {
    faults.push(
      `judged.daysLeast: expected at most ${plan.judgedDays}, got ${plan.judgedDaysLeast}`,
    )
  }
  return faults
}
