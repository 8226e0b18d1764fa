import { createHash } from 'node:crypto'
import type { ForecastRun, ForecastValue, KeptRun } from '../domain/forecast.ts'
import type { Json } from '../domain/json.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable, Row } from './db.ts'
import { numberArray, storableJson, timeSql } from './db.ts'
import { pageRowsMax } from './limits.ts'

/** Columns of a value beside its times, with where each stands. */
const figures: readonly (readonly [string, (value: ForecastValue) => number])[] = [
  ['model_median', ({ model }) => model.median],
  ['model_low80', ({ model }) => model.low80],
  ['model_high80', ({ model }) => model.high80],
  ['model_low95', ({ model }) => model.low95],
  ['model_high95', ({ model }) => model.high95],
  ['climatology_median', ({ climatology }) => climatology.median],
  ['climatology_low80', ({ climatology }) => climatology.low80],
  ['climatology_high80', ({ climatology }) => climatology.high80],
  ['climatology_low95', ({ climatology }) => climatology.low95],
  ['climatology_high95', ({ climatology }) => climatology.high95],
  ['persistence', ({ persistence }) => persistence],
  ['seasonal_naive', ({ seasonalNaive }) => seasonalNaive],
]
const names = figures.map(([name]) => name)

/**
 * SHA-256 over everything a run said, in hexadecimal: whoever kept it can tell whether what the
 * archive answers is what was issued.
 */
export function hashOfRun(run: ForecastRun): string {
  const { seriesId, issuedAt, cutOffAt, fittedAt, stepMs, model, note, verdicts, values } = run
  const said = values.map((value) => [
    value.at,
    value.leadMs,
    ...figures.map(([, read]) => read(value)),
  ])
  const judged = verdicts.map(({ leadMs, published, served, reason }) => [
    leadMs,
    published,
    served,
    reason,
  ])
  const content = [seriesId, issuedAt, cutOffAt, fittedAt, stepMs, model, note, judged, said]
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

/**
 * Keeps a run as issued; called again for the same series and time of issue it changes nothing.
 * Values have at most six digits, which is what the store gives back unchanged.
 */
export async function keepRun(tx: Queryable, run: ForecastRun): Promise<KeptRun> {
  const kept = { ...run, hash: hashOfRun(run) }
  const { seriesId, issuedAt, cutOffAt, fittedAt, stepMs, model, note, verdicts, values } = kept
  const fresh = await tx.query(
    `INSERT INTO forecast_run
       (series_id, issued_at, cut_off_at, fitted_at, step_ms, model, note, verdicts, hash)
     VALUES ($1, ${timeSql('$2')}, ${timeSql('$3')}, ${timeSql('$4')}, $5, $6, $7, $8::jsonb, $9)
     ON CONFLICT DO NOTHING RETURNING series_id`,
    [
      ...[seriesId, issuedAt, cutOffAt, fittedAt, stepMs, model, note],
      storableJson(verdicts as unknown as Json),
      kept.hash,
    ],
  )
  if (fresh.length === 0 || values.length === 0) return kept
  const columns = [
    numberArray(values.map(({ at }) => at)),
    numberArray(values.map(({ leadMs }) => leadMs)),
    ...figures.map(([, read]) => numberArray(values.map(read))),
  ]
  const arrays = columns.map(
    (_, i) => `$${i + 3}::${i === 0 ? 'float8' : i === 1 ? 'int8' : 'float4'}[]`,
  )
  await tx.query(
    `INSERT INTO forecast_value (series_id, issued_at, at, lead_ms, ${names.join(', ')})
     SELECT $1::int, ${timeSql('$2')}, ${timeSql('u.at')}, u.lead_ms, ${names.join(', ')}
     FROM unnest(${arrays.join(', ')}) AS u (at, lead_ms, ${names.join(', ')})`,
    [seriesId, issuedAt, ...columns],
  )
  return kept
}

/**
 * The newest run of a station's parameter, or the newest issued at or before a time.
 *
 * @returns null when there is none
 */
export async function newestRun(
  db: Queryable,
  about: {
    readonly station: string
    readonly parameter: string
    readonly issuedBy: Instant | null
  },
): Promise<KeptRun | null> {
  const [row] = await db.query<Omit<KeptRun, 'values'>>(
    `SELECT r.series_id AS "seriesId", r.issued_at AS "issuedAt", r.cut_off_at AS "cutOffAt",
       r.fitted_at AS "fittedAt", r.step_ms AS "stepMs", r.model, r.note, r.verdicts, r.hash
     FROM series s CROSS JOIN LATERAL (
       SELECT * FROM forecast_run f
       WHERE f.series_id = s.id AND f.issued_at <= coalesce(${timeSql('$3')}, 'infinity')
       ORDER BY f.issued_at DESC LIMIT 1
     ) r
     WHERE s.station = $1 AND s.parameter = $2
     ORDER BY r.issued_at DESC, r.series_id LIMIT 1`,
    [about.station, about.parameter, about.issuedBy],
  )
  if (row === undefined) return null
  const { seriesId, issuedAt, cutOffAt } = row
  const values = await db.query<Row>(
    `SELECT * FROM forecast_value
     WHERE series_id = $1 AND issued_at = ${timeSql('$2')} AND at >= ${timeSql('$3')}
     ORDER BY at LIMIT ${pageRowsMax}`,
    [seriesId, issuedAt, cutOffAt],
  )
  return { ...row, values: values.map(toValue) }
}

/**
 * What was said, by whichever run, of the steps that begin at some times.
 *
 * @param steps  rising
 */
export async function valuesAbout(
  db: Queryable,
  about: { readonly seriesId: number; readonly steps: readonly Instant[] },
  limit: number,
): Promise<ForecastValue[]> {
  const { seriesId, steps } = about
  const [first, last] = [steps[0], steps.at(-1)]
  if (first === undefined || last === undefined) return []
  // The bounds leave chunks out before anything is read, which a list of times does not.
  const rows = await db.query<Row>(
    `SELECT * FROM forecast_value
     WHERE series_id = $1 AND at >= ${timeSql('$2')} AND at <= ${timeSql('$3')}
       AND at IN (SELECT ${timeSql('step')} FROM unnest($4::float8[]) AS u (step))
     ORDER BY at, issued_at DESC LIMIT ${limit}`,
    [seriesId, first, last, numberArray(steps)],
  )
  return rows.map(toValue)
}

/**
 * What was said of a stretch of time at some leads exactly. A month of hours with 72 leads each are
 * 52,000 rows looked through, some 40 ms.
 */
export async function valuesAtLeads(
  db: Queryable,
  about: {
    readonly seriesId: number
    readonly from: Instant
    readonly to: Instant
    readonly leadsMs: readonly number[]
  },
): Promise<ForecastValue[]> {
  const rows = await db.query<Row>(
    `SELECT * FROM forecast_value
     WHERE series_id = $1 AND at >= ${timeSql('$2')} AND at < ${timeSql('$3')}
       AND lead_ms = ANY ($4::int8[])
     ORDER BY at, issued_at`,
    [about.seriesId, about.from, about.to, numberArray(about.leadsMs)],
  )
  return rows.map(toValue)
}

/** When each series was issued last. */
export async function lastIssues(db: Queryable): Promise<ReadonlyMap<number, Instant>> {
  const rows = await db.query<{ series_id: number; issued_at: Instant }>(
    'SELECT series_id, max(issued_at) AS issued_at FROM forecast_run GROUP BY series_id',
  )
  return new Map(rows.map(({ series_id, issued_at }) => [series_id, issued_at]))
}

function toValue(row: Row): ForecastValue {
  const figure = (name: string) => row[name] as number
  const band = (of: string) => ({
    median: figure(`${of}_median`),
    low80: figure(`${of}_low80`),
    high80: figure(`${of}_high80`),
    low95: figure(`${of}_low95`),
    high95: figure(`${of}_high95`),
  })
  return {
    at: figure('at'),
    leadMs: figure('lead_ms'),
    model: band('model'),
    climatology: band('climatology'),
    persistence: figure('persistence'),
    seasonalNaive: figure('seasonal_naive'),
  }
}
