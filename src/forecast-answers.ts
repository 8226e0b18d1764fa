import { runCf } from '../models/issuing/run-cf.ts'
import { runCsv, runDocument, runJson } from '../models/issuing/run-document.ts'
import { skillScores } from '../models/issuing/scores.ts'
import { verdictsOf } from '../models/issuing/verdict.ts'
import { assert } from './domain/errors.ts'
import { dayMs } from './domain/time.ts'
import type { Engine } from './engine.ts'
import { netcdfOf } from './forecasts/netcdf.ts'
import type { HttpCapabilities } from './http/capabilities.ts'
import { newestRun } from './store/forecast-archive.ts'
import { querySkill } from './store/skill.ts'

type Answers = Pick<HttpCapabilities, 'forecast' | 'forecastFile' | 'forecastSkill'>

/** What the pages may ask of the forecasts: runs as issued, and how they did. */
export function createForecastAnswers({ parts, stations }: Engine): Answers {
  const { db, clock, forecastPlan: plan, network } = parts
  return {
    forecast: (query) => newestRun(db, query),
    forecastFile: async (run, about, format) => {
      const station = stations.get(about.station)
      const parameter = network.parameters.find(({ code }) => code === about.parameter)
      assert(station && parameter, 'a run that is answered is of the network')
      const document = runDocument(run, station, parameter)
      if (format === 'nc') return netcdfOf(runCf(document), run.issuedAt)
      return Buffer.from(format === 'csv' ? runCsv(document) : runJson(document))
    },
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
