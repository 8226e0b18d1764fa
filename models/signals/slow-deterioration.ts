import { formatInstant } from '../../src/domain/time.ts'
import { limitOf } from '../trend/limit.ts'
import type { MonthlyTrend } from '../trend/monthly.ts'
import type { TrendScore } from '../trend/trend.ts'
import { classNames } from './deterioration.ts'
import type { Judgements, ScoredReading, Signal, SignalRule } from './signal.ts'

const daysPerYear = 365.25
const bestClass = 0
const worstLimit = 4

/**
 * The level of a slow series that has become worse than its own season, at once (突变型) or little by
 * little (渐变型), mostly before any class is lost: one result a dekad, with the first reading of the
 * next. Class deterioration judges a reading by its class; this judges months by the years before.
 */
export const slowDeterioration: Signal = (station, _memory, reading, judge, rules) => {
  const { parameter, period, depthM, trend, observedAt } = reading
  const rule = rules.get('slow-deterioration')
  if (trend === null || rule === undefined) return null
  const worse = worseSide(judge, parameter)
  const alarmsPerDay = rule.figures('false-alarms-per-day', null, observedAt)[0]
  if (worse === null || alarmsPerDay === undefined) return null
  const target = station.target === null ? -1 : classNames.indexOf(station.target)
  const limit = target === -1 ? null : judge.classLimit(parameter, target)
  const score = trend.score({ worse, limit })
  if (score.kind === 'warming') return null
  const least = limitOf(alarmsPerDay * daysPerYear)
  const levelAt = (z: number) => (z >= least ? levelOf(rule, score, observedAt) : 0)
  const changed = score.kind === 'changed' ? score : null
  return {
    rule: rule.id,
    subject: `${station.id}/${parameter}`,
    part: [parameter, period, ...(depthM === null ? [] : [depthM])].join('|'),
    level: levelAt(changed?.z ?? 0),
    heldLevel: () => levelAt((changed?.z ?? 0) * (1 + rule.deadband)),
    colours: ['blue', 'yellow'],
    evidence: () => ({
      parameter,
      value: reading.value,
      unit: reading.about.unit,
      target: station.target,
      limit,
      ...(changed === null ? {} : evidenceOf(changed, trend.monthly(), reading)),
    }),
  }
}

/** 1: rising is worse, -1: falling is worse; null: the factor has no classes here. */
function worseSide(judge: Judgements, parameter: string): 1 | -1 | null {
  const [best, worst] = [bestClass, worstLimit].map((index) => judge.classLimit(parameter, index))
  if (typeof best !== 'number' || typeof worst !== 'number' || best === worst) return null
  return best < worst ? 1 : -1
}

/** A change too small to matter is none, however sure. */
function levelOf(rule: SignalRule, score: TrendScore, at: number): number {
  if (score.kind !== 'changed') return 0
  const changed = rule.level('level-change-share', null, score.share, at)
  if (changed === 0 || score.crossing === null) return changed
  return Math.max(changed, rule.level('days-to-target-limit', null, score.crossing.days, at))
}

function evidenceOf(
  { shape, sinceAt, share, crossing, ...score }: TrendScore & { kind: 'changed' },
  monthly: MonthlyTrend | null,
  { about }: ScoredReading,
) {
  const rounded = (value: number) => Number(value.toFixed(about.decimals.hour))
  return {
    shape,
    since: formatInstant(sinceAt),
    expected: rounded(score.expected),
    came: rounded(score.came),
    changeShare: twoDigits(share),
    crossing: crossing === null ? null : { ...crossing },
    perYear: monthly && { ...monthly, perYear: Number(monthly.perYear.toPrecision(2)) },
  }
}

const twoDigits = (value: number) => Math.round(value * 100) / 100
