import { addScore, noScores } from '../../models/issuing/scores.ts'
import { dayMs, type Instant } from '../domain/time.ts'
import type { Db } from '../store/db.ts'
import { valuesAbout } from '../store/forecast-archive.ts'
import { addScores, scoredTo, type DayScore } from '../store/skill.ts'
import { stepMeans } from '../store/step-means.ts'
import { lastStepEnd } from './history.ts'
import { forecastLimits } from './limits.ts'
import type { Subject } from './subject.ts'

/**
 * Scores what was said of the steps that have settled since the last time, against what was
 * measured. A step whose truth comes later than that is never scored.
 *
 * @param leadsMs  leads by which scores are kept, rising; one between counts for the next
 */
export async function scoreSeries(
  db: Db,
  { seriesId, stepMs }: Subject,
  leadsMs: readonly number[],
  now: Instant,
): Promise<void> {
  const settled = lastStepEnd(now - forecastLimits.settleMs, stepMs)
  const from = (await scoredTo(db, seriesId)) ?? settled - stepMs
  const to = Math.min(settled, from + forecastLimits.scoredStepsMax * stepMs)
  if (to <= from) return
  const said = await valuesAbout(db, { seriesId, from, to }, forecastLimits.scoredValuesMax)
  const truth = await stepMeans(db, { seriesId, stepMs, from, to, receivedBy: now })
  const scores = new Map<string, DayScore>()
  for (const value of said) {
    const observed = truth[Math.round((value.at - from) / stepMs)] ?? NaN
    const leadMs = leadsMs.find((lead) => value.leadMs <= lead)
    if (Number.isNaN(observed) || leadMs === undefined) continue
    const dayAt = Math.floor(value.at / dayMs) * dayMs
    const key = `${leadMs}|${dayAt}`
    const score = scores.get(key) ?? { leadMs, dayAt, sums: noScores() }
    scores.set(key, score)
    addScore(score.sums, value, observed)
  }
  await db.transaction((tx) => addScores(tx, seriesId, [...scores.values()], to))
}
