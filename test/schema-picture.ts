import type { Queryable } from '../src/store/db.ts'

type Column = {
  readonly table: string
  readonly column: string
  readonly type: string
  readonly required: boolean
}

/** Our tables, their columns and indexes as the database knows them: docs/schema.txt. */
export async function schemaPicture(db: Queryable): Promise<string> {
  const columns = await db.query<Column>(
    `SELECT c.relname AS "table", a.attname AS "column",
            format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE ${ours} AND c.relkind IN ('r', 'v') AND NOT a.attisdropped
     ORDER BY c.relname, a.attnum`,
  )
  const indexes = await db.query<{ table: string; definition: string }>(
    `SELECT c.relname AS "table", pg_get_indexdef(i.indexrelid) AS definition
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     WHERE ${ours} ORDER BY c.relname, i.indexrelid::regclass::text`,
  )
  const hypertables = await db.query<{ table: string }>(
    'SELECT hypertable_name AS "table" FROM timescaledb_information.hypertables',
  )
  const tables = [...new Set(columns.map(({ table }) => table))].map((table) => {
    const chunked = hypertables.some((one) => one.table === table) ? ' (hypertable)' : ''
    const lines = columns
      .filter((one) => one.table === table)
      .map(({ column, type, required }) => `  ${column} ${type}${required ? ' not null' : ''}`)
    const keys = indexes
      .filter((one) => one.table === table)
      .map(({ definition }) => `  ${short(definition)}`)
    return [`${table}${chunked}`, ...lines, ...keys].join('\n')
  })
  return `${tables.join('\n\n')}\n`
}

const ours = `c.relnamespace = 'public'::regnamespace AND NOT EXISTS (
  SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')`

/** @example short('CREATE INDEX a ON public.b USING btree (c)') // => 'index a (c)' */
function short(definition: string): string {
  return definition.replace(
    /^CREATE (UNIQUE )?INDEX (\S+) ON \S+ USING btree/,
    (_, unique, name) => `${unique ? 'unique ' : ''}index ${String(name)}`,
  )
}
