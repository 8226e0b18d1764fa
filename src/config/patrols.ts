import { existsSync } from 'node:fs'
import { z } from 'zod'
import type { MeetingPlan, PatrolPlan, TeamHeadPlan } from '../domain/casework.ts'
import type { Network } from '../domain/network.ts'
import { dayMs, isDate } from '../domain/time.ts'
import { certainty, duration, text } from './json-leaves.ts'
import { readJsonFile } from './json-file.ts'

const fewTimes = 'whole number from 1 to 365'

const aYear = 'year such as 2026'

const teamHead = z
  .strictObject({
    order: z.array(text).min(1, { error: 'at least one district' }),
    firstYear: z.int({ error: aYear }).min(2000, { error: aYear }).max(9999, { error: aYear }),
    certainty,
  })
  .transform(({ order, firstYear }): TeamHeadPlan => ({ order, firstYear }))

const dayOfYear = z
  .string({ error: 'day such as 07-15' })
  .refine((given) => /^\d\d-\d\d$/.test(given) && isDate(`2026-${given}`), {
    error: 'day such as 07-15',
  })

const jointMeeting = z
  .strictObject({
    days: z.strictObject({ H1: dayOfYear, H2: dayOfYear }),
    remindBefore: duration,
    certainty,
  })
  .transform(({ days, remindBefore }): MeetingPlan => ({ days, remindBeforeMs: remindBefore }))

const planFile = z
  .strictObject({
    waterBodies: z.array(text),
    leastPerYear: z
      .int({ error: fewTimes })
      .min(1, { error: fewTimes })
      .max(365, { error: fewTimes }),
    warnAfter: duration,
    deviceClock: z.strictObject({ markBeyond: duration, refuseFrom: duration }),
    teamHead: teamHead.nullable().default(null),
    jointMeeting: jointMeeting.nullable().default(null),
    crossBorderTo: z.record(text, z.array(text)).default({}),
  })
  .transform(({ warnAfter, deviceClock, ...rest }): PatrolPlan => {
    const clock = { markMs: deviceClock.markBeyond, refuseMs: deviceClock.refuseFrom }
    return { ...rest, warnAfterMs: warnAfter, clock }
  })

/**
 * Reads what a network asks of its joint patrols, usually `patrols.json` in its folder; without
 * that file none is counted, and devices have the clock rule of the shipped one.
 *
 * @throws {AppError} `config`, one line a fault:
 *   `patrols.json: waterBodies[0]: expected a water body of the network, got "x"`
 */
export function loadPatrolPlan(file: string, network: Network): PatrolPlan {
  return existsSync(file) ? readJsonFile(file, planFile, (plan) => faultsOf(plan, network)) : noPlan
}

const noPlan: PatrolPlan = {
  waterBodies: [],
  leastPerYear: 1,
  warnAfterMs: 0,
  clock: { markMs: 5 * 60_000, refuseMs: 60 * 60_000 },
  teamHead: null,
  jointMeeting: null,
  crossBorderTo: {},
}

function faultsOf(plan: PatrolPlan, network: Network): string[] {
  const { waterBodies, warnAfterMs, clock } = plan
  const known = new Set(network.waterBodies.map(({ id }) => id))
  const faults = waterBodies.flatMap((id, index) =>
    known.has(id)
      ? []
      : [`waterBodies[${index}]: expected a water body of the network, got "${id}"`],
  )
  if (warnAfterMs >= 365 * dayMs) faults.push('warnAfter: expected less than a year')
  if ((plan.jointMeeting?.remindBeforeMs ?? 0) > 90 * dayMs)
    faults.push('jointMeeting.remindBefore: expected at most P90D')
  if (clock.markMs >= clock.refuseMs) {
    faults.push('deviceClock.markBeyond: expected less than refuseFrom')
  }
  return [...faults, ...districtFaults(plan, network)]
}

function districtFaults({ teamHead, crossBorderTo }: PatrolPlan, { districts }: Network): string[] {
  const zone = new Set(districts.filter(({ inZone }) => inZone).map(({ id }) => id))
  const order = teamHead?.order ?? []
  const unknown = Object.keys(crossBorderTo).filter((id) => !districts.some((one) => one.id === id))
  const faults = unknown.map(
    (id) => `crossBorderTo: expected a district of the network, got "${id}"`,
  )
  const turns = order.flatMap((id, index) => [
    ...(zone.has(id)
      ? []
      : [`teamHead.order[${index}]: expected a district of the zone, got "${id}"`]),
    ...(order.indexOf(id) === index
      ? []
      : [`teamHead.order[${index}]: expected each district once, got "${id}" again`]),
  ])
  return [...faults, ...turns]
}
