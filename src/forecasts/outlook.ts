import { pathProbability } from '../../models/issuing/exceedance.ts'
import type { IssuedSteps } from '../../models/issuing/issue.ts'
import type { Outlook } from '../../models/issuing/warning.ts'
import { classNames } from '../../models/signals/deterioration.ts'
import type { Judgements, StationMemory } from '../../models/signals/signal.ts'
import { usualClassIndex } from '../../models/signals/usual-class.ts'
import { verdictFor, type ForecastRun } from '../domain/forecast.ts'
import { Flag } from '../domain/flags.ts'
import type { Station } from '../domain/network.ts'
import { formatInstant, hourMs } from '../domain/time.ts'
import type { Subject } from './subject.ts'

export const forecastRules = ['forecast-class', 'forecast-bloom'] as const
type ForecastRuleId = (typeof forecastRules)[number]

type Said = {
  readonly subject: Subject
  readonly run: ForecastRun
  readonly issued: IssuedSteps
  readonly judge: Judgements
  readonly memory: StationMemory | null
}

/**
 * What an issue says of one rule of forecasts: the probability that the class becomes worse than
 * the station's target and usual class, or that a higher tier of a bloom is reached. Only what is
 * published counts; what is so already is told by the rule that measures it.
 *
 * @param windowMs  how far the rule looks ahead
 * @returns null where the rule does not apply to the parameter or the station
 */
export function outlookOf(rule: ForecastRuleId, said: Said, windowMs: number): Outlook | null {
  return rule === 'forecast-class' ? classOutlook(said, windowMs) : bloomOutlook(said, windowMs)
}

function classOutlook(said: Said, windowMs: number): Outlook | null {
  const { subject, judge, memory, issued } = said
  const { station, about } = subject
  const worst = acceptedClass(station, memory)
  if (worst === null || judge.classIndex(about.code, issued.lastValue) < 0) return null
  const isWorse = (value: number) => judge.classIndex(about.code, value) > worst
  const target = classNames[worst]!
  return outlook(said, windowMs, isWorse, {
    target,
    limit: judge.classLimit(about.code, worst),
  })
}

/** Worst class that is no news here: the target, or the usual class where that is worse. */
function acceptedClass(station: Station, memory: StationMemory | null): number | null {
  if (station.target === null) return null
  const target = classNames.indexOf(station.target)
  const known = memory === null ? null : usualClassIndex(memory.notes.usual)
  const given = station.usualClass === null ? null : classNames.indexOf(station.usualClass)
  return Math.max(target, known ?? given ?? target)
}

function bloomOutlook(said: Said, windowMs: number): Outlook | null {
  const { subject, judge, issued } = said
  const { code } = subject.about
  const now = judge.bloomLevel(code, issued.lastValue)
  if (now < 0) return null
  const isHigher = (value: number) => judge.bloomLevel(code, value) > now
  const within = publishedPaths(said, windowMs)
  const tiers = [1, 2, 3, 4].filter((level) => level > now)
  const probabilities = Object.fromEntries(
    tiers.map((level) => [
      tierNames[level - 1]!,
      pathProbability(within, (value) => judge.bloomLevel(code, value) >= level),
    ]),
  )
  return outlook(said, windowMs, isHigher, { tiers: probabilities })
}

const tierNames = ['blue', 'yellow', 'orange', 'red'] as const

function outlook(
  said: Said,
  windowMs: number,
  holds: (value: number) => boolean,
  evidence: Outlook['evidence'],
): Outlook {
  const { subject, run, issued } = said
  const already = holds(issued.lastValue)
  const probability = (ms: number) =>
    already ? 0 : threeDigits(pathProbability(publishedPaths(said, ms), holds))
  const { code: parameter, unit } = subject.about
  return {
    station: subject.station.id,
    parameter,
    probability: probability(windowMs),
    cutOffAt: run.cutOffAt,
    reading: {
      parameter,
      observedAt: run.cutOffAt - (issued.ageSteps + 1) * run.stepMs,
      value: issued.lastValue,
      revision: 0,
      flag: Flag.good,
    },
    evidence: {
      forecast: true,
      parameter,
      unit,
      value: issued.lastValue,
      measured: already,
      probability24h: probability(24 * hourMs),
      probability72h: probability(72 * hourMs),
      issuedAt: formatInstant(run.issuedAt),
      model: run.model,
      ...evidence,
    },
  }
}

/** Shares of 40 paths have three digits and no more. */
const threeDigits = (value: number) => Math.round(value * 1e3) / 1e3

/** The quantiles of the published steps within so long of the cut-off. */
function publishedPaths({ run, issued }: Said, windowMs: number): (readonly number[])[] {
  return issued.paths.filter((_, index) => {
    const { leadMs } = run.values[index]!
    return leadMs <= windowMs && verdictFor(run.verdicts, leadMs)?.published === true
  })
}
