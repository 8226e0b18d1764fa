import type { Instant } from '../../src/domain/time.ts'
import type { Json } from '../../src/domain/json.ts'
import type { Scale } from '../scale.ts'

/** What a detector says of one reading before it has learned it. */
export type Score =
  | { readonly kind: 'warming' }
  | {
      readonly kind: 'scored'
      /** 0 … 1: one minus the share of past scores at least as high. */
      readonly score: number
      /** -ln of that share; evidence of independent parameters adds up in it. */
      readonly surprise: number
      /** What was expected, and the bounds left once in a thousand, in the reading's unit. */
      readonly expected: number
      readonly low: number
      readonly high: number
    }

export const warming: Score = { kind: 'warming' }

/**
 * A streaming model of one series. `score` changes nothing; `learn` is the only change; `save` is
 * plain JSON, from which its factory makes an equal detector. Before it knows enough it says
 * `warming`, never 0. Times never fall from one `learn` to the next.
 */
export type Detector = {
  score(observedAt: Instant, value: number): Score
  learn(observedAt: Instant, value: number): void
  save(): Json
}

/** How the series is seen: the catalogue's scale and decimals, and the expected cadence. */
export type SeriesNature = Scale & { readonly cadenceMs: number }

export type DetectorFactory = {
  readonly name: string
  create(nature: SeriesNature, saved?: Json): Detector
}
