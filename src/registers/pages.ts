import type { RegisterDefinition, RegisterEntry, RegisterQuery } from '../domain/register.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable } from '../store/db.ts'
import { queryRegister } from '../store/registers.ts'

/** All entries that a query asks for, page by page. */
export async function* registerPages(
  db: Queryable,
  definition: RegisterDefinition,
  query: Omit<RegisterQuery, 'cursor' | 'limit'>,
): AsyncGenerator<readonly RegisterEntry[]> {
  let cursor: string | null = null
  do {
    const page = await queryRegister(db, { ...query, cursor, limit: 500 }, definition)
    yield page.items
    cursor = page.next
  } while (cursor !== null)
}

/**
 * Entries of a register in force, of one district or of all; none where it is not kept.
 *
 * @param asOf  as they stood then; null: as they stand
 */
export async function entriesInForce(
  db: Queryable,
  { registers = [] }: { readonly registers?: readonly RegisterDefinition[] },
  register: string,
  district: string | null = null,
  asOf: Instant | null = null,
): Promise<RegisterEntry[]> {
  const definition = registers.find(({ id }) => id === register)
  if (definition === undefined) return []
  const query = { register, text: null, district, state: 'in-force', asOf } as const
  const found: RegisterEntry[] = []
  for await (const page of registerPages(db, definition, query)) found.push(...page)
  return found
}
