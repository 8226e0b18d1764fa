import type { Queryable } from './db.ts'

export type TableShape = {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly fixedWidth: boolean }[]
}

/** Tables of ours in the `public` schema, by name, without what the migrations know of themselves. */
export async function ourTables(db: Queryable): Promise<TableShape[]> {
  const rows = await db.query<{ table: string; column: string; fixed: boolean }>(
    `SELECT c.relname AS "table", a.attname AS "column", a.attlen > 0 AS fixed
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
       AND c.relname <> 'migration' AND NOT a.attisdropped AND a.attgenerated = ''
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     ORDER BY c.relname, a.attnum`,
  )
  const names = [...new Set(rows.map(({ table }) => table))]
  return names.map((name) => ({
    name,
    columns: rows
      .filter(({ table }) => table === name)
      .map(({ column, fixed }) => ({ name: column, fixedWidth: fixed })),
  }))
}

/** Migrations that were run, first to last; null in a database that no engine has opened. */
export async function migrationsRun(db: Queryable): Promise<string[] | null> {
  const [has] = await db.query<{ has: boolean }>(
    `SELECT to_regclass('migration') IS NOT NULL AS has`,
  )
  if (has?.has !== true) return null
  const rows = await db.query<{ name: string }>('SELECT name FROM migration ORDER BY id')
  return rows.map(({ name }) => name)
}
