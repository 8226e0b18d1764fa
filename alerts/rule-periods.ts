import { formatBeijing } from '../src/domain/time.ts'
import type { Quantity, Rule, Threshold } from './rule.ts'

/** Settings without which a rule cannot judge at all: one of them is in force at any time. */
const alwaysNeeded: ReadonlySet<Quantity> = new Set([
  'false-alarms-per-day',
  'cadences-without-reading',
  'listened-without-reading',
  'clock-ahead',
  'message-delay',
])

type Placed = Threshold & { readonly place: number }

/**
 * Faults in the periods of a rule's thresholds. Those that say the same of the same quantity,
 * parameter and colour follow one another: each begins where the one before ends.
 *
 * @returns one line a fault, with its place in the rule; none: at any time at most one counts
 */
export function periodFaults({ thresholds }: Rule): string[] {
  const groups = new Map<string, Placed[]>()
  for (const [place, threshold] of thresholds.entries()) {
    const { quantity, parameter, comparison, colour } = threshold
    const key = JSON.stringify([quantity, parameter, comparison, colour])
    groups.set(key, [...(groups.get(key) ?? []), { ...threshold, place }])
  }
  return [...groups.values()].flatMap((group) => {
    const inOrder = group.toSorted((a, b) => startOf(a) - startOf(b) || a.place - b.place)
    return [...inOrder.flatMap(emptyPeriod), ...gapsAndOverlaps(inOrder), ...missing(inOrder)]
  })
}

const startOf = ({ from }: Threshold) => from ?? -Number.MAX_VALUE
const endOf = ({ until }: Threshold) => until ?? Number.MAX_VALUE
const spoken = (at: number | undefined) => (at === undefined ? 'nothing' : formatBeijing(at))

function emptyPeriod(one: Placed): string[] {
  if (startOf(one) < endOf(one)) return []
  return [fault(one, 'until', `a time after its from, ${spoken(one.from)}`, one.until)]
}

function gapsAndOverlaps(inOrder: readonly Placed[]): string[] {
  return inOrder.flatMap((one, index) => {
    const before = inOrder[index - 1]
    if (before === undefined || startOf(one) === endOf(before)) return []
    const what = startOf(one) < endOf(before) ? 'they overlap' : 'a gap is between them'
    const named = `thresholds[${before.place}]`
    const { until } = before
    const expected =
      until === undefined ? `an end of ${named} before it` : `${spoken(until)}, where ${named} ends`
    return [`${fault(one, 'from', expected, one.from)}: ${what}`]
  })
}

function missing(inOrder: readonly Placed[]): string[] {
  const [first, last] = [inOrder[0]!, inOrder.at(-1)!]
  if (!alwaysNeeded.has(first.quantity)) return []
  const always = `nothing, since ${first.quantity} is needed at any time`
  return [
    ...(first.from === undefined ? [] : [fault(first, 'from', always, first.from)]),
    ...(last.until === undefined ? [] : [fault(last, 'until', always, last.until)]),
  ]
}

function fault({ place }: Placed, field: string, expected: string, came: number | undefined) {
  return `thresholds[${place}].${field}: expected ${expected}, got ${spoken(came)}`
}
