import { Flag } from '../../src/domain/flags.ts'
import type { Station, WaterClass } from '../../src/domain/network.ts'
import { hourMs, type Instant } from '../../src/domain/time.ts'
import { bloomStands } from './bloom.ts'
import {
  allColours,
  type BestNotes,
  type Judgements,
  type ScoredReading,
  type Signal,
  type SignalRule,
  type StationMemory,
} from './signal.ts'
import { learnUsualClass, usualClassIndex } from './usual-class.ts'

export const classNames: readonly WaterClass[] = ['I', 'II', 'III', 'IV', 'V', 'V+']
const hoursKept = 24
const ph = 'w01001'

/**
 * Water class worse than the target and worse than usual here, or two classes down within a day;
 * one subject a station, one part a factor, so that the alert names every factor that drives it.
 *
 * High pH in a bloom is the bloom: it adds nothing here while a bloom stands at the station.
 */
export const deterioration: Signal = (station, memory, reading, judge, rules) => {
  const { classIndex, parameter, observedAt } = reading
  const target = targetIndex(station)
  const rule = rules.get('class-deterioration')
  if (classIndex < 0 || target === null || rule === undefined) return null
  if (reading.flag === Flag.fail) return null
  const usual = usualClassIndex(memory.notes.usual) ?? givenUsual(station) ?? target
  learnUsualClass(memory.notes.usual, stationClassIndex(memory, observedAt), observedAt)
  const best = bestOfDay(memory, parameter, classIndex, observedAt)
  const levelAt = (index: number) => levelOf(rule, { index, target, usual, best }, observedAt)
  const inBloom = parameter === ph && bloomStands(memory)
  return {
    rule: 'class-deterioration',
    subject: station.id,
    part: parameter,
    level: inBloom ? 0 : levelAt(classIndex),
    heldLevel: () => (inBloom ? 0 : levelAt(heldClass(judge, reading, rule.deadband))),
    colours: allColours,
    evidence: () => ({
      parameter,
      value: reading.value,
      unit: reading.about.unit,
      class: classNames[classIndex]!,
      target: classNames[target]!,
      usual: classNames[usual]!,
      bestInDay: classNames[best]!,
      // The limit that was crossed is that of the class one better.
      limit: judge.classLimit(parameter, classIndex - 1),
    }),
  }
}

/** Worst class among the factors measured recently; 0 when none is. */
export function stationClassIndex(memory: StationMemory, at: Instant): number {
  let worst = 0
  for (const { classIndex, observedAt, cadenceMs, flag } of memory.latest.values()) {
    if (flag === Flag.fail || at - observedAt > Math.max(3 * cadenceMs, 12 * hourMs)) continue
    if (classIndex > worst) worst = classIndex
  }
  return worst
}

/** Class with the deadband against the value: some factors are worse above, oxygen below. */
function heldClass(judge: Judgements, { parameter, value }: ScoredReading, deadband: number) {
  const above = judge.classIndex(parameter, value * (1 + deadband))
  return Math.max(above, judge.classIndex(parameter, value * (1 - deadband)))
}

type Classes = Readonly<Record<'index' | 'target' | 'usual' | 'best', number>>

function levelOf(rule: SignalRule, classes: Classes, at: Instant): number {
  const { index, target, usual, best } = classes
  const worseThanUsual = rule.figures('classes-worse-than-usual', null, at)[0] ?? 1
  if (!(index - usual >= worseThanUsual)) return 0
  const worse = rule.level('classes-worse-than-target', null, index - target, at)
  return Math.max(worse, rule.level('classes-dropped', null, index - best, at))
}

function targetIndex(station: Station): number | null {
  return station.target === null ? null : classNames.indexOf(station.target)
}

function givenUsual(station: Station): number | null {
  return station.usualClass === null ? null : classNames.indexOf(station.usualClass)
}

/** Best class of the factor within the last 24 hours, this reading included. */
function bestOfDay(memory: StationMemory, code: string, classIndex: number, at: Instant): number {
  const hour = Math.floor(at / hourMs)
  const notes: BestNotes = (memory.notes.best[code] ??= {
    hour,
    classes: Array<number>(hoursKept).fill(9),
  })
  for (let passed = Math.max(notes.hour + 1, hour - hoursKept + 1); passed <= hour; passed += 1) {
    notes.classes[passed % hoursKept] = 9
  }
  notes.hour = Math.max(notes.hour, hour)
  const slot = hour % hoursKept
  notes.classes[slot] = Math.min(notes.classes[slot] ?? 9, classIndex)
  return Math.min(...notes.classes)
}
