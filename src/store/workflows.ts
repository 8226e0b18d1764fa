import { escapeLiteral } from 'pg'
import type { Workflow } from '../domain/alert.ts'
import type { Page, WorkflowQuery } from '../domain/queries.ts'
import { bodiesOf, openedLastFirst } from './bodies.ts'
import type { Queryable } from './db.ts'
import { storableJson, timeSql } from './db.ts'
import { pageRowsMax } from './limits.ts'

type Stored = { readonly body: Workflow }

/** Enters a workflow, or what it has become. */
export async function saveWorkflow(tx: Queryable, workflow: Workflow): Promise<void> {
  await saveWorkflows(tx, [workflow])
}

/** Enters workflows, or what they have become; each is named once. */
export async function saveWorkflows(tx: Queryable, workflows: readonly Workflow[]): Promise<void> {
  if (workflows.length > 0) await tx.query(saveWorkflowsSql(workflows))
}

/** The statement that enters workflows; see {@link saveWorkflows}. */
export function saveWorkflowsSql(workflows: readonly Workflow[]): string {
  return `INSERT INTO workflow (id, kind, state, alert, open, opened_at, n, body, due_at)
    SELECT w ->> 'id', w ->> 'kind', w ->> 'state', w ->> 'alert',
      w ->> 'closedAt' IS NULL, ${timeSql("(w ->> 'openedAt')")}, (w ->> 'n')::int8, w,
      ${timeSql("(w ->> 'dueAt')")}
    FROM jsonb_array_elements(${escapeLiteral(storableJson(workflows))}::jsonb) AS w
    ON CONFLICT (id) DO UPDATE
      SET (state, open, n, body, due_at) = (excluded.state, excluded.open, excluded.n,
        excluded.body, excluded.due_at)`
}

/** With `forUpdate` it is locked until the transaction ends. */
export async function getWorkflow(
  db: Queryable,
  id: string,
  { forUpdate = false }: { readonly forUpdate?: boolean } = {},
): Promise<Workflow | null> {
  const [row] = await db.query<Stored>(
    `SELECT body FROM workflow WHERE id = $1 ${forUpdate ? 'FOR UPDATE' : ''}`,
    [id],
  )
  return row?.body ?? null
}

/** Workflows that are about another one, in the order they were opened. */
export function workflowsAbout(db: Queryable, id: string): Promise<Workflow[]> {
  return bodiesOf(
    db,
    `SELECT body FROM workflow WHERE body -> 'about' ->> 'workflow' = $1
     ORDER BY opened_at, id LIMIT ${pageRowsMax}`,
    [id],
  )
}

/**
 * The consultation on the air product of a date that was opened last; without a date, of the
 * newest date that has one.
 *
 * @returns null when there was none
 */
export async function newestConsultation(
  db: Queryable,
  date: string | null,
): Promise<Workflow | null> {
  const [row] = await db.query<Stored>(
    `SELECT body FROM workflow
     WHERE body -> 'about' ->> 'product' = 'air'
       AND ($1::text IS NULL OR body -> 'about' ->> 'date' = $1)
     ORDER BY body -> 'about' ->> 'date' DESC, opened_at DESC, n DESC LIMIT 1`,
    [date],
  )
  return row?.body ?? null
}

/** Consultations on air products that are still open, by date. */
export function openConsultations(db: Queryable): Promise<Workflow[]> {
  return bodiesOf(
    db,
    `SELECT body FROM workflow WHERE open AND body -> 'about' ->> 'product' = 'air'
     ORDER BY body -> 'about' ->> 'date', opened_at LIMIT ${pageRowsMax}`,
  )
}

/** Opened last first. `state`: one of its definition's, or `open`, or `closed`. */
export function queryWorkflows(db: Queryable, query: WorkflowQuery): Promise<Page<Workflow>> {
  const { kind, state } = query
  return openedLastFirst(
    db,
    'workflow',
    `($1::text IS NULL OR kind = $1)
       AND ($2::text IS NULL OR state = $2 OR open = ($2 = 'open') AND $2 IN ('open', 'closed'))`,
    [kind, state],
    query,
  )
}
