import { AppError } from '../domain/errors.ts'
import { pageRowsMax } from './limits.ts'
import type { Page } from '../domain/queries.ts'

type Key = readonly (string | number)[]

/** An opaque cursor: the order key of a page's last item. */
function encodeCursor(key: Key): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/**
 * Reads a cursor back.
 *
 * @param shape  an example of the key: same length and types
 * @throws {AppError} `bad-cursor` when it is not one of ours
 */
export function decodeCursor<K extends Key>(cursor: string, shape: K): K {
  const key = parseKey(cursor)
  const fits =
    Array.isArray(key) &&
    key.length === shape.length &&
    shape.every((part, i) => typeof part === typeof key[i])
  if (!fits) throw new AppError('bad-cursor', 'cursor: expected one that an earlier page gave')
  return key as unknown as K
}

function parseKey(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return null
  }
}

/** Rows to ask for: one more than the page, to know whether there is a next one. */
export function rowsToAsk(limit: number): number {
  return Math.min(limit, pageRowsMax) + 1
}

/** Cuts what {@link rowsToAsk} brought into a page. */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  item: (row: R) => T,
  keyOf: (row: R) => Key,
): Page<T> {
  const shown = rows.slice(0, Math.min(limit, pageRowsMax))
  const last = shown.at(-1)
  const more = rows.length > shown.length && last !== undefined
  return { items: shown.map(item), next: more ? encodeCursor(keyOf(last)) : null }
}
