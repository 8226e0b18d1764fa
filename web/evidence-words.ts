import type { After, Ahead, Evidence, Share, Slow } from './evidence.ts'
import { minuteMs } from '../src/domain/time.ts'
import { formatDay, formatPlain, formatSpan, formatTime } from './format.ts'
import { aqiLevel, waterClasses } from './water-class.ts'
import type { AlertItem } from './wire.ts'
import { say, wordFor, type Fillings, type Language, type WordKey } from './words.ts'

/** What the sentences need beside the alert itself. */
export type Telling = {
  readonly language: Language
  /** Name of a factor. */
  readonly factor: (code: string) => string
  /** More of the factor is better, as with oxygen. */
  readonly isMoreBetter: (code: string) => boolean
}
type About = Pick<AlertItem, 'kind' | 'colour' | 'rule' | 'subject'>

/** The texts of the sentences that can be said: one whose figure is absent is left out. */
type Said = readonly (string | null)[]

/**
 * Why an alert was opened, in sentences for the person on duty. The leading value itself stands
 * above them; what the evidence does not tell is not spoken of.
 *
 * @example 'This is 1.8 times the limit of 0.005 mg/L.'
 */
export function sentencesOf(about: About, evidence: Evidence, telling: Telling): readonly string[] {
  return saidOf(about, evidence, telling).filter((sentence) => sentence !== null)
}

function saidOf(about: About, evidence: Evidence, telling: Telling): Said {
  if (evidence.ahead !== null) return ahead(about, evidence, evidence.ahead, telling)
  if (evidence.slow !== null) return slow(evidence, evidence.slow, telling)
  switch (about.kind) {
    case 'algal-bloom':
      return bloom(about, evidence, telling)
    case 'deterioration':
      return evidence.class === null ? limit(evidence, telling) : waterClass(evidence, telling)
    case 'limit':
      return limit(evidence, telling)
    case 'unusual':
      return unusual(about, evidence, telling)
    case 'sensor-fault':
      return sensor(about, evidence, telling)
    case 'silence':
      return silence(about, evidence, telling)
    case 'air':
      return air(evidence, telling)
    case 'system':
      return system(about, evidence, telling)
  }
}

/** A sentence, or none where one of its figures is absent. */
function sentence(
  { language }: Telling,
  key: WordKey,
  fillings: Readonly<Record<string, string | number | null>>,
): string | null {
  const told: Record<string, string> = {}
  for (const [name, value] of Object.entries(fillings)) {
    if (value === null) return null
    if (typeof value === 'number') told[name] = formatPlain(language, value)
    else told[name] = name === 'unit' ? wordFor(language, 'unit', value) : value
  }
  return tidy(say(language, key, told satisfies Fillings))
}

/** A factor without a unit leaves a gap before the next sign. */
const tidy = (text: string) => text.replace(/ {2,}/g, ' ').replace(/ (?=[.;:)。，（）])/g, '')

/** A class inside a sentence; null for what is no class. */
function classWord({ language }: Telling, name: string | null): string | null {
  const known = waterClasses.find((one) => one === name)
  if (known === undefined) return null
  const text = wordFor(language, 'className', known)
  return language === 'en'
    ? text.charAt(0).toLowerCase() + text.slice(1)
    : text.replace(/^(?=[IV])/, ' ')
}

/** A forecast: what is likely, not what is. The leading value is the last one measured. */
function ahead({ kind }: About, { target }: Evidence, said: Ahead, telling: Telling): Said {
  const { language } = telling
  const percent = (share: number | null) => share && formatPlain(language, 100 * share, 2)
  const within = { day: percent(said.within24h), days: percent(said.within72h) }
  const ending = endings[said.ended ?? '']
  const ended = ending === undefined ? null : sentence(telling, ending, {})
  if (kind !== 'algal-bloom') {
    const told = { ...within, target: classWord(telling, target) }
    return [sentence(telling, 'why.aheadClass', told), ended]
  }
  const tiers = said.tiers
    .map(({ tier, probability }) => `${wordFor(language, 'tier', tier)} ${percent(probability)} %`)
    .join(language === 'zh' ? '，' : ', ')
  return [
    sentence(telling, 'why.aheadBloom', within),
    sentence(telling, 'why.aheadTiers', { tiers: tiers === '' ? null : tiers }),
    ended,
  ]
}

/** Months held against the years before: since when, and what comes of it. */
function slow({ expected, unit, limit, target }: Evidence, said: Slow, telling: Telling): Said {
  const { shape, since, came, days, earliestDays: earliest, latestDays: latest } = said
  const from = since === null ? null : formatDay(telling.language, since)
  const key = shape === 'sudden' ? 'why.slowSudden' : 'why.slowGradual'
  const when = { limit, unit, target: classWord(telling, target), days, earliest }
  return [
    sentence(telling, key, { since: from, came, expected, unit }),
    latest === null
      ? sentence(telling, 'why.slowCrossingOpen', when)
      : sentence(telling, 'why.slowCrossing', { ...when, latest }),
  ]
}

const endings: Readonly<Record<string, WordKey>> = {
  'rule-disabled': 'why.aheadRuleOff',
  'not-forecast': 'why.aheadNotForecast',
}

function bloom({ colour, rule }: About, evidence: Evidence, telling: Telling): Said {
  if (rule === 'bloom-ahead') return bloomAhead(evidence, telling)
  const { oxygenMgL, ph } = evidence
  const tier = colour && wordFor(telling.language, 'tier', colour)
  return [
    sentence(telling, 'why.bloom', { tier }),
    sentence(telling, 'why.oxygen', { oxygen: oxygenMgL }),
    sentence(telling, 'why.ph', { ph }),
  ]
}

function bloomAhead({ drivers, calibration, ...evidence }: Evidence, telling: Telling): Said {
  const percent = (share: number | null = null) => share && Math.round(100 * share)
  const ends = (name: string, [low, high]: readonly (number | null)[]) => ({
    [`low${name}`]: percent(low),
    [`high${name}`]: percent(high),
  })
  const likely = {
    in3: percent(evidence.probability3Days),
    in7: percent(evidence.probability7Days),
    in14: percent(evidence.probability14Days),
  }
  const { between3Days, between7Days, between14Days } = evidence
  const between = {
    ...ends('3', between3Days),
    ...ends('7', between7Days),
    ...ends('14', between14Days),
  }
  const factors = drivers.map(telling.factor).join(telling.language === 'zh' ? '、' : ', ')
  const basis = (calibration.skill ?? 0) > 0 ? 'why.bloomBasis' : 'why.bloomNoSkill'
  return [
    sentence(telling, 'why.bloomAheadBetween', { ...likely, ...between }) ??
      sentence(telling, 'why.bloomAhead', likely),
    sentence(telling, basis, { lakeYears: calibration.lakeYears, blooms: calibration.blooms }),
    sentence(telling, 'why.drivers', { factors: factors === '' ? null : factors }),
  ]
}

function waterClass(evidence: Evidence, telling: Telling): Said {
  const { parameter, unit, bestInDay, usual } = evidence
  const named = (name: string | null) => classWord(telling, name)
  const reached = waterClasses.findIndex((one) => one === evidence.class)
  const better = named(waterClasses[reached - 1] ?? null)
  const side = parameter !== null && telling.isMoreBetter(parameter) ? 'why.floor' : 'why.ceiling'
  return [
    sentence(telling, 'why.class', {
      class: named(evidence.class),
      target: named(evidence.target),
      factor: parameter && telling.factor(parameter),
    }),
    sentence(telling, side, { limit: evidence.limit, unit, better }),
    sentence(telling, 'why.usual', { usual: named(usual) }),
    bestInDay === usual ? null : sentence(telling, 'why.best', { best: named(bestInDay) }),
  ]
}

function limit({ value, unit, limit: most, warnAt }: Evidence, telling: Telling): Said {
  if (value !== null && most !== null && value > most && most > 0) {
    const times = formatPlain(telling.language, value / most, 2)
    return [sentence(telling, 'why.limitOver', { times, limit: most, unit })]
  }
  const near = sentence(telling, 'why.limitNear', { warnAt, limit: most, unit })
  return [near ?? sentence(telling, 'why.limit', { limit: most, unit })]
}

/** Blue is one factor alone, however strange; from yellow on several agree. */
function unusual({ colour }: About, evidence: Evidence, telling: Telling): Said {
  const { expectedLow: low, expectedHigh: high, unit } = evidence
  const alone = colour === 'blue' || colour === null
  return [
    sentence(telling, 'why.expected', { low, high, unit }),
    sentence(telling, 'why.shares', { factors: sharesText(evidence.shares, telling) }),
    ...contextSaid(evidence, telling),
    sentence(telling, alone ? 'why.alone' : 'why.agree', {}),
  ]
}

/** What context explains of it, and what stands out from it all the same. */
function contextSaid({ explained, shares }: Evidence, telling: Telling): Said {
  const told = (after: After, factor: string, keys: readonly [WordKey, WordKey]) => {
    const { context, minutesAgo } = after
    const by = context === 'visit' ? say(telling.language, 'why.visit') : telling.factor(context)
    const ago = minutesAgo === null ? null : formatSpan(telling.language, minuteMs * minutesAgo)
    const words = { factor: telling.factor(factor), by }
    return ago === null
      ? sentence(telling, keys[1], words)
      : sentence(telling, keys[0], { ...words, ago })
  }
  return [
    ...explained.map((one) => told(one, one.parameter, ['why.explained', 'why.explainedLong'])),
    ...shares.flatMap(({ after, parameter }) =>
      after === null ? [] : [told(after, parameter, ['why.beyond', 'why.beyondLong'])],
    ),
  ]
}

/** Each factor with what came and was expected; a mark came where there is no value. */
function sharesText(shares: readonly Share[], telling: Telling): string | null {
  const texts = shares.flatMap(({ parameter, came, expected, unit, share }) => {
    const percent = `${share < 0 ? '−' : '+'}${Math.round(100 * Math.abs(share))} %`
    const factor = telling.factor(parameter)
    return sentence(telling, 'why.share', { factor, came, expected, unit, percent }) ?? []
  })
  return texts.length === 0 ? null : texts.join(telling.language === 'zh' ? '；' : '; ')
}

function sensor({ rule }: About, evidence: Evidence, telling: Telling): Said {
  const { hardRange, sourceFlag, unit, clockOffsetMinutes: minutes } = evidence
  if (minutes !== null) return [sentence(telling, 'why.clock', { minutes })]
  if (rule === 'sensor-stuck') return [sentence(telling, 'why.stuck', {})]
  if (sourceFlag === 'fault') return [sentence(telling, 'why.marked', {})]
  const [low = null, high = null] = hardRange
  const impossible = sentence(telling, 'why.impossible', { low, high, unit })
  return [impossible ?? sentence(telling, 'why.probe', {})]
}

function silence({ subject }: About, evidence: Evidence, telling: Telling): Said {
  const { language } = telling
  const { lastReceivedAt, thresholdMs, hides } = evidence
  const code = evidence.parameter ?? subject?.split('/')[1] ?? null
  const since = {
    time: lastReceivedAt === null ? null : formatTime(language, lastReceivedAt),
    allowed: thresholdMs === null ? null : formatSpan(language, thresholdMs),
  }
  return [
    code === null
      ? sentence(telling, 'why.silent', since)
      : sentence(telling, 'why.silentFactor', { ...since, factor: telling.factor(code) }),
    hides.length > 1 ? sentence(telling, 'why.hides', { count: hides.length }) : null,
  ]
}

function air({ parameter, aqi }: Evidence, telling: Telling): Said {
  const level = aqi === null ? null : wordFor(telling.language, 'level', String(aqiLevel(aqi)))
  const factor = parameter && telling.factor(parameter)
  return [sentence(telling, 'why.air', { factor, aqi, level })]
}

/** What is late of the engine itself. */
function system({ rule }: About, { lagSeconds: lag, limit }: Evidence, telling: Telling): Said {
  return [sentence(telling, rule === 'canary' ? 'why.canary' : 'why.lag', { lag, limit })]
}
