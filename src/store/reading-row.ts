import type { Flag } from '../domain/flags.ts'
import type { StoredReading } from '../domain/queries.ts'
import type { Source } from '../domain/reading.ts'
import type { Instant } from '../domain/time.ts'
import { qualifierOf, sourceFlagOf } from './reading-codes.ts'

/** A row of `reading` or `reading_revision`. */
export type ReadingRow = {
  readonly observed_at: Instant
  readonly value: number
  readonly received_at: Instant
  readonly ingest_no: number
  readonly series_id: number
  readonly reasons: number
  readonly revision: number
  readonly flag: Flag
  readonly qualifier: number
  readonly source_flag: number
}

/** Such a row beside its series. */
export type JoinedRow = ReadingRow & {
  readonly station: string
  readonly parameter: string
  readonly period: string
  readonly source: Source
  readonly depth_m: number | null
}

export const joinedColumns = 's.station, s.parameter, s.period, s.source, s.depth_m, r.*'

export function toStoredReading(row: JoinedRow): StoredReading {
  const { station, parameter, period, source, value, flag, reasons, revision } = row
  return {
    station,
    parameter,
    period,
    source,
    depthM: row.depth_m,
    observedAt: row.observed_at,
    receivedAt: row.received_at,
    value,
    qualifier: qualifierOf(row.qualifier),
    sourceFlag: sourceFlagOf(row.source_flag),
    flag,
    reasons,
    revision,
  }
}
