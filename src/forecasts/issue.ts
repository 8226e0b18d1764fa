import type { FittedSeries } from '../../models/issuing/fit.ts'
import { issueSteps, type IssuedSteps } from '../../models/issuing/issue.ts'
import { verdictsInGap, verdictsOf } from '../../models/issuing/verdict.ts'
import type { ForecastPlan } from '../domain/forecast-plan.ts'
import type { ForecastRun } from '../domain/forecast.ts'
import { dayMs, hourMs, type Instant } from '../domain/time.ts'
import type { Db } from '../store/db.ts'
import { keepRun } from '../store/forecast-archive.ts'
import { skillSince } from '../store/skill.ts'
import { readRecent } from './history.ts'
import { scoreSeries } from './scoring.ts'
import type { Subject } from './subject.ts'

export type Issued = { readonly run: ForecastRun; readonly issued: IssuedSteps }

/**
 * Issues one series from its last fit: scores what has settled, judges by the scores of the last
 * days, and keeps the run. Costs the store a handful of small statements.
 */
export async function issueSeries(
  db: Db,
  plan: ForecastPlan,
  subject: Subject,
  fitted: FittedSeries,
  now: Instant,
): Promise<Issued> {
  const { seriesId, about, stepMs, leads } = subject
  await scoreSeries(db, subject, plan.leadsMs, now)
  const scores = await skillSince(db, seriesId, now - plan.judgedDays * dayMs)
  const recent = await readRecent(db, subject, now)
  const nature = { byFactors: about.scale === 'log', hardRange: about.hardRange }
  const issued = issueSteps(fitted, recent, leads, nature)
  const judging = {
    days: plan.judgedDays,
    daysLeast: plan.judgedDaysLeast,
    leadsMs: plan.leadsMs,
  }
  const inGap = issued.ageSteps * stepMs >= plan.gapMs
  const run: ForecastRun = {
    seriesId,
    issuedAt: now,
    cutOffAt: issued.cutOffAt,
    fittedAt: fitted.cutOffAt,
    stepMs,
    model: fitted.model,
    note: fitted.note,
    verdicts: inGap ? verdictsInGap(judging, plan.gapMs / hourMs) : verdictsOf(scores, judging),
    values: issued.values,
  }
  await db.transaction((tx) => keepRun(tx, run))
  return { run, issued }
}
