import { createHash } from 'node:crypto'

/**
 * Draws keys by lot (双随机): those whose SHA-256 of `seed|key` comes first. Whoever has the seed and the
 * candidates draws the same again, in whatever order these stand; `sha256sum` is enough.
 *
 * @param count  at most as many as there are candidates
 * @example drawLots('s', ['a', 'b', 'c'], 1) // => ['c']
 */
export function drawLots(seed: string, candidates: readonly string[], count: number): string[] {
  const lots = candidates.map((key) => {
    const lot = createHash('sha256').update(`${seed}|${key}`).digest('hex')
    return { key, lot }
  })
  const ordered = lots.toSorted((a, b) => (a.lot < b.lot ? -1 : 1))
  return ordered.slice(0, count).map(({ key }) => key)
}
