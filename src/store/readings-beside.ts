import type { Instant } from '../domain/time.ts'
import { dayMs, parsePeriod } from '../domain/time.ts'
import type { Queryable } from './db.ts'
import { timeSql } from './db.ts'

/** A manual sample as it was committed. */
export type Sample = {
  readonly station: string
  readonly parameter: string
  readonly depthM: number | null
  readonly observedAt: Instant
  readonly ingestNo: number
}

type Beside = {
  readonly observedAt: Instant
  readonly periodMs: number
  readonly value: number
  readonly revision: number
}

/** The longest average that a sample is held against. */
const reachMs = 2 * dayMs

/**
 * Of each automatic series of a sample's station, parameter and depth the usable reading at or
 * before it, and the one after it. Only what was committed before the sample itself counts, so
 * that asking again answers the same.
 *
 * @returns one list for each sample, in its order
 */
export async function automaticBeside(
  db: Queryable,
  samples: readonly Sample[],
): Promise<Beside[][]> {
  const rows = await db.query<
    { place: number; period: string; observed_at: Instant } & Pick<Beside, 'value' | 'revision'>
  >(
    `SELECT u.place, s.period, r.observed_at, r.value, r.revision
     FROM unnest($1::text[], $2::text[], $3::float8[], $4::float8[], $5::int8[])
       WITH ORDINALITY AS u (station, parameter, depth_m, observed_ms, no, place)
     JOIN series s ON s.station = u.station AND s.parameter = u.parameter
       AND s.source = 'automatic' AND s.depth_m IS NOT DISTINCT FROM u.depth_m
     CROSS JOIN LATERAL (
       (SELECT * FROM reading v WHERE ${usable} AND v.observed_at <= ${timeSql('u.observed_ms')}
          AND v.observed_at > ${timeSql(`(u.observed_ms - ${reachMs})`)}
        ORDER BY v.observed_at DESC LIMIT 1)
       UNION ALL
       (SELECT * FROM reading v WHERE ${usable} AND v.observed_at > ${timeSql('u.observed_ms')}
          AND v.observed_at < ${timeSql(`(u.observed_ms + ${reachMs})`)}
        ORDER BY v.observed_at LIMIT 1)
     ) r`,
    [
      samples.map(({ station }) => station),
      samples.map(({ parameter }) => parameter),
      samples.map(({ depthM }) => depthM),
      samples.map(({ observedAt }) => observedAt),
      samples.map(({ ingestNo }) => ingestNo),
    ],
  )
  const found = samples.map((): Beside[] => [])
  for (const { place, period, observed_at: observedAt, value, revision } of rows) {
    found[place - 1]!.push({ observedAt, periodMs: parsePeriod(period) ?? 0, value, revision })
  }
  return found
}

/** Neither failed (flag 4) nor only a bound of the truth. */
const usable = 'v.series_id = s.id AND v.ingest_no < u.no AND v.flag <> 4 AND v.qualifier = 0'
