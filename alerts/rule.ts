import type { AlertKind, WarningColour } from '../src/domain/event.ts'
import { worstColour } from '../src/domain/event.ts'
import type { Certainty, Names } from '../src/domain/network.ts'
import type { Instant } from '../src/domain/time.ts'

/** What a threshold is compared with; the unit stands beside the value. */
export const quantities = [
  'concentration',
  'inhibition',
  'classes-worse-than-target',
  'classes-worse-than-usual',
  'classes-dropped',
  'level-change-share',
  'days-to-target-limit',
  'parameters-unusual',
  'pattern-similarity',
  'pattern-size',
  'false-alarms-per-day',
  'blooms-per-year',
  'exceedance-probability',
  'aqi',
  'cadences-without-reading',
  'listened-without-reading',
  'clock-ahead',
  'message-delay',
  'lag',
  'difference',
  'difference-share',
  'difference-share-to-class-II',
  'difference-share-to-class-IV',
  'difference-share-above-class-IV',
] as const
export type Quantity = (typeof quantities)[number]

export const comparisons = ['>', '>=', '<', '<='] as const
export type Comparison = (typeof comparisons)[number]

/** One figure of a rule, with where it is from. */
export type Threshold = {
  readonly quantity: Quantity
  /** Catalogue code; null: whatever the rule is about. */
  readonly parameter: string | null
  readonly comparison: Comparison
  readonly value: number
  /** Unit of `value`, as printed; durations in `s`. */
  readonly unit: string
  /** Colour given when it is met; null: it gives none (a setting, or no warning of water). */
  readonly colour: WarningColour | null
  readonly certainty: Certainty
  /** Standard or reasoning, printed beside the figure. */
  readonly source: string
  /** In force for what was observed from the one on and before the other; absent: without end. */
  readonly from?: Instant | undefined
  readonly until?: Instant | undefined
}

/** Whether a threshold is that of a time of observation. */
export function isInForce({ from, until }: Threshold, at: Instant): boolean {
  return !(at < (from ?? -Infinity)) && !(at >= (until ?? Infinity))
}

/** How many agreeing results, how far apart, before a condition counts. */
export type Hold = {
  /** Consecutive results valid for signals. */
  readonly results: number
  /** First and last are at least this apart; results of one series are a cadence apart anyway. */
  readonly minMs: number
}

/** When an alert chatters, and for how long it then leaves people in peace. */
export type Chatter = {
  /** More occurrences than this within the window, counted over all alerts of a fingerprint. */
  readonly occurrences: number
  readonly windowMs: number
  readonly shelveMs: number
}

/** A warning rule: when it raises and releases, and what a person should know and do about it. */
export type Rule = {
  readonly id: string
  readonly kind: AlertKind
  readonly name: Names
  readonly enabled: boolean
  /** By `observedAt`: how long a condition lasts before it begins, and is absent before it ends. */
  readonly onDelayMs: number
  readonly offDelayMs: number
  /** Share of a threshold by which a value must come back before it counts as below, 0 to 1. */
  readonly deadband: number
  readonly hold: Hold
  /** Null: it never shelves itself. */
  readonly chatter: Chatter | null
  /** Window over which the rule's quantity is formed; null: none. */
  readonly windowMs: number | null
  readonly cause: Names
  readonly consequence: Names
  readonly response: Names
  /** From raising to the first step of the response. */
  readonly timeToRespondMs: number
  readonly thresholds: readonly Threshold[]
}

/**
 * What must persist before a condition begins, and what below it before it ends: the hold with
 * the on-delay, the same number of results over the off-delay.
 */
export function persistenceOf(rule: Rule): { readonly hold: Hold; readonly release: Hold } {
  const { results, minMs } = rule.hold
  return {
    hold: { results, minMs: Math.max(minMs, rule.onDelayMs) },
    release: { results, minMs: rule.offDelayMs },
  }
}

const holds: Readonly<Record<Comparison, (value: number, limit: number) => boolean>> = {
  '>': (value, limit) => !(value <= limit),
  '>=': (value, limit) => !(value < limit),
  '<': (value, limit) => !(value >= limit),
  '<=': (value, limit) => !(value > limit),
}

/**
 * Worst colour that a rule gives to one value.
 *
 * @param parameter  catalogue code, or null for a quantity that has none
 * @param value      in the unit of the rule's thresholds; NaN meets every one of them
 * @param at         when it was observed: the thresholds of that time count
 * @returns null when no threshold of that quantity and parameter is met, or none has a colour
 */
export function colourOf(
  rule: Rule,
  quantity: Quantity,
  parameter: string | null,
  value: number,
  at: Instant,
): WarningColour | null {
  return worstColour(
    rule.thresholds
      .filter((threshold) => isInForce(threshold, at))
      .filter((threshold) => threshold.quantity === quantity && threshold.parameter === parameter)
      .filter((threshold) => holds[threshold.comparison](value, threshold.value))
      .map((threshold) => threshold.colour),
  )
}
