import { Flag } from '../src/domain/flags.ts'
import { dayMs, minuteMs, parseInstant, type Instant } from '../src/domain/time.ts'
import type { Alert, Api, Reading } from '../test/engine-api.ts'
import type { Episode } from './replay-file.ts'
import type { Source } from './replay-sources.ts'

type EventView = {
  readonly rule: string
  readonly subject: string
  readonly phase: 'begin' | 'change' | 'end'
  readonly colour: string | null
  readonly observedAt: string
}
type AlertView = Alert & { readonly openedAt: string }

/** From the begin of a condition to its end; `toAt` is the file's end where it never ended. */
type Standing = { readonly fromAt: Instant; toAt: Instant }

/** What one rule found about one subject, in the file's own times. */
export type Finding = {
  readonly rule: string
  readonly subject: string
  readonly events: number
  readonly begins: number
  readonly firstAt: Instant
  readonly standingDays: number
  readonly worstColour: string | null
  readonly alerts: number
  readonly retrospective: number
  /** When an alert of it first stood before people, by the engine's clock. */
  readonly openedAt: Instant | null
  readonly standings: readonly Standing[]
}

export type Findings = {
  /** As answered, oldest first. */
  readonly events: readonly EventView[]
  readonly alerts: readonly AlertView[]
  readonly found: readonly Finding[]
  readonly series: readonly SeriesFindings[]
}

/** What is answered of one parameter: how many readings, how flagged, its largest of each day. */
export type SeriesFindings = {
  readonly alias: string
  readonly readings: number
  readonly suspect: number
  readonly fail: number
  /** Why, the most frequent reason first. */
  readonly reasons: readonly (readonly [reason: string, readings: number])[]
  readonly dailyMaxima: ReadonlyMap<Instant, number>
}

/**
 * Reads what the engine found at one station, as any client would.
 *
 * @param shiftMs  what the replay added to the file's times; taken off again
 */
export async function readFindings(
  api: Api,
  source: Source,
  shiftMs: number,
  lastAt: Instant,
): Promise<Findings> {
  const events = (await settledEvents(api, source.station)).toReversed()
  const alerts = await api.items<AlertView>(`alerts?state=all&station=${source.station}&limit=1000`)
  const groups = new Map<string, EventView[]>()
  for (const event of events) {
    const key = `${event.rule}|${event.subject}`
    groups.set(key, [...(groups.get(key) ?? []), event])
  }
  const found = [...groups.values()].map((group) => findingOf(group, alerts, shiftMs, lastAt))
  const series: SeriesFindings[] = []
  for (const [, alias] of source.map) {
    series.push(await readSeries(api, source.station, alias, shiftMs))
  }
  return {
    events,
    alerts,
    found: found.toSorted((a, b) => (a.rule + a.subject < b.rule + b.subject ? -1 : 1)),
    series,
  }
}

/** Newest first. Receipts come before the last batch is folded: reads until two answers agree. */
async function settledEvents(api: Api, station: string): Promise<readonly EventView[]> {
  let before = -1
  for (;;) {
    const events = await api.items<EventView>(`events?station=${station}&limit=1000`)
    if (events.length === before) return events
    before = events.length
    await new Promise((resolve) => setTimeout(resolve, 2_000))
  }
}

function findingOf(
  events: readonly EventView[],
  alerts: readonly AlertView[],
  shiftMs: number,
  lastAt: Instant,
): Finding {
  const { rule, subject } = events[0]!
  const own = alerts.filter(({ fingerprint }) => fingerprint === `${rule}|${subject}`)
  const standings = standingsOf(events, shiftMs, lastAt)
  const colours = ['red', 'orange', 'yellow', 'blue']
  return {
    rule,
    subject,
    events: events.length,
    begins: events.filter(({ phase }) => phase === 'begin').length,
    firstAt: fileTime(events[0]!, shiftMs),
    standingDays: standings.reduce((sum, { fromAt, toAt }) => sum + toAt - fromAt, 0) / dayMs,
    worstColour: colours.find((one) => events.some(({ colour }) => colour === one)) ?? null,
    alerts: own.length,
    retrospective: own.filter(({ retrospective }) => retrospective).length,
    openedAt: own.length === 0 ? null : Math.min(...own.map((one) => parseInstant(one.openedAt)!)),
    standings,
  }
}

function standingsOf(
  events: readonly EventView[],
  shiftMs: number,
  lastAt: Instant,
): readonly Standing[] {
  const standings: Standing[] = []
  let fromAt: Instant | null = null
  for (const event of events) {
    const at = fileTime(event, shiftMs)
    if (event.phase !== 'end') fromAt ??= at
    else if (fromAt !== null) {
      standings.push({ fromAt, toAt: at })
      fromAt = null
    }
  }
  if (fromAt !== null) standings.push({ fromAt, toAt: Math.max(lastAt, fromAt) })
  return standings
}

const fileTime = ({ observedAt }: EventView, shiftMs: number) => parseInstant(observedAt)! - shiftMs

async function readSeries(
  api: Api,
  station: string,
  alias: string,
  shiftMs: number,
): Promise<SeriesFindings> {
  const readings = await api.items<Reading>(
    `readings?station=${station}&parameter=${alias}&limit=1000`,
  )
  const flagged = { suspect: 0, fail: 0 }
  const reasons = new Map<string, number>()
  const dailyMaxima = new Map<Instant, number>()
  for (const { value, observedAt, flag, reasons: why } of readings) {
    const day = Math.floor((parseInstant(observedAt)! - shiftMs) / dayMs) * dayMs
    dailyMaxima.set(day, Math.max(dailyMaxima.get(day) ?? -Infinity, value))
    if (flag === Flag.suspect) flagged.suspect += 1
    if (flag === Flag.fail) flagged.fail += 1
    if (flag !== Flag.suspect && flag !== Flag.fail) continue
    for (const reason of why) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  const frequent = [...reasons].toSorted(([, a], [, b]) => b - a)
  return { alias, readings: readings.length, ...flagged, reasons: frequent, dailyMaxima }
}

/** How the standings of some findings fall on what experts marked, within five minutes. */
export function compareWithEpisodes(found: readonly Finding[], episodes: readonly Episode[]) {
  const standings = found.flatMap((finding) => finding.standings)
  const touches = (a: Standing, { fromAt, toAt }: Episode) =>
    a.fromAt <= toAt + 5 * minuteMs && a.toAt >= fromAt - 5 * minuteMs
  return {
    episodes: episodes.length,
    found: episodes.filter((one) => standings.some((standing) => touches(standing, one))).length,
    standings: standings.length,
    outside: standings.filter((standing) => !episodes.some((one) => touches(standing, one))).length,
  }
}
