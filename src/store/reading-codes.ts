import type { Qualifier, SourceFlag } from '../domain/reading.ts'

/** Small integers that stand for words in the reading tables. Stored: append, never renumber. */
const sourceFlagNumbers: Readonly<Record<SourceFlag, number>> = {
  normal: 0,
  'over-range': 1,
  'under-range': 2,
  maintenance: 3,
  calibration: 4,
  fault: 5,
  communication: 6,
  stopped: 7,
  power: 8,
  'no-water': 9,
  manual: 10,
  'start-test': 11,
}
const qualifierNumbers: Readonly<Record<Qualifier, number>> = { '': 0, '<': 1, '>': 2 }

const sourceFlags = Object.keys(sourceFlagNumbers) as SourceFlag[]
const qualifiers = Object.keys(qualifierNumbers) as Qualifier[]

export function sourceFlagNumber(flag: SourceFlag): number {
  return sourceFlagNumbers[flag]
}

export function sourceFlagOf(number: number): SourceFlag {
  return sourceFlags[number]!
}

export function qualifierNumber(qualifier: Qualifier): number {
  return qualifierNumbers[qualifier]
}

export function qualifierOf(number: number): Qualifier {
  return qualifiers[number]!
}
