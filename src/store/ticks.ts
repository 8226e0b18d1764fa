import type { Json } from '../domain/json.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable } from './db.ts'
import { foldRowsMax } from './limits.ts'
import { storableJson, timeSql } from './db.ts'

/** An input of the fold that is no reading: a timer that fired, an operator's act, an outage. */
export type NewTick = {
  readonly kind: string
  readonly at: Instant
  /** It was folded after the reading of this number, and before the next. */
  readonly afterIngestNo: number
  readonly body: Readonly<Record<string, Json>>
}

export type Tick = NewTick & { readonly no: number }

/** Enters a tick; numbers start at 1 and have no gaps, since the fold is the only writer. */
export async function appendTick(tx: Queryable, tick: NewTick): Promise<Tick> {
  const [row] = await tx.query<{ no: number }>(
    `INSERT INTO tick (no, after_ingest_no, at, kind, body)
     SELECT coalesce(max(no), 0) + 1, $1::int8, ${timeSql('$2')}, $3, $4::jsonb FROM tick
     RETURNING no`,
    [tick.afterIngestNo, tick.at, tick.kind, storableJson(tick.body)],
  )
  return { ...tick, no: row?.no ?? 0 }
}

/** Ticks numbered above `no`, in order. @param limit  at most `foldRowsMax` */
export async function ticksAfter(db: Queryable, no: number, limit: number): Promise<Tick[]> {
  const rows = await db.query<{
    no: number
    after_ingest_no: number
    at: Instant
    kind: string
    body: Record<string, Json>
  }>(
    `SELECT no, after_ingest_no, at, kind, body FROM tick WHERE no > $1
     ORDER BY no LIMIT ${Math.min(limit, foldRowsMax)}`,
    [no],
  )
  return rows.map(({ after_ingest_no, ...tick }) => ({ ...tick, afterIngestNo: after_ingest_no }))
}
