import type { Alert } from '../src/domain/alert.ts'
import type { DeliveryReason, QuietHours, Route, Told, ToldAlive } from '../src/domain/delivery.ts'
import { colourRank, type WarningColour } from '../src/domain/event.ts'
import { beijingOffsetMs, dayMs, minuteMs, type Instant } from '../src/domain/time.ts'
import { isOutOfSight } from './alert-state.ts'

/*
 * A step of a route, of one alert, is
 *   untold    nothing was told; `first` moves it on: the first step at once, a later one when
 *             nobody has acknowledged within its time
 *   told      it hears of what gets worse, and is reminded while nobody acknowledges
 *   over      it was told of the end; an alert that fires again begins anew
 * A member of another alert stays untold while the route stands told of that one and it is no worse;
 * where that telling was given up it is told by itself, however late. The end of that one is told
 * when its members are over too.
 * What is held back by quiet hours or hiding is decided again later, on the state of then.
 */

/** Evidence older than this is no news to somebody who was not told in time. */
const newsMs = dayMs

export type NotDue =
  | 'nothing-new'
  | 'not-routed'
  | 'hidden'
  | 'quiet-hours'
  | 'acknowledged-before-its-step'
  | 'not-yet'
  | 'too-old'
  | 'told-with-another'
  | 'members-stand'

export type Due = {
  readonly route: Route
  readonly step: number
  readonly reason: DeliveryReason
  readonly key: string
}

/** What was told of an alert that this one is a member of, and whether members of its own stand. */
export type Grouped = {
  readonly toldOfParent: (route: string) => ToldAlive | null
  readonly membersStand: boolean
}
const alone: Grouped = { toldOfParent: () => null, membersStand: false }

/**
 * What is due now of one alert.
 *
 * @param told  by route and step; null: nothing yet
 */
export function dueOf(
  alert: Alert,
  routes: readonly Route[],
  told: (route: string, step: number) => Told | null,
  now: Instant,
  grouped: Grouped = alone,
): Due[] {
  return routes.flatMap((route) =>
    route.steps.flatMap((_, step): Due[] => {
      const before = told(route.id, step)
      const reason = decideDelivery(alert, route, step, before, told(route.id, 0), now, grouped)
      if (!isReason(reason)) return []
      return [{ route, step, reason, key: keyOf(alert, route, step, reason, before) }]
    }),
  )
}

/** One telling has one key, whenever and however often it is decided. */
function keyOf(
  { id, occurrences, colour }: Alert,
  route: Route,
  step: number,
  reason: DeliveryReason,
  told: Told | null,
): string {
  const more = reason === 'worse' ? [colour] : reason === 'reminder-due' ? [told?.at] : []
  return [id, route.id, step, reason, occurrences, ...more].join('|')
}

const reasons: ReadonlySet<string> = new Set(['first', 'worse', 'resolved', 'reminder-due'])
const isReason = (decision: DeliveryReason | NotDue): decision is DeliveryReason =>
  reasons.has(decision)

/**
 * Why a step of a route is told of an alert now, or why it is not.
 *
 * @param told       what this step was told last
 * @param toldFirst  what the first step was told last: later ones count from it
 */
export function decideDelivery(
  alert: Alert,
  route: Route,
  step: number,
  told: Told | null,
  toldFirst: Told | null,
  now: Instant,
  grouped: Grouped = alone,
): DeliveryReason | NotDue {
  if (isDrill(alert) && route.drills === 'never') return 'not-routed'
  const isOver = alert.condition === 'resolved' || alert.attention === 'closed'
  const stands = told !== null && told.reason !== 'resolved'
  // Whoever was told of the beginning is told of the end, whatever the route says by now.
  if (isOver && !stands) return 'nothing-new'
  if (!isOver && !isRouted(alert, route)) return 'not-routed'
  if (!isOver && isOutOfSight(alert)) return 'hidden'
  if (isQuiet(route.quiet, alert.colour, now)) return 'quiet-hours'
  // It is over when it is over down the river, unless it never was an event.
  if (isOver && grouped.membersStand && alert.verdict !== 'rejected') return 'members-stand'
  if (isOver) return 'resolved'
  if (!stands || alert.occurrences > told.occurrences) {
    const cover = coverOf(alert, grouped.toldOfParent(route.id))
    if (cover === 'stands') return 'told-with-another'
    if (step === 0) return cover === 'lost' ? 'first' : decideFirst(alert, now)
    return decideStep(alert, route, step, toldFirst, now)
  }
  if (colourRank(alert.colour) > colourRank(told.colour)) return 'worse'
  const isWaiting = alert.attention === 'new' && route.reminderMs !== null
  return isWaiting && now - told.at >= route.reminderMs ? 'reminder-due' : 'nothing-new'
}

/**
 * Whether the route stands told of what it is a member of, and that was no less bad. Lost: it would,
 * but every such telling was given up.
 */
function coverOf(
  { memberOf, colour }: Alert,
  parent: ToldAlive | null,
): 'none' | 'stands' | 'lost' {
  if (!memberOf || parent === null || parent.reason === 'resolved') return 'none'
  const covers = (told: WarningColour | null) => colourRank(colour) <= colourRank(told)
  if (!covers(parent.colour)) return 'none'
  return parent.alive.some(covers) ? 'stands' : 'lost'
}

function decideFirst(alert: Alert, now: Instant): DeliveryReason | NotDue {
  const { observedAt, inSightAt = observedAt } = alert
  return now - Math.max(observedAt, inSightAt) > newsMs ? 'too-old' : 'first'
}

function decideStep(
  alert: Alert,
  route: Route,
  step: number,
  toldFirst: Told | null,
  now: Instant,
): DeliveryReason | NotDue {
  if (alert.attention !== 'new') return 'acknowledged-before-its-step'
  const ofThis = toldFirst?.reason !== 'resolved' && toldFirst?.occurrences === alert.occurrences
  if (toldFirst === null || !ofThis) return 'not-yet'
  return now - toldFirst.firstAt >= route.steps[step]!.afterMs ? 'first' : 'not-yet'
}

const isDrill = ({ exercise }: Alert): boolean => exercise ?? false

function isRouted(alert: Alert, route: Route): boolean {
  const takes = <T>(list: readonly T[] | null, one: T) => list === null || list.includes(one)
  return (
    route.enabled &&
    !alert.retrospective &&
    alert.condition === 'firing' &&
    (isDrill(alert) || route.drills !== 'only') &&
    takes(route.kinds, alert.kind) &&
    takes(route.rules, alert.rule) &&
    takes(route.stations, alert.station) &&
    colourRank(alert.colour) >= colourRank(route.colour)
  )
}

/** Whether the night holds it back. */
export function isQuiet(
  quiet: QuietHours | null,
  colour: WarningColour | null,
  now: Instant,
): boolean {
  if (quiet === null) return false
  if (quiet.except !== null && colourRank(colour) >= colourRank(quiet.except)) return false
  const minute = Math.floor(((now + beijingOffsetMs) % dayMs) / minuteMs)
  const { fromMinute, toMinute } = quiet
  return fromMinute <= toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute
}
