import { createPerformance, type PerformanceSpan } from '../alerts/performance.ts'
import type { AlertPerformance } from './domain/alert-performance.ts'
import { alertMoves, openAlertsAt } from './store/alert-moves.ts'
import type { Db } from './store/db.ts'

/** Figures of the alarm system over a span of the change log. */
export async function alarmPerformance(db: Db, span: PerformanceSpan): Promise<AlertPerformance> {
  const performance = createPerformance(span, await openAlertsAt(db, span.from))
  for await (const move of alertMoves(db, span.from, span.to)) performance.take(move)
  return performance.figures()
}
