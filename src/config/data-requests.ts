import { existsSync } from 'node:fs'
import { z } from 'zod'
import type { DataRequestPlan } from '../domain/data-request.ts'
import { dayMs } from '../domain/time.ts'
import { certainty, duration } from './json-leaves.ts'
import { readJsonFile } from './json-file.ts'

const planFile = z
  .strictObject({ decideWithin: duration, certainty })
  .transform(({ decideWithin }): DataRequestPlan => ({ decideWithinMs: decideWithin }))

/**
 * Reads by when requests for data sets are decided, usually `data-requests.json` in the network's
 * folder.
 *
 * @returns null without that file: they are taken, and none is ever late
 * @throws {AppError} `config`: `data-requests.json: decideWithin: expected at least P1D and at most P365D`
 */
export function loadDataRequestPlan(file: string): DataRequestPlan | null {
  return existsSync(file) ? readJsonFile(file, planFile, faultsOf) : null
}

const faultsOf = ({ decideWithinMs }: DataRequestPlan) =>
  decideWithinMs >= dayMs && decideWithinMs <= 365 * dayMs
    ? []
    : ['decideWithin: expected at least P1D and at most P365D']
