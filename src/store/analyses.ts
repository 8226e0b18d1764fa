import type { Analysis } from '../domain/reading.ts'
import { timeSql } from './db.ts'
import type { Queryable } from './db.ts'
import type { CommitRow, RowOutcome } from './outcomes.ts'

/** What a laboratory said of the rows `from` to `to` (exclusive) of a batch. */
export type NewAnalysis = Analysis & { readonly from: number; readonly to: number }

/**
 * Keeps when and by which method samples were analysed, beside the revision of the reading that
 * each row made or is a duplicate of; what was said first of a revision stays.
 */
export async function insertAnalyses(
  tx: Queryable,
  analyses: readonly NewAnalysis[],
  rows: readonly CommitRow[],
  outcomes: readonly RowOutcome[],
): Promise<void> {
  const said = analyses.flatMap(({ analysedAt, method, from, to }) =>
    rows.slice(from, to).map(({ seriesId, observedAt }, index) => {
      const { revision } = outcomes[from + index]!
      return { seriesId, observedAt, revision, analysedAt, method }
    }),
  )
  await tx.query(
    `INSERT INTO reading_analysis (series_id, observed_at, revision, analysed_at, method)
     SELECT series_id, ${timeSql('observed_ms')}, revision, ${timeSql('analysed_ms')}, method
     FROM unnest($1::int[], $2::float8[], $3::int[], $4::float8[], $5::text[])
       AS u (series_id, observed_ms, revision, analysed_ms, method)
     ON CONFLICT DO NOTHING`,
    [
      said.map(({ seriesId }) => seriesId),
      said.map(({ observedAt }) => observedAt),
      said.map(({ revision }) => revision),
      said.map(({ analysedAt }) => analysedAt),
      said.map(({ method }) => method),
    ],
  )
}
