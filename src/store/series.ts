import { assert } from '../domain/errors.ts'
import { seriesKeyOf } from '../domain/reading.ts'
import type { SeriesKey } from '../domain/reading.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable } from './db.ts'

export type SeriesRow = SeriesKey & {
  readonly id: number
  /** Newest `observedAt` stored; null before the first reading. */
  readonly newestAt: Instant | null
}

const selectSeries = `
  SELECT s.id, s.station, s.parameter, s.period, s.source, s.depth_m AS "depthM",
    l.observed_at AS "newestAt"
  FROM series s LEFT JOIN series_newest l ON l.series_id = s.id`

/** Every series, by id: read once at the start. */
export function loadSeries(db: Queryable): Promise<SeriesRow[]> {
  return db.query<SeriesRow>(`${selectSeries} ORDER BY s.id`)
}

/**
 * Enters the series that are not yet known, numbered from `nextId` on in the order given.
 *
 * @param keys  no key twice
 * @returns one row for each key, in its order
 */
export async function ensureSeries(
  db: Queryable,
  keys: readonly SeriesKey[],
  nextId: number,
): Promise<SeriesRow[]> {
  const spelled = keys.map(seriesKeyOf)
  const columns = (['station', 'parameter', 'period', 'source'] as const).map((name) =>
    keys.map((key) => key[name]),
  )
  const depths = keys.map((key) => key.depthM)
  await db.query(
    `INSERT INTO series (id, station, parameter, period, source, depth_m, key)
     SELECT $1::int - 1 + row_number() OVER (ORDER BY k.place),
            k.station, k.parameter, k.period, k.source, k.depth_m, k.key
     FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::text[])
       WITH ORDINALITY AS k (station, parameter, period, source, depth_m, key, place)
     WHERE NOT EXISTS (SELECT FROM series s WHERE s.key = k.key)
     ON CONFLICT (key) DO NOTHING`,
    [nextId, ...columns, depths, spelled],
  )
  const rows = await db.query<SeriesRow>(`${selectSeries} WHERE s.key = ANY ($1::text[])`, [
    spelled,
  ])
  const found = new Map(rows.map((series) => [seriesKeyOf(series), series]))
  return spelled.map((key) => {
    const series = found.get(key)
    assert(series !== undefined, `series ${key} is stored once it was entered`)
    return series
  })
}
