import { addScore, noScores } from '../../models/issuing/scores.ts'
import { dayMs, type Instant } from '../domain/time.ts'
import type { Db } from '../store/db.ts'
import { valuesAbout } from '../store/forecast-archive.ts'
import { addScores, skillReach, type DayScore } from '../store/skill.ts'
import { stepMeans } from '../store/step-means.ts'
import { lastStepEnd } from './history.ts'
import { forecastLimits as limits } from './limits.ts'
import type { Subject } from './subject.ts'

/**
 * Scores what was said of the steps that have settled since the last time, against what was
 * measured, and of the steps of the last week that had no truth then and have one now. Each step
 * is scored once, with what is known of it when its first value is found.
 *
 * @param leadsMs  leads by which scores are kept, rising; one between counts for the next
 */
export async function scoreSeries(
  db: Db,
  { seriesId, stepMs }: Pick<Subject, 'seriesId' | 'stepMs'>,
  leadsMs: readonly number[],
  now: Instant,
): Promise<void> {
  const settled = lastStepEnd(now - limits.settleMs, stepMs)
  const reach = await skillReach(db, seriesId)
  const from = reach?.scoredTo ?? settled - stepMs
  const to = Math.max(from, Math.min(settled, from + limits.scoredStepsMax * stepMs))
  const oldest = now - limits.lateTruthMs
  const before = reach?.missed.filter((at) => at >= oldest) ?? []
  const steps = [...before, ...stepsBetween(from, to, stepMs)]
  const [first] = steps
  if (first === undefined) return
  const truth = await stepMeans(db, { seriesId, stepMs, from: first, to, receivedBy: now })
  const observedAt = (at: Instant) => truth[Math.round((at - first) / stepMs)] ?? NaN
  const found = steps.filter((at) => !Number.isNaN(observedAt(at))).slice(0, limits.scoredStepsMax)
  // Nothing new, and nothing found of what was missed.
  if (to === from && found.length === 0) return
  const missed = steps.filter((at) => at >= oldest && !found.includes(at))
  const said = await valuesAbout(db, { seriesId, steps: found }, limits.scoredValuesMax)
  const scores = new Map<string, DayScore>()
  for (const value of said) {
    const leadMs = leadsMs.find((lead) => value.leadMs <= lead)
    if (leadMs === undefined) continue
    const dayAt = Math.floor(value.at / dayMs) * dayMs
    const key = `${leadMs}|${dayAt}`
    const score = scores.get(key) ?? { leadMs, dayAt, sums: noScores() }
    scores.set(key, score)
    addScore(score.sums, value, observedAt(value.at))
  }
  await db.transaction((tx) =>
    addScores(tx, seriesId, [...scores.values()], { scoredTo: to, missed }),
  )
}

function stepsBetween(from: Instant, to: Instant, stepMs: number): Instant[] {
  return Array.from({ length: Math.round((to - from) / stepMs) }, (_, step) => from + step * stepMs)
}
