import type { Queryable } from '../src/store/db.ts'

type Column = {
  readonly table: string
  readonly column: string
  readonly type: string
  readonly key: boolean
}

/** Columns that name a row of another table; the tables carry no foreign keys, for speed. */
const relations = [
  'series ||--o{ reading : series_id',
  'series ||--o{ reading_revision : series_id',
  'series ||--|| series_latest : series_id',
  'series ||--o{ reading_hour : series_id',
  'reading ||--o| reading_analysis : "analysed by a laboratory"',
  'reading ||--o{ reading_revision : "replaced by a revision"',
  'series ||--o{ forecast_run : series_id',
  'forecast_run ||--o{ forecast_value : "series_id, issued_at"',
  'series ||--o| forecast_fit : series_id',
  'series ||--o{ skill : series_id',
  'series ||--o| skill_reach : series_id',
  'alert ||--o{ workflow : alert',
  'alert ||--o{ change_log : subject',
  'workflow ||--o{ change_log : subject',
  'alert ||--o{ delivery : alert',
  'alert ||--o{ delivery_told : alert',
  'attachment ||--o{ attachment_piece : sha256',
  'change_log ||--o{ register_entry : "sealed by n"',
  'change_log ||--o| evidence_key : "entered by n"',
  'change_head ||--|| change_log : "last number and hash"',
]

/** The schema as the database knows it, as an entity-relationship drawing: docs/schema.md. */
export async function schemaPicture(db: Queryable): Promise<string> {
  const columns = await db.query<Column>(
    `SELECT c.relname AS "table", a.attname AS "column",
            replace(format_type(a.atttypid, a.atttypmod), ' ', '_') AS type,
            coalesce(a.attnum = ANY (i.indkey), false) AS key
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     WHERE ${ours} AND c.relkind = 'r' AND NOT a.attisdropped
     ORDER BY c.relname, a.attnum`,
  )
  const hypertables = await db.query<{ table: string }>(
    'SELECT hypertable_name AS "table" FROM timescaledb_information.hypertables ORDER BY 1',
  )
  const tables = [...new Set(columns.map(({ table }) => table))].map((table) => {
    const lines = columns
      .filter((one) => one.table === table)
      .map(({ column, type, key }) => `    ${type} ${column}${key ? ' PK' : ''}`)
    return [`  ${table} {`, ...lines, '  }'].join('\n')
  })
  return [
    '# Schema',
    '',
    'Drawn from the migrated database by a test, which fails when this picture is old.',
    `Hypertables: ${hypertables.map(({ table }) => `\`${table}\``).join(', ')}.`,
    '',
    '```mermaid',
    'erDiagram',
    ...relations.map((relation) => `  ${relation}`),
    ...tables,
    '```',
    '',
  ].join('\n')
}

const ours = `c.relnamespace = 'public'::regnamespace AND NOT EXISTS (
  SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')`
