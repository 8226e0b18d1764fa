import type { Alert, MemberOf } from '../src/domain/alert.ts'
import type { Event } from '../src/domain/event.ts'
import { hourMs, type Instant } from '../src/domain/time.ts'
import { isOutOfSight, openAlertState, transition, type Transitioned } from './alert-state.ts'

/*
 * One body of bad water that comes down a river is one alert with members. An alert is
 *   alone    when it begins where no open one upstream, of the same rule and parameter, began so long
 *            before as the water takes from there
 *   member   else, of the nearest such one, or of what that is a member of; it stands in the list like
 *            any other and says whose member it is
 * which is decided when it begins, and anew when it fires again. Where the flow is not known, or the
 * river stands or runs backwards, nothing is upstream, and every alert is alone.
 */

/** Rules whose conditions are carried by water; a level of months or a forecast is not. */
const carried: ReadonlySet<string> = new Set([
  'class-deterioration',
  'toxic-limit',
  'source-limit',
  'bloom',
  'unusual',
])

/** A station whose water comes by the event's, as the evidence of an event names it. */
export type UpstreamStation = Omit<MemberOf, 'alert'>

/** Of what could begin as a member: the stations upstream by its evidence; else none. */
export function upstreamOf({ rule, live, phase, evidence }: Event): readonly UpstreamStation[] {
  const { upstream } = evidence
  if (!live || phase === 'end' || !carried.has(rule) || !Array.isArray(upstream)) return []
  return upstream as readonly UpstreamStation[]
}

/** What a condition is about: one parameter, or those that stand out. */
function parametersOf({ evidence: { parameter, shape } }: Pick<Event, 'evidence'>): string[] {
  if (typeof parameter === 'string') return [parameter]
  const departures = Array.isArray(shape) ? (shape as { parameter: string }[]) : []
  return departures.map((one) => one.parameter)
}

/**
 * The alert that an event begins a member of.
 *
 * @param alerts     open ones are looked at
 * @param cadenceMs  distance of two results: a front is seen so much later than it comes at most
 * @returns null: it is alone
 */
export function parentOf(
  event: Event,
  alerts: Iterable<Alert>,
  exercise: boolean,
  cadenceMs: (station: string, parameter: string) => number,
): { readonly parent: Alert; readonly memberOf: MemberOf } | null {
  const stations = new Map(upstreamOf(event).map((one) => [one.station, one]))
  if (stations.size === 0) return null
  const parameters = parametersOf(event)
  const open = new Map<string, Alert>()
  let nearest: { readonly alert: Alert; readonly way: UpstreamStation } | null = null
  for (const alert of alerts) {
    if (openAlertState(alert) === null) continue
    open.set(alert.id, alert)
    const way = stations.get(alert.station)
    if (way === undefined || !isAlike(alert, event, exercise)) continue
    const shared = parametersOf(alert).filter((one) => parameters.includes(one))
    if (shared.length === 0) continue
    const slackMs = Math.max(...shared.map((one) => cadenceMs(event.station, one)))
    const isNearer = nearest === null || way.distanceKm < nearest.way.distanceKm
    if (isNearer && isInWindow(beganAtOf(alert), event.observedAt, way, slackMs)) {
      nearest = { alert, way }
    }
  }
  if (nearest === null) return null
  const root = open.get(nearest.alert.memberOf?.alert ?? '') ?? nearest.alert
  const way = stations.get(root.station) ?? nearest.way
  return { parent: root, memberOf: { ...way, alert: root.id, station: root.station } }
}

/** When its condition began, as far as it is known. */
export const beganAtOf = ({ beganAt, observedAt }: Alert): Instant => beganAt ?? observedAt

const isAlike = (alert: Alert, event: Event, exercise: boolean) =>
  alert.rule === event.rule &&
  !isOutOfSight(alert) &&
  !alert.retrospective &&
  (alert.exercise ?? false) === exercise

function isInWindow(
  beganAt: Instant,
  at: Instant,
  { hoursFrom, hoursTo }: UpstreamStation,
  slackMs: number,
): boolean {
  const passed = at - beganAt
  return passed >= hoursFrom * hourMs - slackMs && passed <= hoursTo * hourMs + slackMs
}

/** The alert with a member more, or one that fires again. */
export function joinMember(parent: Alert, member: Alert, event: Event, at: Instant): Transitioned {
  const { memberOf, id, station, colour } = member
  if (!memberOf) return { alert: parent, changes: [] }
  const { distanceKm, hoursFrom, hoursTo } = memberOf
  const others = (parent.members ?? []).filter((one) => one.alert !== id)
  const times = { beganAt: event.observedAt, joinedAt: at, distanceKm, hoursFrom, hoursTo }
  const members = [...others, { alert: id, station, colour, ...times }]
  const joined = { type: 'alert.updated', reason: 'member-joined', patch: { members } } as const
  return transition(parent, [joined], { at, actor: 'engine', body: { event: event.key } })
}
