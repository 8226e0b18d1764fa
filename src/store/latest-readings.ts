import type { StoredReading } from '../domain/queries.ts'
import type { Queryable } from './db.ts'
import { joinedColumns, toStoredReading, type JoinedRow } from './reading-row.ts'

/** Newest reading of every series; read once at the start. */
export async function latestReadings(db: Queryable): Promise<StoredReading[]> {
  const rows = await db.query<JoinedRow>(
    `SELECT ${joinedColumns} FROM series_newest r JOIN series s ON s.id = r.series_id`,
  )
  return rows.map(toStoredReading)
}
