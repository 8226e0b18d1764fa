/**
 * A stand: how many readings a column has come as the one before. The longest known says which is
 * a stuck sensor; a column knows one of 12 before it knows any.
 */
export const standAtFirst = 12

/** A stand is a fault from so many of the longest known on. */
const standsToTell = 2

/** @returns 1 and more: a fault */
export function standOf(still: number, longest: number): number {
  return still / (standsToTell * longest)
}

/**
 * The longest stand known after a reading. One is known when it is over, and a fault by no more than
 * what made it one, so that the next like it is told too and a column that has come to stand longer
 * is told less and less. One that began before the column was known is known while it lasts: a
 * constant has none.
 *
 * @param before  its stand at the reading before, `still` with the one at hand
 * @param isOld  whether it began before the column was known
 */
export function longestStand(longest: number, before: number, still: number, isOld: boolean) {
  if (isOld) return Math.max(longest, still)
  return still === 0 ? Math.max(longest, Math.min(before, standsToTell * longest)) : longest
}
