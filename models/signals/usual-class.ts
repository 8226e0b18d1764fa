import { beijingOffsetMs, dayMs, type Instant } from '../../src/domain/time.ts'
import type { UsualNotes } from './signal.ts'

/**
 * A station's usual class: the median of its daily median classes over the last 30 to 90 days,
 * not known before 30 such days.
 *
 * @source the deterioration signal's definition of "usual" (ours)
 */
const daysToKnow = 30
const daysMax = 90

export function usualClassIndex({ days }: UsualNotes): number | null {
  if (days.length < daysToKnow) return null
  // Counted and not sorted: it is asked for with every reading.
  const counts = [0, 0, 0, 0, 0, 0]
  for (const classIndex of days) counts[classIndex]! += 1
  return medianOfCounts(counts)
}

/** Counts one result of the station's class; a new Beijing day closes the one before. */
export function learnUsualClass(notes: UsualNotes, classIndex: number, at: Instant): void {
  const day = Math.floor((at + beijingOffsetMs) / dayMs)
  if (day > notes.day) {
    const median = medianOfCounts(notes.counts)
    if (median !== null) notes.days.push(median)
    if (notes.days.length > daysMax) notes.days.shift()
    notes.day = day
    notes.counts.fill(0)
  }
  notes.counts[classIndex] = (notes.counts[classIndex] ?? 0) + 1
}

function medianOfCounts(counts: readonly number[]): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let seen = 0
  return counts.findIndex((count) => {
    seen += count
    return 2 * seen >= total
  })
}
