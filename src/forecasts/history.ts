import type { History } from '../../models/issuing/fit.ts'
import type { RecentSteps } from '../../models/issuing/issue.ts'
import type { Instant } from '../domain/time.ts'
import type { Queryable } from '../store/db.ts'
import { stepMeans } from '../store/step-means.ts'
import { forecastLimits } from './limits.ts'

/** End of the last step that is over at a time. */
export const lastStepEnd = (now: Instant, stepMs: number): Instant =>
  Math.floor(now / stepMs) * stepMs

type Asked = { readonly seriesId: number; readonly stepMs: number }

/** The steps that are over, from so far back on; read in pages, so that no other waits long. */
export async function readHistory(
  db: Queryable,
  { seriesId, stepMs }: Asked,
  lengthMs: number,
  now: Instant,
): Promise<History> {
  const endAt = lastStepEnd(now, stepMs)
  const startAt = endAt - Math.floor(lengthMs / stepMs) * stepMs
  const target = new Float64Array((endAt - startAt) / stepMs).fill(NaN)
  const pageMs = Math.max(1, Math.floor(forecastLimits.historyPageMs / stepMs)) * stepMs
  for (let from = startAt; from < endAt; from += pageMs) {
    const to = Math.min(from + pageMs, endAt)
    const page = await stepMeans(db, { seriesId, stepMs, from, to, receivedBy: now })
    target.set(page, (from - startAt) / stepMs)
  }
  const first = target.findIndex((value) => !Number.isNaN(value))
  const known = first < 0 ? target.length : first
  return { startAt: startAt + known * stepMs, stepMs, target: target.slice(known) }
}

/** The newest steps that are over, for an issue. */
export async function readRecent(
  db: Queryable,
  { seriesId, stepMs }: Asked,
  now: Instant,
): Promise<RecentSteps> {
  const to = lastStepEnd(now, stepMs)
  const from = to - Math.floor(forecastLimits.recentMs / stepMs) * stepMs
  return {
    startAt: from,
    values: await stepMeans(db, { seriesId, stepMs, from, to, receivedBy: now }),
  }
}
