import type { Queryable } from './db.ts'
import { numberArray, timeSql } from './db.ts'
import type { NumberedReading } from './copy-encoder.ts'
import { keyOf } from './outcomes.ts'
import type { CommitRow } from './outcomes.ts'
import { qualifierNumber, qualifierOf, sourceFlagNumber, sourceFlagOf } from './reading-codes.ts'
import type { ReadingRow } from './reading-row.ts'

/** Columns of `reading` in the order of {@link columnsOf}, and as SQL reads them from `u`. */
const columnNames =
  'series_id, observed_at, value, received_at, ingest_no, reasons, revision, flag, qualifier, source_flag'
const unnested = `unnest($1::int[], $2::float8[], $3::float8[], $4::float8[], $5::int8[],
  $6::int[], $7::int[], $8::int2[], $9::int2[], $10::int2[])
  AS u (series_id, observed_ms, value, received_ms, ingest_no, reasons, revision, flag,
        qualifier, source_flag)`
const values = `u.series_id, ${timeSql('u.observed_ms')}, u.value, ${timeSql('u.received_ms')},
  u.ingest_no, u.reasons, u.revision, u.flag, u.qualifier, u.source_flag`

function columnsOf(readings: readonly NumberedReading[]): string[] {
  return [
    numberArray(readings.map(({ row }) => row.seriesId)),
    numberArray(readings.map(({ row }) => row.observedAt)),
    numberArray(readings.map(({ row }) => row.value)),
    numberArray(readings.map(({ row }) => row.receivedAt)),
    numberArray(readings.map(({ ingestNo }) => ingestNo)),
    numberArray(readings.map(({ row }) => row.reasons)),
    numberArray(readings.map(({ revision }) => revision)),
    numberArray(readings.map(({ row }) => row.flag)),
    numberArray(readings.map(({ row }) => qualifierNumber(row.qualifier))),
    numberArray(readings.map(({ row }) => sourceFlagNumber(row.sourceFlag))),
  ]
}

/** Constant bounds in time let the planner leave out the other chunks. */
function spanOf(rows: readonly { readonly observedAt: number }[]): [number, number] {
  let [from, to] = [Infinity, -Infinity]
  for (const { observedAt } of rows) {
    from = Math.min(from, observedAt)
    to = Math.max(to, observedAt)
  }
  return [from, to]
}

/**
 * The stored reading of each row's key, null where there is none. Each key is looked up by itself:
 * of a span newer than its statistics a server expects one row, and then holds thousands against
 * each key (4.7 s for a batch that 17 ms do).
 */
export async function knownReadings(
  tx: Queryable,
  rows: readonly CommitRow[],
): Promise<Map<string, NumberedReading | null>> {
  const asked = new Map(rows.map((row) => [keyOf(row), row]))
  const known = new Map<string, NumberedReading | null>()
  if (asked.size === 0) return known
  const keys = [...asked.values()]
  const found = await tx.query<ReadingRow>(
    `SELECT r.* FROM unnest($1::int[], $2::float8[]) AS u (series_id, observed_ms)
     CROSS JOIN LATERAL (
       SELECT * FROM reading k
       WHERE k.series_id = u.series_id AND k.observed_at = ${timeSql('u.observed_ms')}
         AND k.observed_at BETWEEN ${timeSql('$3')} AND ${timeSql('$4')} LIMIT 1) r`,
    [
      numberArray(keys.map(({ seriesId }) => seriesId)),
      numberArray(keys.map(({ observedAt }) => observedAt)),
      ...spanOf(keys),
    ],
  )
  for (const key of asked.keys()) known.set(key, null)
  for (const stored of found) {
    const key = keyOf({ seriesId: stored.series_id, observedAt: stored.observed_at })
    const row = asked.get(key)
    if (row !== undefined) known.set(key, asNumbered(row, stored))
  }
  return known
}

function asNumbered(sameSeries: CommitRow, stored: ReadingRow): NumberedReading {
  const row = {
    ...sameSeries,
    value: stored.value,
    receivedAt: stored.received_at,
    reasons: stored.reasons,
    flag: stored.flag,
    qualifier: qualifierOf(stored.qualifier),
    sourceFlag: sourceFlagOf(stored.source_flag),
  }
  return { row, revision: stored.revision, ingestNo: stored.ingest_no }
}

/** Keeps what lost its place to a revision. */
export async function keepRevisions(
  tx: Queryable,
  readings: readonly NumberedReading[],
): Promise<void> {
  await tx.query(
    `INSERT INTO reading_revision (${columnNames}) SELECT ${values} FROM ${unnested}`,
    columnsOf(readings),
  )
}

/**
 * Puts revisions in the place of what was stored. The series are named twice, the second time as a
 * constant: of a compressed chunk only their batches are then decompressed.
 */
export async function replaceReadings(
  tx: Queryable,
  readings: readonly NumberedReading[],
): Promise<void> {
  await tx.query(
    `UPDATE reading r SET (value, received_at, ingest_no, reasons, revision, flag, qualifier,
       source_flag) = (u.value, ${timeSql('u.received_ms')}, u.ingest_no, u.reasons, u.revision,
       u.flag, u.qualifier, u.source_flag)
     FROM ${unnested}
     WHERE r.series_id = u.series_id AND r.observed_at = ${timeSql('u.observed_ms')}
       AND r.series_id = ANY ($1::int[])
       AND r.observed_at BETWEEN ${timeSql('$11')} AND ${timeSql('$12')}`,
    [...columnsOf(readings), ...spanOf(readings.map(({ row }) => row))],
  )
}
