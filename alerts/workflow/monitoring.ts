import type { Workflow } from '../../src/domain/alert.ts'
import type { Json } from '../../src/domain/json.ts'
import type { MonitoringState, Sample } from '../../src/domain/incident.ts'
import { parsePeriod, type Instant } from '../../src/domain/time.ts'

/** What the newest plan of a monitoring says, as far as it can be read by the engine. */
export type MonitoringPlan = {
  readonly revision: number
  readonly at: Instant
  /** Ids of stations; what is none is a point whose results the engine does not see. */
  readonly points: readonly string[]
  readonly factors: readonly string[]
  /** Null: the frequency is in words. */
  readonly everyMs: number | null
  /** Limit by factor; a factor without has no criterion to meet. */
  readonly criteria: Readonly<Record<string, number>>
}

/** Null before there is a plan. */
export function newestPlan({ steps }: Workflow): MonitoringPlan | null {
  const step = steps.findLast((one) => one.step === 'plan' || one.step === 'revise-plan')
  if (step === undefined) return null
  const { points, factors, frequency, criteria, revision } = step.data
  return {
    ...{ revision: Number(revision), at: step.at },
    ...{ points: named(points), factors: named(factors) },
    everyMs: typeof frequency === 'string' ? parsePeriod(frequency) : null,
    criteria: limitsIn(criteria),
  }
}

/** A point is named by a text, or by the `station` of an object. */
function named(list: Json | undefined): string[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((one: Json) => {
    if (typeof one === 'string') return [one]
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return []
    const { station } = one as Readonly<Record<string, Json>>
    return typeof station === 'string' ? [station] : []
  })
}

function limitsIn(criteria: Json | undefined): Record<string, number> {
  if (typeof criteria !== 'object' || criteria === null || Array.isArray(criteria)) return {}
  const entries = Object.entries(criteria).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  )
  return Object.fromEntries(entries)
}

/**
 * Where the monitoring of a plan stands by the samples taken at its points: when each is sampled
 * next, and whether ending can be proposed. It can when every point has met the criterion of every
 * factor for `meetsForMs` without a break: a sample that is late by more than its own distance
 * again breaks it. People decide.
 *
 * @param samples  of its points and factors, oldest first
 */
export function monitoringStateOf(
  plan: MonitoringPlan,
  samples: readonly Sample[],
  { now, meetsForMs }: { readonly now: Instant; readonly meetsForMs: number },
): MonitoringState {
  const { everyMs } = plan
  const points = plan.points.flatMap((station) =>
    plan.factors.map((parameter) => {
      const taken = samples.filter(
        (one) => one.station === station && one.parameter === parameter && one.observedAt <= now,
      )
      const last = taken.at(-1) ?? null
      return {
        ...{ station, parameter, samples: taken.length },
        ...{ lastAt: last?.observedAt ?? null, lastValue: last?.value ?? null },
        limit: plan.criteria[parameter] ?? null,
        meetsSince: meetsSince(taken, plan, parameter),
        nextAt: everyMs === null ? null : (last?.observedAt ?? plan.at - everyMs) + everyMs,
      }
    }),
  )
  const isFresh = (lastAt: Instant | null) =>
    lastAt !== null && everyMs !== null && now - lastAt <= 2 * everyMs
  const all = points.length > 0 && points.every((one) => one.meetsSince !== null)
  const since = all ? Math.max(...points.map((one) => one.meetsSince ?? now)) : null
  const next = points.flatMap(({ nextAt }) => (nextAt === null ? [] : [nextAt]))
  return {
    points,
    nextAt: next.length === 0 ? null : Math.min(...next),
    meetsSince: since,
    proposesEnd:
      since !== null && now - since >= meetsForMs && points.every(({ lastAt }) => isFresh(lastAt)),
  }
}

/** Since which sample all have met the criterion, none missing between; null: the last does not. */
function meetsSince(
  taken: readonly Sample[],
  { criteria, everyMs }: MonitoringPlan,
  parameter: string,
): Instant | null {
  const limit = criteria[parameter]
  if (limit === undefined || everyMs === null) return null
  let since: Instant | null = null
  let before: Instant | null = null
  for (const { value, observedAt } of taken) {
    const isGap = before !== null && observedAt - before > 2 * everyMs
    if (!(value <= limit)) since = null
    else if (since === null || isGap) since = observedAt
    before = observedAt
  }
  return since
}
