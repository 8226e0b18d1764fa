import type { DeskParts } from '../desk.ts'
import type { NewChange, Workflow } from '../domain/alert.ts'
import type { Instant } from '../domain/time.ts'
import { plannedWorkflows } from '../store/casework.ts'
import { appendChanges, logBegan } from '../store/change-log.ts'
import type { Queryable, Tx } from '../store/db.ts'
import { overduePerTick } from '../store/limits.ts'
import { lockRegister } from '../store/registers.ts'
import { saveNumbered } from './acts.ts'
import { meetingsDue } from './meetings.ts'
import { patrolsDue, planRegister } from './planning.ts'

type Opened = { readonly workflow: Workflow; readonly change: NewChange }

/** A workflow that the calendar wants opened by now. */
export type Planned = {
  /** Its name: at most one workflow has it. */
  readonly planned: string
  /** It is opened only where the log had begun by then; null: whenever it had. */
  readonly knownBy: Instant | null
  readonly open: (tx: Tx) => Opened | Promise<Opened>
}

/**
 * Opens the patrols of the annual plan (R26) and the joint meetings (R35) that are to be opened by
 * now, each exactly once: which there are is read under a lock, and the store refuses a second of a
 * name. Called by the tick; what was not opened while nobody ran is opened then, and is late at once.
 *
 * @returns how many were opened
 */
export async function openPlanned(parts: DeskParts): Promise<number> {
  if ((await toOpen(parts.db, parts)).length === 0) return 0
  const opened = await parts.db.transaction(async (tx) => {
    await lockRegister(tx, planRegister)
    const moved: Opened[] = []
    for (const { open } of (await toOpen(tx, parts)).slice(0, overduePerTick))
      moved.push(await open(tx))
    const changes = moved.map(({ change }) => change)
    const workflows = moved.map(({ workflow }) => workflow)
    if (moved.length > 0) await saveNumbered(tx, workflows, await appendChanges(tx, changes))
    return moved.length
  })
  if (opened > 0) parts.onChanges()
  return opened
}

async function toOpen(db: Queryable, parts: DeskParts): Promise<Planned[]> {
  const due = [...(await patrolsDue(db, parts)), ...meetingsDue(parts)]
  const names = due.map(({ planned }) => planned)
  const there = await plannedWorkflows(db, names, parts.exercise ?? false)
  const missing = due.filter(({ planned }) => !there.has(planned))
  const asksWhen = missing.some(({ knownBy }) => knownBy !== null)
  const beganAt = asksWhen ? ((await logBegan(db)) ?? Infinity) : Infinity
  return missing.filter(({ knownBy }) => knownBy === null || beganAt <= knownBy)
}
