import { Flag } from '../../src/domain/flags.ts'
import { beijingOffsetMs } from '../../src/domain/time.ts'
import {
  createBloomState,
  learnBloom,
  scoreBloom,
  type BloomMeasure,
  type BloomSettings,
} from '../bloom/bloom-index.ts'
import { calibrations } from '../bloom/calibration.ts'
import { outlookOf, type Outlook } from '../bloom/outlook.ts'
import { bloomStands } from './bloom.ts'
import type { ScoredReading, Signal, StationMemory } from './signal.ts'

const measures: ReadonlyMap<string, BloomMeasure> = new Map([
  ['w01016', 'chla'],
  ['w19011', 'phycocyanin'],
  ['w01009', 'oxygen'],
  ['w01001', 'ph'],
  ['w01010', 'temperature'],
])
const codes = new Map([...measures].map(([code, measure]) => [measure, code]))
const temperature = 'w01010'
/** Blooms gather above; a deeper probe is another water. */
const surfaceM = 1

/** Half a day of hours: the mean of a night or of an afternoon would pass for a change. */
const settings: BloomSettings = { dayOffsetMs: beijingOffsetMs, hoursMin: 12 }
/** Of a lake whose record nobody has stated. */
const bloomsInUsualYear = 1

/**
 * A lake that leaves its own past towards a bloom, weeks before a tier is reached: one result a day,
 * with the first reading of the next. Its evidence counts beyond the rule's budget of false alarms,
 * and adds nothing while a bloom stands.
 */
export const bloomAhead: Signal = (station, memory, reading, _judge, rules) => {
  const rule = rules.get('bloom-ahead')
  const measure = measures.get(reading.parameter)
  if (station.kind !== 'lake' || measure === undefined || rule === undefined) return null
  const value = measure === 'oxygen' ? saturationOf(memory, reading) : reading.value
  if (value === null || reading.flag === Flag.fail || reading.qualifier !== '') return null
  const { observedAt: at, depthM } = reading
  if ((depthM ?? 0) > surfaceM) return null
  const state = (memory.notes.bloom ??= createBloomState())
  if (!learnBloom(state, settings, { at, measure, value })) return null
  const score = scoreBloom(state, settings, at)
  const alarmsPerDay = rule.figures('false-alarms-per-day', null, at)[0]
  if (score.kind === 'warming' || alarmsPerDay === undefined) return null
  const { ratio, temperature: celsius, isBeside, drivers } = score
  return {
    rule: rule.id,
    subject: station.id,
    part: 'index',
    level: ratio * alarmsPerDay >= 1 && !bloomStands(memory) ? 1 : 0,
    colours: ['blue'],
    evidence: () => {
      const bloomsPerYear = rule.figures('blooms-per-year', null, at)[0] ?? bloomsInUsualYear
      const { lakeYears, blooms, skill, ...trust } = calibrations[isBeside ? 'beside' : 'alone']
      return {
        ...told(outlookOf({ ratio, temperature: celsius, bloomsPerYear }, trust)),
        /** What the probabilities are worth: by how many lake-years, and what they save there. */
        calibration: { lakeYears, blooms, skill },
        bloomsPerYear,
        /** A lake that stays as it was comes this far once in so many days or more seldom. */
        falseAlarmEveryDays: Math.round(ratio),
        drivers: drivers.map(({ measure: driving, what, share }) => ({
          parameter: codes.get(driving)!,
          what,
          share: twoDigits(share),
        })),
      }
    },
  }
}

/** With the ends of what 80 % of the calibration's trust make of each. */
function told({ in3Days, in7Days, in14Days }: Outlook) {
  const ends = ({ low80, high80 }: Outlook['in3Days']) => [low80, high80].map(twoDigits)
  return {
    probability3Days: twoDigits(in3Days.probability),
    probability7Days: twoDigits(in7Days.probability),
    probability14Days: twoDigits(in14Days.probability),
    between3Days: ends(in3Days),
    between7Days: ends(in7Days),
    between14Days: ends(in14Days),
  }
}

/** Oxygen as % saturation in fresh water; null where the temperature is not known. @source HJ 2.3-2018 */
function saturationOf(memory: StationMemory, { value }: ScoredReading): number | null {
  const celsius = memory.latest.get(temperature)?.value
  return celsius === undefined ? null : (100 * value * (31.6 + celsius)) / 468
}

const twoDigits = (value: number) => Math.round(value * 100) / 100
