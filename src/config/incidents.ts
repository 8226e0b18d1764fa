import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { incidentGrades } from '../domain/event.ts'
import {
  majorReasons,
  resourceKinds,
  type IncidentPlan,
  type MonitoringRule,
  type ReportPlan,
  type RequestPlan,
  type Resource,
} from '../domain/incident.ts'
import type { Network } from '../domain/network.ts'
import { dayMs, minuteMs } from '../domain/time.ts'
import { readJsonFile } from './json-file.ts'
import { certainty, duration, names, text } from './json-leaves.ts'

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

const requests = z
  .strictObject({ answerWithin: duration, propose: z.boolean(), certainty })
  .transform(({ answerWithin, ...rest }): RequestPlan => ({
    ...rest,
    answerWithinMs: answerWithin,
  }))

const monitoring = z
  .strictObject({ meetsFor: duration, certainty })
  .transform(({ meetsFor, ...rest }): MonitoringRule => ({ ...rest, meetsForMs: meetsFor }))

const planFile = z.strictObject({ reports, requests, monitoring })

/** Without the file: as the shipped one, and nothing is proposed. */
const noPlan = {
  reports: null,
  requests: { answerWithinMs: 30 * minuteMs, propose: false, certainty: 'design' },
  monitoring: { meetsForMs: 2 * dayMs, certainty: 'memory' },
} as const

const register = z.array(
  z
    .strictObject({
      id: z.string({ error: 'text' }).regex(/^[a-z0-9-]{1,64}$/, { error: 'a-z, 0-9 and -' }),
      kind: z.enum(resourceKinds),
      name: names,
      district: text,
      note: text.nullable().default(null),
      certainty,
    })
    .transform((one): Resource => one),
)

/**
 * Reads what a network prepares for incidents: `incidents.json` in its folder, without which
 * nothing is reported by the clock, and the register of boats, vehicles, instruments and people,
 * `resources.json`, without which none can be booked.
 *
 * @throws {AppError} `config`, one line a fault:
 *   `incidents.json: reports.firstWithin.I: expected more than PT0S`
 */
export function loadIncidentPlan(folder: string, network: Network): IncidentPlan {
  const file = join(folder, 'incidents.json')
  const plan = existsSync(file)
    ? readJsonFile(file, planFile, (given) => faultsOf(given, network))
    : noPlan
  return { ...plan, resources: loadResources(join(folder, 'resources.json'), network) }
}

function loadResources(file: string, { districts }: Network): readonly Resource[] {
  if (!existsSync(file)) return []
  const known = new Set(districts.map(({ id }) => id))
  const resources = readJsonFile(file, register, (given) =>
    given.flatMap(({ id, district }, index) => [
      ...(given.findIndex((one) => one.id === id) === index
        ? []
        : [`[${index}].id: expected each id once, got "${id}" again`]),
      ...(known.has(district)
        ? []
        : [`[${index}].district: expected a district of the network, got "${district}"`]),
    ]),
  )
  return resources.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

function faultsOf(
  { reports, requests, monitoring }: z.output<typeof planFile>,
  network: Network,
): string[] {
  const { firstWithinMs, followUpEveryMs, resultWithinMs, asMajor } = reports
  const spans: readonly (readonly [string, number])[] = [
    ...incidentGrades.map(
      (grade) => [`reports.firstWithin.${grade}`, firstWithinMs[grade]] as const,
    ),
    ['reports.followUpEvery', followUpEveryMs],
    ['reports.resultWithin', resultWithinMs],
    ['monitoring.meetsFor', monitoring.meetsForMs],
    ['requests.answerWithin', requests.answerWithinMs],
  ]
  const faults = spans.flatMap(([name, ms]) => (ms > 0 ? [] : [`${name}: expected more than PT0S`]))
  const known = new Set(network.parameters.map(({ code }) => code))
  const unknown = asMajor.heavyMetals.flatMap((code, index) =>
    known.has(code)
      ? []
      : [`reports.asMajor.heavyMetals[${index}]: expected a parameter's code, got "${code}"`],
  )
  return [...faults, ...unknown]
}
