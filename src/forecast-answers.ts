import { skillScores } from '../models/issuing/scores.ts'
import { verdictsOf } from '../models/issuing/verdict.ts'
import { dayMs } from './domain/time.ts'
import type { Engine } from './engine.ts'
import type { HttpCapabilities } from './http/capabilities.ts'
import { newestRun } from './store/forecast-archive.ts'
import { querySkill } from './store/skill.ts'

type Answers = Pick<HttpCapabilities, 'forecast' | 'forecastSkill'>

/** What the pages may ask of the forecasts: runs as issued, and how they did. */
export function createForecastAnswers({ parts }: Engine): Answers {
  const { db, clock, forecastPlan: plan } = parts
  return {
    forecast: (query) => newestRun(db, query),
    forecastSkill: async (query) => {
      if (plan === null) return { items: [], next: null }
      const { judgedDays: days, judgedDaysLeast: daysLeast } = plan
      const page = await querySkill(db, { ...query, since: clock.now() - days * dayMs })
      const items = page.items.flatMap((row) => {
        const judging = { days, daysLeast, leadsMs: [row.leadMs] }
        const [verdict] = verdictsOf([row], judging)
        const scores = skillScores(row)
        if (verdict === undefined || scores === null) return []
        const { station, parameter, leadMs, sums } = row
        return [{ station, parameter, leadMs, days: row.days, n: sums.n, scores, verdict }]
      })
      return { items, next: page.next }
    },
  }
}
