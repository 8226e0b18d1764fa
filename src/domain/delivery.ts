import type { AlertKind, WarningColour } from './event.ts'
import type { Json } from './json.ts'
import type { Names } from './network.ts'
import type { PageRequest } from './queries.ts'
import type { Instant } from './time.ts'

/** Where a notice goes; secrets stand in the environment or in files, never here. */
export type Target =
  | { readonly type: 'email'; readonly to: readonly string[] }
  | {
      readonly type: 'webhook'
      readonly url: string
      /** Variable of the environment, or absolute path of a file. */
      readonly secretFrom: string
      /** May stand on a private or loopback address, and be plain http. */
      readonly allowPrivate: boolean
    }
  | {
      readonly type: 'sms'
      readonly url: string
      readonly to: readonly string[]
      readonly tokenFrom: string
      readonly allowPrivate: boolean
    }

/** Whom a route tells, and how long after its first notice if nobody has acknowledged by then. */
export type RouteStep = { readonly afterMs: number; readonly to: Target }

/**
 * The route by which enterprises are told (云通报): its `to` are those who get a copy, the address of
 * the enterprise is added as it is sent. Its `kinds` is an empty list, so that no alert goes there.
 */
export const noticeRoute = 'enterprise-notice'

/**
 * The route by which reports on incidents go to those whom they are to: its own `to` get a copy. Its
 * `kinds` is an empty list, too.
 */
export const reportRoute = 'incident-report'

/**
 * The route by which liaisons of districts are told what crosses a border; its own `to` get a copy, and
 * its `kinds` is an empty list, too.
 */
export const liaisonRoute = 'cross-border'

/** A span of the day in Beijing time, in minutes since midnight; it may go over midnight. */
export type QuietHours = {
  readonly fromMinute: number
  readonly toMinute: number
  /** This colour and worse come through; null: none does. */
  readonly except: WarningColour | null
}

/** Which alerts are told to whom; a list that is null takes everything. */
export type Route = {
  readonly id: string
  readonly enabled: boolean
  readonly drills: 'never' | 'also' | 'only'
  readonly kinds: readonly AlertKind[] | null
  readonly rules: readonly string[] | null
  readonly stations: readonly string[] | null
  /** At least; null: those without a colour too. */
  readonly colour: WarningColour | null
  /** Told again so often while nobody has acknowledged; null: once. */
  readonly reminderMs: number | null
  readonly quiet: QuietHours | null
  /** The first at once. */
  readonly steps: readonly RouteStep[]
}

export const deliveryReasons = ['first', 'worse', 'resolved', 'reminder-due'] as const
export type DeliveryReason = (typeof deliveryReasons)[number]
export const deliveryStates = ['queued', 'sent', 'dead'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** What one step of a route was last told of one alert. */
export type Told = {
  readonly reason: DeliveryReason
  readonly colour: WarningColour | null
  readonly occurrences: number
  readonly at: Instant
  /** When it was told `first` of this occurrence. */
  readonly firstAt: Instant
}

/** With the colours of what it was told of this occurrence and has not been given up. */
export type ToldAlive = Told & { readonly alive: readonly (WarningColour | null)[] }

/** What is told, the same bytes however often it is sent; `id` lets the receiver drop doubles. */
export type Notice = {
  readonly id: string
  readonly reason: DeliveryReason
  readonly route: string
  readonly step: number
  readonly exercise: boolean
  readonly at: string
  readonly title: Names
  readonly text: Names
  readonly alert: Readonly<Record<string, Json>>
}

/** One notice to one target: told whom, when and why. */
export type NewDelivery = {
  /** The same for the same telling: at most one delivery has it. */
  readonly key: string
  /** Id of the alert, or of the workflow of a notice, a report or what crosses a border. */
  readonly alert: string
  /** Number of the change that it stood at. */
  readonly alertN: number
  readonly route: string
  readonly step: number
  /** Whom, in words; no secret. */
  readonly target: string
  readonly reason: DeliveryReason
  readonly colour: WarningColour | null
  readonly occurrences: number
  readonly exercise: boolean
  readonly createdAt: Instant
  /** The notice as JSON text. */
  readonly body: string
}

export type Delivery = NewDelivery & {
  readonly id: number
  readonly state: DeliveryState
  readonly attempts: number
  readonly nextAt: Instant
  readonly endedAt: Instant | null
  /** What the other side last said. */
  readonly detail: string
}

/** Null: of any state, alert, route. */
export type DeliveryQuery = PageRequest & {
  readonly state: DeliveryState | null
  readonly alert: string | null
  readonly route: string | null
}

/** Whom a target is, in words: no secret, nothing of a URL that could hold one. */
export function describeTarget(target: Target): string {
  if (target.type === 'email') return `email ${target.to.join(', ')}`
  const { origin, pathname } = new URL(target.url)
  const to = target.type === 'sms' ? `${target.to.join(', ')} by ` : ''
  return `${target.type} ${to}${origin}${pathname}`
}

/** What became of one attempt. */
export type Attempt = {
  readonly outcome: 'sent' | 'again' | 'dead'
  readonly detail: string
}
