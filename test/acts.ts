import { expect } from 'vitest'
import type { StepInput } from '../alerts/workflow/guards.ts'
import { createDeadlineWatch } from '../src/deadline-watch.ts'
import type { Desk, Done } from '../src/desk.ts'
import type { Alert, Workflow } from '../src/domain/alert.ts'
import type { HandOpening } from '../src/domain/casework.ts'
import type { AlertQuery } from '../src/domain/queries.ts'
import type { Engine } from '../src/engine.ts'
import { importRegister } from '../src/registers/acts.ts'
import { queryAlerts } from '../src/store/alerts.ts'
import type { Db } from '../src/store/db.ts'
import { queryWorkflows } from '../src/store/workflows.ts'

/* What people do on an engine without doors, and what is found there: what is not told is usual. */

/** What an act made; throws why it was refused. */
export function made<T>(done: Done<T>): T {
  if (!done.ok) throw new Error(`${done.code}: ${done.detail}`)
  return done.subject
}

/** Opens a case by hand, of Pingwang unless told. */
export async function openCase(
  desk: Desk,
  kind: HandOpening['kind'],
  part: Partial<HandOpening> = {},
): Promise<Workflow> {
  const opening: HandOpening = {
    ...{ kind, procedure: null, station: 'pingwang', district: null, waterBody: null },
    ...{ workflow: null, about: {}, person: '王', exercise: false },
  }
  return made(await desk.openByHand({ ...opening, ...part }))
}

/** Takes a step now, as a person of Wujiang unless told. */
export function step(
  { desk, parts }: Engine,
  id: string,
  name: string,
  part: Partial<StepInput> = {},
): Promise<Done<Workflow>> {
  const at = parts.clock.now()
  const by = { district: 'wujiang', person: '李', place: null, data: {}, attachments: [] }
  return desk.takeStep(id, { ...by, step: name, at, ...part }, null)
}

/** As `step`; throws why it was refused. */
export const take = async (...given: Parameters<typeof step>): Promise<Workflow> =>
  made(await step(...given))

/** Brings rows into a register, the names of the columns first. */
export function importRows(
  engine: Engine,
  register: string,
  rows: readonly string[],
): ReturnType<typeof importRegister> {
  const definition = engine.parts.registers.find(({ id }) => id === register)!
  return importRegister(engine, definition, rows.join('\n'), {
    ...{ person: '王', reason: '普查', dryRun: false },
  })
}

/** As `importRows`, of rows that are taken. */
export async function enterRows(...given: Parameters<typeof importRows>): Promise<void> {
  expect(await importRows(...given)).toMatchObject({ ok: true })
}

/** What the second brings that the clock stands at. */
export async function passSecond(engine: Engine): Promise<void> {
  const watch = createDeadlineWatch(engine)
  await watch.tick(engine.parts.clock.now())
  watch.close()
}

/** All alerts, opened last first, or those of a state, station or kind. */
export async function alertsIn(db: Db, part: Partial<AlertQuery> = {}): Promise<readonly Alert[]> {
  const all = { state: 'all', station: null, kind: null, changedSince: null } as const
  return (await queryAlerts(db, { ...all, cursor: null, limit: 1_000, ...part })).items
}

/** All workflows, or those of a kind, opened last first. */
export async function workflowsIn(
  db: Db,
  kind: string | null = null,
): Promise<readonly Workflow[]> {
  return (await queryWorkflows(db, { kind, state: null, cursor: null, limit: 1_000 })).items
}
