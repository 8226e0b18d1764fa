import { Problem } from './problems.ts'

/** The entity tag of what stands at change `n`. @example entityTag(7) // => '"7"' */
export const entityTag = (n: number): string => `"${n}"`

/** What an If-Match header asks for: any state, or one of these numbers; null: no header. */
type IfMatch = 'any' | ReadonlySet<number> | null

/**
 * Reads If-Match by strong comparison (RFC 9110 §13.1.1): a weak tag or foreign text matches
 * nothing. A bare number is taken for its tag.
 *
 * @example parseIfMatch('"7", "8"') // => new Set([7, 8])
 */
export function parseIfMatch(header: string | undefined): IfMatch {
  if (header === undefined || header.trim() === '') return null
  if (header.trim() === '*') return 'any'
  const numbers = header.split(',').flatMap((tag) => {
    const match = /^(?:"(\d{1,15})"|(\d{1,15}))$/.exec(tag.trim())
    return match === null ? [] : [Number(match[1] ?? match[2])]
  })
  return new Set(numbers)
}

/**
 * Checks If-Match against the number a subject stands at.
 *
 * @returns the number a command must still find, or null for any
 * @throws {Problem} if-match-required, stale
 */
export function expectedNumber(
  header: string | undefined,
  currentN: number,
  required: boolean,
): number | null {
  const ifMatch = parseIfMatch(header)
  if (ifMatch === null) {
    if (!required) return null
    throw new Problem(
      'if-match-required',
      `send If-Match with the etag, now ${entityTag(currentN)}`,
    )
  }
  if (ifMatch === 'any') return null
  if (ifMatch.has(currentN)) return currentN
  throw new Problem('stale', `it stands at ${entityTag(currentN)}; read it again`, {
    etag: entityTag(currentN),
  })
}
