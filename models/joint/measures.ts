import { dayMs, minuteMs, type Instant } from '../../src/domain/time.ts'

/** One judged row of a labelled file. */
export type JudgedRow = {
  readonly at: Instant
  /** Null while warming. */
  readonly score: number | null
  readonly alarm: boolean
  readonly label: boolean
}

export type Measures = {
  readonly pointPrecision: number | null
  readonly pointRecall: number | null
  readonly pointF1: number | null
  readonly aucPr: number | null
  readonly aucRoc: number | null
  readonly eventsFound: number
  readonly eventsTotal: number
  readonly falseAlarms: number
  readonly falseAlarmsPerDay: number | null
  /** From the first row of an event to the first alarm in it, over the events found. */
  readonly medianDelayMinutes: number | null
}

export type Run = { readonly fromAt: Instant; readonly toAt: Instant }

const mergeMs = 30 * minuteMs
const touchMs = 5 * minuteMs

/**
 * Point and event measures of alarms against labels. Alarms at most 30 min apart are one; one that
 * touches no labelled run ± 5 min is false. A run is found by an alarm inside it.
 */
export function measureAlarms(rows: readonly JudgedRow[]): Measures {
  const hits = rows.filter(({ alarm, label }) => alarm && label).length
  const alarms = rows.filter(({ alarm }) => alarm).length
  const labels = rows.filter(({ label }) => label).length
  const runs = labelledRuns(rows)
  const delays: number[] = []
  let next = 0
  for (const run of runs) {
    while (next < rows.length && rows[next]!.at < run.fromAt) next += 1
    while (next < rows.length && rows[next]!.at <= run.toAt && !rows[next]!.alarm) next += 1
    const first = rows[next]
    if (first?.alarm && first.at <= run.toAt) delays.push((first.at - run.fromAt) / minuteMs)
  }
  const falseAlarms = mergedAlarms(rows).filter(
    (alarm) =>
      !runs.some((run) => alarm.fromAt <= run.toAt + touchMs && alarm.toAt >= run.fromAt - touchMs),
  ).length
  const days = rows.length < 2 ? 0 : (rows.at(-1)!.at - rows[0]!.at) / dayMs
  return {
    pointPrecision: ratio(hits, alarms),
    pointRecall: ratio(hits, labels),
    pointF1: ratio(2 * hits, alarms + labels),
    aucPr: averagePrecision(rows),
    aucRoc: areaUnderRoc(rows),
    eventsFound: delays.length,
    eventsTotal: runs.length,
    falseAlarms,
    falseAlarmsPerDay: ratio(falseAlarms, days),
    medianDelayMinutes: medianOf(delays),
  }
}

/** Runs of consecutive labelled rows. */
function labelledRuns(rows: readonly JudgedRow[]): Run[] {
  const runs: Run[] = []
  rows.forEach(({ at, label }, i) => {
    if (!label) return
    const fromAt = rows[i - 1]?.label ? runs.pop()!.fromAt : at
    runs.push({ fromAt, toAt: at })
  })
  return runs
}

export function mergedAlarms(rows: readonly JudgedRow[]): Run[] {
  const merged: Run[] = []
  for (const { at, alarm } of rows) {
    if (!alarm) continue
    const last = merged.at(-1)
    if (last !== undefined && at - last.toAt <= mergeMs) {
      merged[merged.length - 1] = { fromAt: last.fromAt, toAt: Math.max(at, last.toAt) }
    } else merged.push({ fromAt: at, toAt: at })
  }
  return merged
}

/** Rows by falling score, equal scores together: [labelled, all] of each step. */
function steps(rows: readonly JudgedRow[]): [number, number][] {
  const scored = rows.filter(({ score }) => score !== null)
  const sorted = scored.toSorted((a, b) => b.score! - a.score!)
  const found: [number, number][] = []
  sorted.forEach(({ score, label }, i) => {
    if (i === 0 || score !== sorted[i - 1]!.score) found.push([0, 0])
    const last = found.at(-1)!
    last[0] += label ? 1 : 0
    last[1] += 1
  })
  return found
}

/** Average precision over the rows with a score; null without both kinds of row. */
function averagePrecision(rows: readonly JudgedRow[]): number | null {
  const all = steps(rows)
  const labels = all.reduce((sum, [labelled]) => sum + labelled, 0)
  let [hits, seen, area] = [0, 0, 0]
  for (const [labelled, count] of all) {
    hits += labelled
    seen += count
    area += (labelled * hits) / seen
  }
  return ratio(area, labels)
}

function areaUnderRoc(rows: readonly JudgedRow[]): number | null {
  let [hits, misses, area] = [0, 0, 0]
  for (const [labelled, count] of steps(rows)) {
    const others = count - labelled
    area += others * (hits + labelled / 2)
    hits += labelled
    misses += others
  }
  return ratio(area, hits * misses)
}

function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor((sorted.length - 1) / 2)
  if (sorted.length === 0) return null
  return (sorted[middle]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
