import { existsSync } from 'node:fs'
import { z } from 'zod'
import type { PatrolPlan } from '../domain/casework.ts'
import type { Network } from '../domain/network.ts'
import { dayMs } from '../domain/time.ts'
import { duration, text } from './json-leaves.ts'
import { readJsonFile } from './json-file.ts'

const fewTimes = 'whole number from 1 to 365'

const planFile = z
  .strictObject({
    waterBodies: z.array(text),
    leastPerYear: z
      .int({ error: fewTimes })
      .min(1, { error: fewTimes })
      .max(365, { error: fewTimes }),
    warnAfter: duration,
    deviceClock: z.strictObject({ markBeyond: duration, refuseFrom: duration }),
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
}

function faultsOf({ waterBodies, warnAfterMs, clock }: PatrolPlan, network: Network): string[] {
  const known = new Set(network.waterBodies.map(({ id }) => id))
  const faults = waterBodies.flatMap((id, index) =>
    known.has(id)
      ? []
      : [`waterBodies[${index}]: expected a water body of the network, got "${id}"`],
  )
  if (warnAfterMs >= 365 * dayMs) faults.push('warnAfter: expected less than a year')
  if (clock.markMs >= clock.refuseMs) {
    faults.push('deviceClock.markBeyond: expected less than refuseFrom')
  }
  return faults
}
