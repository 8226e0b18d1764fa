import type {
  RegisterDefinition,
  RegisterEntry,
  RegisterPage,
  RegisterQuery,
  RegisterValues,
} from '../domain/register.ts'
import type { Instant } from '../domain/time.ts'
import { decodeCursor, pageOf, rowsToAsk } from './cursor.ts'
import { numberArray, storableJson, storableText, timeSql, type Queryable } from './db.ts'
import { registerEntriesPerStatement, registerVersionsMax } from './limits.ts'

type Row = Omit<RegisterEntry, 'values'> & { readonly body: RegisterValues }

const entryOf = ({ body, ...row }: Row): RegisterEntry => ({ ...row, values: body })

/** Changes of one register take turns until the transaction ends. */
export async function lockRegister(tx: Queryable, register: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`register ${register}`])
}

/**
 * Entries of a register by their keys.
 *
 * @param fields  of its definition: texts that are no person's are searched, and the first field of
 *   type district is what the district is held against
 */
export async function queryRegister(
  db: Queryable,
  query: RegisterQuery,
  { fields }: Pick<RegisterDefinition, 'fields'>,
): Promise<RegisterPage> {
  const { register, text, district, choices = {}, state, asOf, cursor, limit } = query
  const [after] = cursor === null ? [null] : decodeCursor(cursor, [''])
  const searched = fields.filter(({ personal, type }) => !personal && type !== 'number')
  const districtField = fields.find(({ type }) => type === 'district')?.id ?? ''
  const rows = await db.query<Row>(
    `SELECT * FROM (
       SELECT DISTINCT ON (key) * FROM register_entry
       WHERE register = $1 AND ($2::text IS NULL OR key > $2::text)
         AND ($3::float8 IS NULL OR at <= ${timeSql('$3')})
       ORDER BY key, version DESC) e
     WHERE ($4::bool IS NULL OR retired = $4)
       AND ($5::text IS NULL OR body ->> $6::text = $5)
       AND ($7::text IS NULL OR EXISTS (SELECT FROM jsonb_each_text(body) f
         WHERE f.key = ANY ($8::text[]) AND position(lower($7) in lower(f.value)) > 0))
       AND body @> $9::jsonb
     ORDER BY key LIMIT ${rowsToAsk(limit)}`,
    [
      ...[register, after ?? null, asOf, state === 'all' ? null : state === 'retired'],
      ...[district, districtField, text === null ? null : storableText(text)],
      searched.map(({ id }) => id),
      storableJson(choices),
    ],
  )
  return pageOf(rows, limit, entryOf, ({ key }) => [key])
}

/** The newest version of each of these keys that has one. */
export async function newestEntries(
  db: Queryable,
  register: string,
  keys: readonly string[],
): Promise<Map<string, RegisterEntry>> {
  const rows = await db.query<Row>(
    `SELECT DISTINCT ON (key) * FROM register_entry
     WHERE register = $1 AND key = ANY ($2::text[]) ORDER BY key, version DESC`,
    [register, keys.map(storableText)],
  )
  return new Map(rows.map((row) => [row.key, entryOf(row)]))
}

/** All versions of an entry, the newest first, at most `registerVersionsMax` of them. */
export async function entryVersions(
  db: Queryable,
  register: string,
  key: string,
): Promise<RegisterEntry[]> {
  const rows = await db.query<Row>(
    `SELECT * FROM register_entry WHERE register = $1 AND key = $2
     ORDER BY version DESC LIMIT ${registerVersionsMax}`,
    [register, storableText(key)],
  )
  return rows.map(entryOf)
}

/** Enters versions; one that is there already fails the transaction. */
export async function insertEntries(
  tx: Queryable,
  entries: readonly RegisterEntry[],
): Promise<void> {
  for (let from = 0; from < entries.length; from += registerEntriesPerStatement) {
    const some = entries.slice(from, from + registerEntriesPerStatement)
    const texts = (['register', 'key', 'person', 'reason'] as const).map((name) =>
      some.map((entry) => storableText(entry[name])),
    )
    const numbers = (['version', 'at', 'n'] as const).map((name) =>
      numberArray(some.map((entry) => entry[name])),
    )
    await tx.query(
      `INSERT INTO register_entry
         (register, key, person, reason, version, at, n, retired, body)
       SELECT register, key, person, reason, version, ${timeSql('at')}, n, retired, body::jsonb
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int4[], $6::float8[],
         $7::int8[], $8::bool[], $9::text[])
         AS u (register, key, person, reason, version, at, n, retired, body)`,
      [
        ...[...texts, ...numbers],
        some.map(({ retired }) => retired),
        some.map(({ values }) => storableJson(values)),
      ],
    )
  }
}

/** How many entries of each register stand, and when it was changed last. */
export async function registerCounts(
  db: Queryable,
): Promise<ReadonlyMap<string, { readonly entries: number; readonly changedAt: Instant }>> {
  const rows = await db.query<{ register: string; entries: number; changed_at: Instant }>(
    `SELECT register, count(*) FILTER (WHERE NOT retired) AS entries, max(at) AS changed_at
     FROM (SELECT DISTINCT ON (register, key) register, retired, at FROM register_entry
       ORDER BY register, key, version DESC) e
     GROUP BY register`,
  )
  return new Map(
    rows.map(({ register, entries, changed_at: changedAt }) => [register, { entries, changedAt }]),
  )
}
