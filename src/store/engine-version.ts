import type { Queryable } from './db.ts'

export type EngineVersion = {
  readonly postgres: string
  /** Null where the extension is not installed. */
  readonly timescaledb: string | null
  /** `timescale` where old chunks can be compressed, `apache` where not. */
  readonly licence: string | null
}

/** What runs beneath, for the start and for `doctor`. */
export async function engineVersion(db: Queryable): Promise<EngineVersion> {
  const [row] = await db.query<EngineVersion>(
    `SELECT current_setting('server_version') AS postgres,
            (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb') AS timescaledb,
            current_setting('timescaledb.license', true) AS licence`,
  )
  return row ?? { postgres: 'unknown', timescaledb: null, licence: null }
}
