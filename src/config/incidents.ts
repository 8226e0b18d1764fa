import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { incidentGrades } from '../domain/event.ts'
import { majorReasons, type IncidentPlan, type ReportPlan } from '../domain/incident.ts'
import type { Network } from '../domain/network.ts'
import { readJsonFile } from './json-file.ts'
import { certainty, duration, text } from './json-leaves.ts'

const reports = z
  .strictObject({
    source: text,
    certainty,
    firstWithin: z.strictObject(
      Object.fromEntries(incidentGrades.map((grade) => [grade, duration])) as Record<
        (typeof incidentGrades)[number],
        typeof duration
      >,
    ),
    followUpEvery: duration,
    resultWithin: duration,
    intervalsCertainty: certainty,
    asMajor: z.strictObject({
      reasons: z.array(z.enum(majorReasons)),
      heavyMetals: z.array(text),
      certainty,
    }),
  })
  .transform(({ firstWithin, followUpEvery, resultWithin, ...rest }): ReportPlan => {
    const intervals = { followUpEveryMs: followUpEvery, resultWithinMs: resultWithin }
    return { ...rest, firstWithinMs: firstWithin, ...intervals }
  })

const planFile = z.strictObject({ reports })

/**
 * Reads what a network prepares for incidents, `incidents.json` in its folder; without that file
 * nothing is reported by the clock.
 *
 * @throws {AppError} `config`, one line a fault:
 *   `incidents.json: reports.firstWithin.I: expected more than PT0S`
 */
export function loadIncidentPlan(folder: string, network: Network): IncidentPlan {
  const file = join(folder, 'incidents.json')
  return existsSync(file)
    ? readJsonFile(file, planFile, (plan) => faultsOf(plan, network))
    : { reports: null }
}

function faultsOf({ reports }: z.output<typeof planFile>, network: Network): string[] {
  const { firstWithinMs, followUpEveryMs, resultWithinMs, asMajor } = reports
  const spans = [
    ...incidentGrades.map((grade) => [`firstWithin.${grade}`, firstWithinMs[grade]] as const),
    ...([['followUpEvery', followUpEveryMs] as const, ['resultWithin', resultWithinMs]] as const),
  ]
  const faults = spans.flatMap(([name, ms]) =>
    ms > 0 ? [] : [`reports.${name}: expected more than PT0S`],
  )
  const known = new Set(network.parameters.map(({ code }) => code))
  const unknown = asMajor.heavyMetals.flatMap((code, index) =>
    known.has(code)
      ? []
      : [`reports.asMajor.heavyMetals[${index}]: expected a parameter's code, got "${code}"`],
  )
  return [...faults, ...unknown]
}
