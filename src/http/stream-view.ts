import { changeTypes, evidenceKeyChangeTypes, registerChangeTypes } from '../domain/alert.ts'
import type { Change, ChangeType } from '../domain/alert.ts'
import { facets as facetNames, namesIn, parseFacets, type StreamFacets } from './stream-facets.ts'

/** What a reader asked for: `since` null from the head on; `types` null every one of the log. */
export type StreamRequest = {
  readonly since: number | null
  readonly types: readonly ChangeType[] | null
  readonly readings: boolean
  /** Null: all of these types. */
  readonly facets: StreamFacets | null
}

const isChangeType = (text: string): text is ChangeType =>
  (changeTypes as readonly string[]).includes(text)

const parameters: readonly string[] = ['since', 'types', ...facetNames]

/** Contract §3 numbers the types of alerts, workflows and products; others come when asked for. */
const others: readonly ChangeType[] = [...registerChangeTypes, ...evidenceKeyChangeTypes]
const unasked = changeTypes.filter((type) => !others.includes(type))

/**
 * Reads `since`, `types` and the facets of a stream's address; an empty one counts as absent.
 *
 * @param districts  ids of those that there are
 * @returns the request, or the fault in words
 */
export function parseStreamRequest(
  query: URLSearchParams,
  districts: readonly string[],
): StreamRequest | string {
  const stray = [...query.keys()].find((name) => !parameters.includes(name))
  if (stray !== undefined) return `unknown parameter ${stray.slice(0, 40)}`
  const since = query.get('since') ?? ''
  if (!/^(-?\d+)?$/.test(since)) return 'since: expected a whole number'
  const names = namesIn(query, 'types')
  const types = new Set(names.filter(isChangeType))
  const unknown = names.find((name) => name !== 'reading' && !isChangeType(name))
  if (unknown !== undefined) return `types: unknown type ${unknown.slice(0, 40)}`
  const facets = parseFacets(query, districts)
  if (typeof facets === 'string') return facets
  return {
    facets,
    since: since === '' ? null : Number(since),
    types: names.length === 0 ? unasked : types.size === changeTypes.length ? null : [...types],
    readings: names.includes('reading'),
  }
}

/** Where a reader enters: after number `from`, by a snapshot, or nowhere since it is beyond. */
type Entry =
  | { readonly kind: 'after'; readonly from: number }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'beyond' }

/**
 * Contract §3: `since` is usable from `oldest - 1` to `head`; absent: from `head` on.
 *
 * @example entryOf(3, { head: 9, oldest: 5 }) // => { kind: 'snapshot' }
 */
export function entryOf(since: number | null, log: { head: number; oldest: number }): Entry {
  if (since === null) return { kind: 'after', from: log.head }
  if (since > log.head) return { kind: 'beyond' }
  return since < log.oldest - 1 ? { kind: 'snapshot' } : { kind: 'after', from: since }
}

/**
 * The number that stands before the first frame after `from` in a view.
 *
 * It is the newest number of the view up to `from`, which for a reader that comes back with the
 * last it applied is `from` itself. Where the log holds none: 0 if the log is whole; `from` if
 * its beginning is gone, since then only the reader knows.
 */
export function previousOf(lastUpTo: number | null, from: number, oldest: number): number {
  return lastUpTo ?? (oldest > 1 ? from : 0)
}

/** One reader's filtered view of the log, going forward only. */
export type StreamView = {
  /** All matching changes up to here have been given out. */
  readonly upTo: () => number
  /**
   * Takes the next change of the log or of a filtered read of it.
   *
   * @returns the number before it in this view, or null when it is not due (seen, or filtered out)
   */
  readonly take: (change: Pick<Change, 'n' | 'type'>) => number | null
  /** Says that no matching change stands between the last taken and `n`. */
  readonly advance: (n: number) => void
}

export function createStreamView(
  types: readonly ChangeType[] | null,
  previous: number,
  from: number,
): StreamView {
  const wanted = types === null ? null : new Set(types)
  let last = previous
  let upTo = from
  return {
    upTo: () => upTo,
    take: ({ n, type }) => {
      if (n <= upTo) return null
      upTo = n
      if (wanted !== null && !wanted.has(type)) return null
      const before = last
      last = n
      return before
    },
    advance: (n) => {
      upTo = Math.max(upTo, n)
    },
  }
}
