import type { Json } from '../domain/json.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable } from './db.ts'
import { timeSql } from './db.ts'

/** Keeps the newest fit of a series; earlier ones stand in the runs that came of them. */
export async function saveFit(
  db: Queryable,
  seriesId: number,
  fit: { readonly cutOffAt: Instant; readonly state: Json },
): Promise<void> {
  await db.query(
    `INSERT INTO forecast_fit (series_id, fitted_at, state) VALUES ($1, ${timeSql('$2')}, $3)
     ON CONFLICT (series_id) DO UPDATE SET fitted_at = excluded.fitted_at, state = excluded.state`,
    [seriesId, fit.cutOffAt, JSON.stringify(fit.state)],
  )
}

/** The newest fit of a series; null before the first. */
export async function loadFit(db: Queryable, seriesId: number): Promise<Json | null> {
  const [row] = await db.query<{ state: string }>(
    'SELECT state FROM forecast_fit WHERE series_id = $1',
    [seriesId],
  )
  return row === undefined ? null : (JSON.parse(row.state) as Json)
}

/** Cut-off of each series' newest fit. */
export async function fitTimes(db: Queryable): Promise<ReadonlyMap<number, Instant>> {
  const rows = await db.query<{ series_id: number; fitted_at: Instant }>(
    'SELECT series_id, fitted_at FROM forecast_fit',
  )
  return new Map(rows.map(({ series_id, fitted_at }) => [series_id, fitted_at]))
}
