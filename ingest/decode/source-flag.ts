import type { Hj212Source } from '../../src/domain/network.ts'
import type { Qualifier, SourceFlag } from '../../src/domain/reading.ts'

type FlagDialect = Hj212Source['flagDialect']

/** Letters F, B and D differ between the two: a flag means nothing without its dialect. */
const dialects: Readonly<Record<FlagDialect, ReadonlyMap<string, SourceFlag>>> = {
  /** HJ 212-2017 table 8, and L, which the obs/1 message has besides. */
  hj212: new Map<string, SourceFlag>([
    ['N', 'normal'],
    ['F', 'stopped'],
    ['M', 'maintenance'],
    ['S', 'manual'],
    ['D', 'fault'],
    ['C', 'calibration'],
    ['T', 'over-range'],
    ['L', 'under-range'],
    ['B', 'communication'],
  ]),
  /** National water stations; the instrument's link (F) and the instrument itself (B) are two. */
  'national-water': new Map<string, SourceFlag>([
    ['N', 'normal'],
    ['T', 'over-range'],
    ['L', 'under-range'],
    ['P', 'power'],
    ['D', 'fault'],
    ['F', 'communication'],
    ['B', 'stopped'],
    ['Z', 'no-water'],
    ['S', 'manual'],
    ['M', 'maintenance'],
    ['hd', 'start-test'],
  ]),
}

/** The letters of the HJ 212 dialect, as obs/1 takes them. */
export const obsFlagLetters: readonly string[] = [...dialects.hj212.keys()]

/** @returns the station's word in our one alphabet, or null for a letter the dialect has not */
export function sourceFlagOf(dialect: FlagDialect, letter: string): SourceFlag | null {
  return dialects[dialect].get(letter) ?? null
}

/** What a range flag says about the value where the message says nothing itself. */
export function qualifierOf(flag: SourceFlag): Qualifier {
  if (flag === 'over-range') return '>'
  return flag === 'under-range' ? '<' : ''
}
