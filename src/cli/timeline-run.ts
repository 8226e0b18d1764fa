import type { Verb } from '../../alerts/commands.ts'
import { messagesOf, type Timeline } from '../config/timeline.ts'
import type { Alert, NewChange } from '../domain/alert.ts'
import type { Json } from '../domain/json.ts'
import { formatPeriod, type Instant } from '../domain/time.ts'
import { createRehearsal, type RehearsalParts } from '../rehearsal.ts'

type Entry = Timeline['readings'][number]
type Act = Timeline['acts'][number]
/** Something that happens at an instant of the simulated clock. */
type Happening = { readonly at: Instant; readonly run: (rehearsal: Rehearsal) => Outcome }
type Rehearsal = ReturnType<typeof createRehearsal>
type Outcome = {
  readonly changes: readonly NewChange[]
  readonly failure?: string
  readonly fault?: string
}

export type TimelineRun = {
  readonly changes: readonly NewChange[]
  /** Acts that were refused and should not have been, or the other way about. */
  readonly failures: readonly string[]
  /** Messages that the engine would refuse, the first of each entry with its place. */
  readonly faults: readonly string[]
}

/** Runs a timeline through the path's core in simulated time. */
export function runTimeline(
  timeline: Timeline,
  parts: Omit<RehearsalParts, 'startAt'>,
): TimelineRun {
  const rehearsal = createRehearsal({ ...parts, startAt: timeline.start })
  const changes: NewChange[] = []
  const failures: string[] = []
  const faults = new Map<string, string>()
  const happenings = [
    ...timeline.readings.flatMap((entry, index) => messages(timeline, entry, index)),
    ...timeline.acts.map((act): Happening => ({
      at: timeline.start + act.at,
      run: (on) => take(act, timeline.start + act.at, on),
    })),
  ]
  for (const { at, run } of happenings.toSorted((a, b) => a.at - b.at)) {
    changes.push(...rehearsal.passTo(at))
    const outcome = run(rehearsal)
    changes.push(...outcome.changes)
    if (outcome.failure !== undefined) failures.push(outcome.failure)
    const [place = ''] = outcome.fault?.split(': ', 1) ?? []
    if (outcome.fault !== undefined && !faults.has(place)) faults.set(place, outcome.fault)
  }
  changes.push(...rehearsal.passTo(endOf(timeline)))
  return { changes, failures, faults: [...faults.values()] }
}

function endOf({ start, readings, acts, expect, not, until = 0 }: Timeline): Instant {
  const said = [
    ...readings.map((entry) => (entry.until ?? entry.at) + (entry.delay ?? 0)),
    ...acts.map(({ at }) => at),
    ...expect.flatMap(({ between, resolvedBy = 0 }) => [between[1], resolvedBy]),
    ...not.map(({ between }) => between?.[1] ?? 0),
  ]
  return start + Math.max(until, ...said)
}

function messages({ start }: Timeline, entry: Entry, index: number): Happening[] {
  const count = messagesOf(entry)
  const { at, every = 0, station, values, period, historical, delay = 0 } = entry
  return Array.from({ length: count }, (_, nth): Happening => {
    const time = start + at + nth * every
    const share = count === 1 ? 0 : nth / (count - 1)
    const said = {
      schema: 'obs/1',
      time: new Date(time).toISOString(),
      values: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, valueAt(value, share)]),
      ),
      ...(period === undefined ? {} : { period }),
      ...(historical === undefined ? {} : { historical }),
    }
    const payload = new TextEncoder().encode(JSON.stringify(said))
    const run = (rehearsal: Rehearsal): Outcome => {
      const { changes, faults } = rehearsal.deliver(
        `qingliu/v1/${station}/obs`,
        payload,
        time + delay,
      )
      const [fault] = faults
      if (fault === undefined) return { changes }
      return { changes, fault: `readings[${index}]: ${fault.code}: ${fault.detail}` }
    }
    return { at: time + delay, run }
  })
}

function valueAt(value: Entry['values'][string], share: number): Json {
  if (typeof value === 'number') return value
  if (!Array.isArray(value)) return value as Json
  return value[0] + share * (value[1] - value[0])
}

function take(act: Act, now: Instant, { book }: Rehearsal): Outcome {
  const matching = book.alerts().filter((alert) => isAbout(alert, act.on))
  const alert = matching.findLast((one) => one.attention !== 'closed') ?? matching.at(-1)
  if (alert === undefined) return { changes: [], failure: `${act.say}: there is no such alert` }
  const result = book.act(alert.id, commandOf(act, now), now)
  if (result.ok === act.allowed) {
    return { changes: result.ok ? result.changes : [] }
  }
  const why = result.ok ? 'it was allowed' : result.detail
  return { changes: result.ok ? result.changes : [], failure: `${act.say}: ${why}` }
}

function commandOf({ act, person, reason, comment, grade, as, ...rest }: Act, now: Instant) {
  const until = rest.for === undefined ? undefined : now + rest.for
  return { verb: act satisfies Verb, person, reason, comment, grade, as, until }
}

/** Whether an alert is what an entry names; what is not named may be anything. */
export function isAbout(
  alert: Alert,
  named: Partial<Record<'kind' | 'rule' | 'station' | 'subject', string | undefined>>,
): boolean {
  const keys = ['kind', 'rule', 'station', 'subject'] as const
  return keys.every((key) => named[key] === undefined || named[key] === alert[key])
}

/** Time after the start as the file spells it. */
export function offset({ start }: Timeline, at: Instant): string {
  return formatPeriod(at - start)
}
