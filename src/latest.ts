import type { StoredReading } from './domain/queries.ts'
import type { SeriesKey } from './domain/reading.ts'

/** What a stored reading says of its own, beside its series. */
export type Latest = {
  -readonly [K in Exclude<keyof StoredReading, keyof SeriesKey | 'analysis'>]: StoredReading[K]
}

/**
 * The newest of a series, one object for good: the row itself, held until the next one comes, would
 * outlive its batch, and be copied and collected among what is old.
 *
 * @returns `latest`, now of the reading unless it was of a newer one
 */
export function latestWith(latest: Latest | null, reading: StoredReading): Latest {
  const { observedAt, receivedAt, value, qualifier, sourceFlag, flag, reasons, revision } = reading
  if (latest === null) {
    return { observedAt, receivedAt, value, qualifier, sourceFlag, flag, reasons, revision }
  }
  if (observedAt < latest.observedAt) return latest
  latest.observedAt = observedAt
  latest.receivedAt = receivedAt
  latest.value = value
  latest.qualifier = qualifier
  latest.sourceFlag = sourceFlag
  latest.flag = flag
  latest.reasons = reasons
  latest.revision = revision
  return latest
}
