import type {
  RegisterDefinition,
  RegisterEntry,
  RegisterValue,
  RegisterValues,
} from '../domain/register.ts'
import type { Tx } from '../store/db.ts'
import { newestEntries } from '../store/registers.ts'

type Named = ReadonlyMap<string, ReadonlyMap<string, RegisterEntry>>
type Valued = Pick<RegisterEntry, 'values'>

/** Keys that a field names. */
const keysIn = (value: RegisterValue | undefined): readonly string[] =>
  typeof value === 'object' && value !== null ? value : typeof value === 'string' ? [value] : []

/** Entries of other registers that rows name, by register and key. */
export async function namedEntries(
  tx: Tx,
  { fields }: RegisterDefinition,
  rows: readonly Valued[],
): Promise<Named> {
  const named = new Map<string, ReadonlyMap<string, RegisterEntry>>()
  for (const { register } of fields) {
    if (register === null || named.has(register)) continue
    const own = fields.filter((one) => one.register === register)
    const keys = rows.flatMap(({ values }) => own.flatMap(({ id }) => keysIn(values[id])))
    named.set(register, await newestEntries(tx, register, [...new Set(keys)]))
  }
  return named
}

/** What an entry names of other registers and may not: none in force, or one that needs a reason. */
export function namingFaults(
  { fields, excused }: RegisterDefinition,
  values: RegisterValues,
  named: Named,
): string[] {
  const naming = fields.flatMap(({ id, register }) =>
    register === null ? [] : keysIn(values[id]).map((key) => ({ id, register, key })),
  )
  const entryOf = (register: string, key: string) => named.get(register)?.get(key)
  const missing = naming
    .filter(({ register, key }) => entryOf(register, key)?.retired !== false)
    .map(({ id, register, key }) => {
      return `${id}: expected an entry of ${register} in force, got "${key}"`
    })
  const unexcused = excused
    .filter(({ by }) => values[by] === null)
    .flatMap(({ field, where, is, by }) =>
      naming
        .filter(({ id, register, key }) => {
          return id === field && entryOf(register, key)?.values[where] === is
        })
        .map(({ key }) => `${by}: expected a reason, since ${where} of "${key}" is ${is}`),
    )
  return [...missing, ...unexcused]
}
