import type { Workflow } from '../domain/alert.ts'
import type { Sample } from '../domain/incident.ts'
import type { StoredReading } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import { timeSql, type Queryable } from './db.ts'
import { pageRowsMax } from './limits.ts'
import { joinedColumns, toStoredReading, type JoinedRow } from './reading-row.ts'

/** The open reports on the incident that an alert has become, locked; null: there are none. */
export async function openReportsOn(tx: Queryable, alert: string): Promise<Workflow | null> {
  const [row] = await tx.query<{ body: Workflow }>(
    `SELECT body FROM workflow
     WHERE kind = 'incident-report' AND open AND body -> 'about' ->> 'alert' = $1
     ORDER BY opened_at DESC, id LIMIT 1 FOR UPDATE`,
    [alert],
  )
  return row?.body ?? null
}

/**
 * The newest reading of each series of these stations, as received by `asOf` and no more than
 * `backMs` older, by station and series.
 *
 * @param parameter  null: of all
 */
export async function newestReadings(
  db: Queryable,
  stations: readonly string[],
  parameter: string | null,
  { asOf, backMs }: { readonly asOf: Instant; readonly backMs: number },
): Promise<StoredReading[]> {
  const rows = await db.query<JoinedRow>(
    `SELECT ${joinedColumns}
     FROM series s CROSS JOIN LATERAL (
       SELECT v.* FROM (SELECT * FROM reading UNION ALL SELECT * FROM reading_revision) v
       WHERE v.series_id = s.id AND v.received_at <= ${timeSql('$3')}
         AND v.observed_at > ${timeSql('$4')} AND v.observed_at <= ${timeSql('$3')}
       ORDER BY v.observed_at DESC, v.revision DESC LIMIT 1
     ) r
     WHERE s.station = ANY ($1::text[]) AND ($2::text IS NULL OR s.parameter = $2)
     ORDER BY s.station, r.series_id LIMIT ${pageRowsMax}`,
    [[...stations], parameter, asOf, asOf - backMs],
  )
  return rows.map(toStoredReading)
}

/** Results of manual samples of these stations and factors, oldest first, the newest 1,000. */
export async function samplesSince(
  db: Queryable,
  stations: readonly string[],
  parameters: readonly string[],
  from: Instant,
): Promise<Sample[]> {
  const rows = await db.query<{ station: string; parameter: string; at: Instant; value: number }>(
    `SELECT * FROM (
       SELECT s.station, s.parameter, r.observed_at AS at, r.value, r.series_id
       FROM reading r JOIN series s ON s.id = r.series_id
       WHERE s.source = 'manual' AND s.station = ANY ($1::text[])
         AND s.parameter = ANY ($2::text[]) AND r.observed_at >= ${timeSql('$3')}
       ORDER BY r.observed_at DESC, r.series_id LIMIT ${pageRowsMax}) newest
     ORDER BY at, series_id`,
    [[...stations], [...parameters], from],
  )
  return rows.map(({ station, parameter, at, value }) => {
    return { station, parameter, observedAt: at, value }
  })
}
