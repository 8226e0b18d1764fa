import type { Json } from '../src/domain/json.ts'
import type { Names } from '../src/domain/network.ts'
import type { Instant } from '../src/domain/time.ts'
import { instantOf } from './format.ts'
import { namesIn } from './wire.ts'

/** When the water of an alert may reach an intake. */
export type Arrival = {
  readonly status: 'estimated' | 'unknown' | 'reversed' | 'standing'
  readonly fromAt: Instant | null
  readonly toAt: Instant | null
  readonly reason: string | null
}
export type IntakeAhead = {
  readonly station: string
  readonly distanceKm: number | null
  readonly arrival: Arrival
}

export type CitedValue = {
  readonly parameter: string
  readonly value: number
  readonly unit: string
}

/** One factor's part in what is unusual: negative where it came lower than expected. */
export type Share = {
  readonly parameter: string
  readonly unit: string
  readonly share: number
  readonly expected: number
  /** Null: a mark came in place of a value. */
  readonly came: number | null
  /** The context that it stands out from all the same. */
  readonly after: After | null
}

/** A change of context: its parameter, or `visit`; and how long before, where that is known. */
export type After = { readonly context: string; readonly minutesAgo: number | null }

/** A factor whose departure is laid to a change of context. */
export type Explained = After & { readonly parameter: string }

export type Ahead = {
  readonly within24h: number | null
  readonly within72h: number | null
  readonly tiers: readonly { readonly tier: string; readonly probability: number }[]
  /** Why it ended, where no forecast refuted it; else null. */
  readonly ended: string | null
}

/** A level that has become worse than its season, and when it passes the limit of its target. */
export type Slow = {
  readonly shape: 'sudden' | 'gradual'
  readonly since: Instant | null
  readonly came: number | null
  readonly days: number | null
  readonly earliestDays: number | null
  readonly latestDays: number | null
}

/** The parts of an alert's evidence that the page knows how to show; all may be absent. */
export type Evidence = {
  readonly parameter: string | null
  readonly value: number | null
  readonly unit: string
  readonly limit: number | null
  readonly expected: number | null
  readonly expectedLow: number | null
  readonly expectedHigh: number | null
  readonly aqi: number | null
  readonly class: string | null
  readonly target: string | null
  readonly usual: string | null
  readonly bestInDay: string | null
  /** From here on a limit is warned of. */
  readonly warnAt: number | null
  readonly sourceFlag: string | null
  readonly hardRange: readonly (number | null)[]
  readonly oxygenMgL: number | null
  readonly ph: number | null
  /** Of a bloom within so many days, 0 to 1. */
  readonly probability3Days: number | null
  readonly probability7Days: number | null
  readonly probability14Days: number | null
  /** Low and high end of each. */
  readonly between3Days: readonly (number | null)[]
  readonly between7Days: readonly (number | null)[]
  readonly between14Days: readonly (number | null)[]
  /** By how many lake-years they are calibrated, and what share of the usual rate's error they save. */
  readonly calibration: Readonly<Record<'lakeYears' | 'blooms' | 'skill', number | null>>
  /** Codes of the factors that drove it, the strongest first. */
  readonly drivers: readonly string[]
  /** Of what is unusual, the strongest first. */
  readonly shares: readonly Share[]
  /** What context explains of it. */
  readonly explained: readonly Explained[]
  /** How far the station's clock is ahead. */
  readonly clockOffsetMinutes: number | null
  readonly lastReceivedAt: Instant | null
  /** How late the engine itself is, s. */
  readonly lagSeconds: number | null
  /** Silence up to here is no news. */
  readonly thresholdMs: number | null
  /** Factors that are silent with their station. */
  readonly hides: readonly string[]
  readonly intakes: readonly IntakeAhead[]
  /** Other readings cited beside the one above. */
  readonly cited: readonly CitedValue[]
  readonly summary: Names | null
  /** Nothing is measured yet: how likely it is within 24 h and 72 h, and for blooms each tier. */
  readonly ahead: Ahead | null
  readonly slow: Slow | null
}

type Free = Readonly<Record<string, Json>>

const numberIn = (value: Json | undefined) =>
  typeof value === 'number' && Number.isFinite(value) ? value : null
const textIn = (value: Json | undefined) => (typeof value === 'string' ? value : null)

function isFree(value: Json | undefined): value is Free {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function timeIn(value: Json | undefined): Instant | null {
  return typeof value === 'number' ? value : instantOf(textIn(value))
}

function calibrationIn(value: Json | undefined): Evidence['calibration'] {
  const free = isFree(value) ? value : {}
  const [lakeYears, blooms] = [numberIn(free['lakeYears']), numberIn(free['blooms'])]
  return { lakeYears, blooms, skill: numberIn(free['skill']) }
}

const statuses = ['estimated', 'unknown', 'reversed', 'standing'] as const

function arrivalIn(value: Json | undefined): Arrival {
  const free = isFree(value) ? value : {}
  const fromAt = timeIn(free['fromAt'])
  const toAt = timeIn(free['toAt'])
  const told = statuses.find((status) => status === free['status']) ?? 'unknown'
  const status = told === 'estimated' && (fromAt === null || toAt === null) ? 'unknown' : told
  return { status, fromAt, toAt, reason: textIn(free['reason']) }
}

function intakeIn(value: Json): readonly IntakeAhead[] {
  const station = isFree(value) ? textIn(value['station']) : null
  if (!isFree(value) || station === null) return []
  const distanceKm = numberIn(value['distanceKm'])
  return [{ station, distanceKm, arrival: arrivalIn(value['arrival']) }]
}

function citedIn(value: Json): readonly CitedValue[] {
  if (!isFree(value)) return []
  const parameter = textIn(value['parameter'])
  const number = numberIn(value['value'])
  if (parameter === null || number === null) return []
  return [{ parameter, value: number, unit: textIn(value['unit']) ?? '' }]
}

function shareIn(value: Json): readonly Share[] {
  if (!isFree(value)) return []
  const parameter = textIn(value['parameter'])
  const [share, expected] = [numberIn(value['share']), numberIn(value['expected'])]
  if (parameter === null || share === null || expected === null) return []
  const unit = textIn(value['unit']) ?? ''
  const after = afterIn(value['after'])
  return [{ parameter, unit, share, expected, came: numberIn(value['came']), after }]
}

function afterIn(value: Json | undefined): After | null {
  const context = isFree(value) ? textIn(value['context']) : null
  if (!isFree(value) || context === null) return null
  return { context, minutesAgo: numberIn(value['minutesAgo']) }
}

function explainedIn(value: Json): readonly Explained[] {
  const after = afterIn(value)
  const parameter = isFree(value) ? textIn(value['parameter']) : null
  return after === null || parameter === null ? [] : [{ ...after, parameter }]
}

function driverIn(value: Json): readonly string[] {
  const parameter = isFree(value) ? textIn(value['parameter']) : null
  return parameter === null ? [] : [parameter]
}

const listIn = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : []

function aheadIn(free: Free): Ahead {
  const tiers = isFree(free['tiers']) ? Object.entries(free['tiers']) : []
  return {
    within24h: numberIn(free['probability24h']),
    within72h: numberIn(free['probability72h']),
    tiers: tiers.flatMap(([tier, value]) => {
      const probability = numberIn(value)
      return probability === null ? [] : [{ tier, probability }]
    }),
    ended: textIn(free['ended']),
  }
}

function slowIn(free: Free): Slow | null {
  const shape = (['sudden', 'gradual'] as const).find((one) => one === free['shape'])
  if (shape === undefined) return null
  const crossing = isFree(free['crossing']) ? free['crossing'] : {}
  return {
    shape,
    since: timeIn(free['since']),
    came: numberIn(free['came']),
    days: numberIn(crossing['days']),
    earliestDays: numberIn(crossing['earliestDays']),
    latestDays: numberIn(crossing['latestDays']),
  }
}

/** Reads free JSON without ever failing: what is not as expected is absent. */
export function readEvidence(free: Free): Evidence {
  const parameter = textIn(free['parameter'])
  const cited = listIn(free['readings']).flatMap(citedIn)
  return {
    parameter,
    value: numberIn(free['value']),
    unit: textIn(free['unit']) ?? '',
    limit: numberIn(free['limit']),
    expected: numberIn(free['expected']),
    expectedLow: numberIn(free['expectedLow']),
    expectedHigh: numberIn(free['expectedHigh']),
    aqi: numberIn(free['aqi']),
    class: textIn(free['class']),
    target: textIn(free['target']),
    usual: textIn(free['usual']),
    bestInDay: textIn(free['bestInDay']),
    warnAt: numberIn(free['warnAt']),
    sourceFlag: textIn(free['sourceFlag']),
    hardRange: listIn(free['hardRange']).map(numberIn),
    oxygenMgL: numberIn(free['oxygenMgL']),
    ph: numberIn(free['ph']),
    probability3Days: numberIn(free['probability3Days']),
    probability7Days: numberIn(free['probability7Days']),
    probability14Days: numberIn(free['probability14Days']),
    between3Days: listIn(free['between3Days']).map(numberIn),
    between7Days: listIn(free['between7Days']).map(numberIn),
    between14Days: listIn(free['between14Days']).map(numberIn),
    calibration: calibrationIn(free['calibration']),
    drivers: [...new Set(listIn(free['drivers']).flatMap(driverIn))],
    shares: listIn(free['shares']).flatMap(shareIn),
    explained: listIn(free['explained']).flatMap(explainedIn),
    clockOffsetMinutes: numberIn(free['clockOffsetMinutes']),
    lagSeconds: numberIn(free['lagSeconds']),
    lastReceivedAt: timeIn(free['lastReceivedAt']),
    thresholdMs: numberIn(free['thresholdMs']),
    hides: listIn(free['hides']).flatMap((code) => textIn(code) ?? []),
    intakes: listIn(free['intakes']).flatMap(intakeIn),
    cited: cited.filter((one) => one.parameter !== parameter),
    summary: namesIn(free['summary']),
    ahead: free['forecast'] === true ? aheadIn(free) : null,
    slow: slowIn(free),
  }
}
