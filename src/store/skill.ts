import type { LeadScore, ScoreSums } from '../domain/forecast.ts'
import type { Page, SkillQuery, SkillRow } from '../domain/queries.ts'
import type { Instant } from '../domain/time.ts'
import { decodeCursor, pageOf, rowsToAsk } from './cursor.ts'
import type { Queryable } from './db.ts'
import { numberArray, timeSql } from './db.ts'

/** Columns of the sums, with their names inside. */
const columns: readonly (readonly [string, keyof ScoreSums])[] = [
  ['n', 'n'],
  ['absolute', 'absolute'],
  ['square', 'square'],
  ['crps', 'crps'],
  ['in80', 'in80'],
  ['in95', 'in95'],
  ['persistence_absolute', 'persistenceAbsolute'],
  ['persistence_square', 'persistenceSquare'],
  ['seasonal_absolute', 'seasonalAbsolute'],
  ['seasonal_square', 'seasonalSquare'],
  ['climatology_absolute', 'climatologyAbsolute'],
  ['climatology_square', 'climatologySquare'],
  ['climatology_crps', 'climatologyCrps'],
]
const names = columns.map(([name]) => name).join(', ')
const totals = columns.map(([name]) => `sum(${name})::float8 AS ${name}`).join(', ')

/** Scores of the targets of one day at one lead. */
export type DayScore = {
  readonly leadMs: number
  readonly dayAt: Instant
  readonly sums: ScoreSums
}

/** How far a series is scored. */
export type SkillReach = {
  /** Start of the first step that was not looked at yet. */
  readonly scoredTo: Instant
  /** Starts of the steps before it that had no truth, rising; one may have come since. */
  readonly missed: readonly Instant[]
}

/** Adds scores, and how far the series is scored now: both or neither, so that none counts twice. */
export async function addScores(
  tx: Queryable,
  seriesId: number,
  scores: readonly DayScore[],
  { scoredTo, missed }: SkillReach,
): Promise<void> {
  const arrays = columns.map(([, key]) => numberArray(scores.map(({ sums }) => sums[key])))
  await tx.query(
    `INSERT INTO skill AS k (series_id, lead_ms, day, ${names})
     SELECT $1::int, u.lead_ms, (${timeSql('u.day_at')} AT TIME ZONE 'UTC')::date, ${names}
     FROM unnest($2::int8[], $3::float8[], ${columns.map((_, i) => `$${i + 4}::float8[]`).join(', ')})
       AS u (lead_ms, day_at, ${names})
     ON CONFLICT (series_id, lead_ms, day) DO UPDATE SET
       ${columns.map(([name]) => `${name} = k.${name} + excluded.${name}`).join(', ')}`,
    [
      seriesId,
      numberArray(scores.map(({ leadMs }) => leadMs)),
      numberArray(scores.map(({ dayAt }) => dayAt)),
      ...arrays,
    ],
  )
  await tx.query(
    `INSERT INTO skill_reach (series_id, scored_to, missed)
     VALUES ($1, ${timeSql('$2')}, $3::float8[])
     ON CONFLICT (series_id) DO UPDATE SET
       scored_to = excluded.scored_to, missed = excluded.missed`,
    [seriesId, scoredTo, numberArray(missed)],
  )
}

/** How far a series is scored; null before the first scoring. */
export async function skillReach(db: Queryable, seriesId: number): Promise<SkillReach | null> {
  const [row] = await db.query<{ scored_to: Instant; missed: readonly Instant[] }>(
    'SELECT scored_to, missed FROM skill_reach WHERE series_id = $1',
    [seriesId],
  )
  return row === undefined ? null : { scoredTo: row.scored_to, missed: row.missed }
}

type TotalRow = Readonly<Record<string, number>> & { lead_ms: number; days: number }

/** Sums of a series' scores since a time, by lead. */
export async function skillSince(
  db: Queryable,
  seriesId: number,
  since: Instant,
): Promise<LeadScore[]> {
  const rows = await db.query<TotalRow>(
    `SELECT lead_ms, count(*)::int AS days, ${totals} FROM skill
     WHERE series_id = $1 AND day >= (${timeSql('$2')} AT TIME ZONE 'UTC')::date
     GROUP BY lead_ms ORDER BY lead_ms`,
    [seriesId, since],
  )
  return rows.map(toScore)
}

/** Skill by series and lead. @throws {AppError} `bad-cursor` */
export async function querySkill(db: Queryable, query: SkillQuery): Promise<Page<SkillRow>> {
  const { station, parameter, since, cursor, limit } = query
  const [afterSeries, afterLead] = cursor === null ? [null, null] : decodeCursor(cursor, [0, 0])
  const rows = await db.query<TotalRow & { series_id: number; station: string; parameter: string }>(
    `SELECT k.series_id, s.station, s.parameter, k.lead_ms, count(*)::int AS days, ${totals}
     FROM skill k JOIN series s ON s.id = k.series_id
     WHERE ($1::text IS NULL OR s.station = $1) AND ($2::text IS NULL OR s.parameter = $2)
       AND k.day >= (${timeSql('$3')} AT TIME ZONE 'UTC')::date
       AND ($4::int IS NULL OR (k.series_id, k.lead_ms) > ($4::int, $5::int8))
     GROUP BY k.series_id, s.station, s.parameter, k.lead_ms
     ORDER BY k.series_id, k.lead_ms LIMIT ${rowsToAsk(limit)}`,
    [station, parameter, since, afterSeries ?? null, afterLead ?? null],
  )
  return pageOf(
    rows,
    limit,
    (row) => ({ station: row.station, parameter: row.parameter, ...toScore(row) }),
    (row) => [row.series_id, row.lead_ms],
  )
}

function toScore(row: TotalRow): LeadScore {
  const sums = Object.fromEntries(columns.map(([name, key]) => [key, row[name]!]))
  return { leadMs: row.lead_ms, days: row.days, sums: sums as unknown as ScoreSums }
}
