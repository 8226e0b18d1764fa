import type { IssuedSteps } from '../../models/issuing/issue.ts'
import { createWarningMemory, isWarned, warn } from '../../models/issuing/warning.ts'
import type { Event } from '../domain/event.ts'
import type { ForecastRun } from '../domain/forecast.ts'
import { hourMs } from '../domain/time.ts'
import type { Engine } from '../engine.ts'
import { createJudgements, createSignalRule } from '../judge.ts'
import { keepState } from '../store/checkpoints.ts'
import { forecastRules, outlookOf } from './outlook.ts'
import { savedWarnings, warningsPart } from './standing.ts'
import type { Subject } from './subject.ts'

/** Where a rule names no window: what the tiers of a bloom look ahead. */
const windowMs = 72 * hourMs

export type Warnings = Awaited<ReturnType<typeof createWarnings>>

/**
 * The rules of forecasts with what they remember of each station, one part of the checkpoint. A
 * crash before it is saved repeats at most what the alert already knows.
 */
export async function createWarnings(engine: Engine) {
  const { db, rules, standards, network, clock } = engine.parts
  const memories = await savedWarnings(engine.parts)
  const judgeOf = createJudgements(standards, network, clock.now())
  const inForce = forecastRules.flatMap((id) => {
    const rule = rules.find((one) => one.id === id && one.enabled)
    if (rule === undefined) return []
    return [{ id, rule: createSignalRule(rule), windowMs: rule.windowMs ?? windowMs }]
  })
  return {
    /** Events of one issue, in the place where they happen. */
    judge(subject: Subject, run: ForecastRun, issued: IssuedSteps): Event[] {
      const { station } = subject
      const memory = engine.fold.memoryOf(station.id)
      const said = { subject, run, issued, judge: judgeOf(station), memory }
      return inForce.flatMap(({ id, rule, windowMs }) => {
        const outlook = outlookOf(id, said, windowMs)
        if (outlook === null) return []
        const event = warn(
          (memories[`${id}|${station.id}`] ??= createWarningMemory()),
          outlook,
          rule,
        )
        if (event === null) return []
        const around = engine.surroundings(station, event.observedAt)
        return [{ ...event, evidence: { ...event.evidence, ...around } }]
      })
    },
    /** Whether a warning rests on a series, which must then go on being issued until it ends. */
    restsOn: ({ station, about }: Pick<Subject, 'station' | 'about'>): boolean =>
      inForce.some(({ id }) => isWarned(memories[`${id}|${station.id}`], about.code)),
    save: () => keepState(db, warningsPart, memories),
  }
}
