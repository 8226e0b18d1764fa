import { quantile } from 'simple-statistics'
import type { AlertMove, AlertPerformance, CountedAlert } from '../src/domain/alert-performance.ts'
import { dayMs, minuteMs, type Instant } from '../src/domain/time.ts'

/** The yardstick of EEMUA 191: so many calls on one operator in ten minutes are a flood. */
const floodLimit = 10
const intervalMs = 10 * minuteMs
const standingMs = dayMs
const frequentShown = 10

/** Pairs of rule and station counted one by one: 100 rules at 500 stations, 5 MB. */
const pairsMax = 50_000
/** Times kept for the quantiles, the first of a span: 800 KB. */
const timesMax = 100_000
/** Open alerts followed: each fingerprint has one at most; 200 bytes each are 10 MB. */
const openMax = 50_000

export type PerformanceSpan = {
  readonly from: Instant
  readonly to: Instant
  readonly operators: number
  /** Of exercises alone, or of all else alone. */
  readonly exercise: boolean
}

/**
 * Figures of an alarm system over a span of the change log, in bounded memory however long it is.
 *
 * @param openAtStart  alerts that were open at `from`
 * @source EEMUA 191; ANSI/ISA-18.2 (rates per operator and ten minutes, floods, standing and
 *   chattering alarms, most frequent ones, mix of priorities)
 */
export function createPerformance(span: PerformanceSpan, openAtStart: readonly CountedAlert[]) {
  const { from, to, operators, exercise } = span
  const intervals = new Uint32Array(Math.ceil((to - from) / intervalMs))
  const counted = openAtStart.filter((alert) => alert.exercise === exercise)
  const open = new Map(counted.slice(0, openMax).map((alert) => [alert.id, alert]))
  const pairs = new Map<string, { rule: string; station: string; calls: number }>()
  const colours = { blue: 0, yellow: 0, orange: 0, red: 0, none: 0 }
  const chattering = new Set<string>()
  const times: number[] = []
  let calls = 0

  function count({ at, alert: { rule, station, colour } }: AlertMove): void {
    calls += 1
    intervals[Math.floor((at - from) / intervalMs)]! += 1
    colours[colour ?? 'none'] += 1
    const key = `${rule}|${station}`
    const pair = pairs.get(key)
    if (pair !== undefined) pair.calls += 1
    else if (pairs.size < pairsMax) pairs.set(key, { rule, station, calls: 1 })
  }

  return {
    /** Takes the changes of the span in their order; others are left out. */
    take(move: AlertMove): void {
      const { at, alert, actor } = move
      if (at < from || at >= to || alert.exercise !== exercise) return
      if (isCall(move)) count(move)
      if (isChattering(move) && chattering.size < openMax) chattering.add(alert.id)
      const before = open.get(alert.id)
      if (before?.attention === 'new' && alert.attention !== 'new' && actor !== 'engine') {
        if (times.length < timesMax) times.push(at - before.openedAt)
      }
      if (alert.attention === 'closed' || alert.condition === 'pending') open.delete(alert.id)
      else if (before !== undefined || open.size < openMax) open.set(alert.id, alert)
    },
    figures(): AlertPerformance {
      const last = [...open.values()]
      const standing = last.filter(({ openedAt }) => to - openedAt > standingMs)
      return {
        ...{ from, to, operators, exercise, calls, colours },
        meanPer10Min: calls / ((to - from) / intervalMs) / operators,
        highestPer10Min: intervals.reduce((a, b) => Math.max(a, b), 0) / operators,
        floodShare: floodShare(intervals, span),
        standing: standing.length,
        standingHidden: standing.filter(({ hidden }) => hidden).length,
        chattering: chattering.size,
        mostFrequent: [...pairs.values()]
          .toSorted((a, b) => b.calls - a.calls)
          .slice(0, frequentShown)
          .map((pair) => ({ ...pair, share: pair.calls / calls })),
        acknowledged: times.length,
        acknowledgeMedianMs: times.length === 0 ? null : quantile(times, 0.5),
        acknowledgeP90Ms: times.length === 0 ? null : quantile(times, 0.9),
        unacknowledged: last.filter(({ attention }) => attention === 'new').length,
      }
    },
  }
}

const calling: ReadonlySet<string> = new Set(['fired-again', 'worse', 'inhibition-ended'])

/** Whether a change asks somebody to look; what is hidden or only kept asks nobody. */
function isCall({ type, reason, alert, actor }: AlertMove): boolean {
  if (alert.hidden || alert.retrospective) return false
  if (type === 'alert.raised') return true
  if (type === 'alert.updated') return calling.has(reason)
  return type === 'alert.unshelved' && actor === 'engine' && alert.condition === 'firing'
}

function isChattering({ type, actor }: AlertMove): boolean {
  return type === 'alert.shelved' && actor === 'engine'
}

function floodShare(intervals: Uint32Array, { from, to, operators }: PerformanceSpan): number {
  const floodMs = intervals.reduce((sum, calls, index) => {
    if (!(calls > floodLimit * operators)) return sum
    const startAt = from + index * intervalMs
    return sum + Math.min(intervalMs, to - startAt)
  }, 0)
  return floodMs / (to - from)
}
