import { setTimeout as wait } from 'node:timers/promises'
import { dueOf, type Due } from '../alerts/delivery.ts'
import { noticeOf } from '../alerts/notice.ts'
import { withContacts } from './casework/report-mail.ts'
import type { Send } from './delivery/send.ts'
import type { Alert } from './domain/alert.ts'
import {
  describeTarget,
  liaisonRoute,
  noticeRoute,
  reportRoute,
  type Attempt,
  type Delivery,
  type NewDelivery,
  type Route,
} from './domain/delivery.ts'
import { assert } from './domain/errors.ts'
import { secondMs, type Instant } from './domain/time.ts'
import type { Engine, EngineParts } from './engine.ts'
import { limits } from './limits.ts'
import { withEnterprise } from './registers/notices.ts'
import { backOffMs } from './retry.ts'
import type { Db } from './store/db.ts'
import {
  alertsToTell,
  countQueued,
  deliveriesDue,
  forgetTold,
  queueDeliveries,
  saveAttempt,
  toldKey,
  type DueDelivery,
} from './store/deliveries.ts'

export type Deliveries = { close(): Promise<void> }

/** What of the engine telling needs. */
export type Teller = Pick<Engine, 'stations' | 'changes'> & {
  readonly parts: Pick<EngineParts, 'db' | 'clock' | 'rules'>
}

/**
 * Tells people and programs outside, round by round: what is due by the pure decision becomes a row,
 * in one transaction with what each step now knows; rows are sent, and kept until the other side
 * has them. All state is in the store, so a restart goes on where the last round ended; what was
 * sent and not yet noted is sent again with the same key.
 *
 * @param onFailure  a round failed; the next one tries again
 */
export function startDeliveries(
  engine: Teller,
  routes: readonly Route[],
  send: Send,
  onFailure: (error: unknown) => void,
): Deliveries {
  const closing = new AbortController()
  let awake = true
  let running: Promise<void> | null = null
  const run = async () => {
    while (awake && !closing.signal.aborted) {
      awake = false
      await planRound(engine, routes)
      if (await sendSome(engine, routes, send, closing.signal)) awake = true
    }
  }
  const wake = () => {
    awake = true
    running ??= run()
      .catch(onFailure)
      .finally(() => {
        running = null
      })
  }
  const unsubscribe = engine.changes.subscribe(wake)
  const interval = setInterval(wake, secondMs)
  return {
    async close() {
      clearInterval(interval)
      unsubscribe()
      closing.abort()
      await running
    },
  }
}

async function planRound(engine: Teller, routes: readonly Route[]): Promise<void> {
  const { db, clock } = engine.parts
  let room = limits.deliveriesQueuedMax - (await countQueued(db))
  for (let after = ''; room > 0;) {
    const page = await db.transaction(async (tx) => {
      const { alerts, told } = await alertsToTell(tx, after, limits.deliveryAlertsPage)
      const now = clock.now()
      const queued: NewDelivery[] = []
      for (const { alert, membersStand } of alerts) {
        const known = (id: string, route: string, step: number) =>
          told.get(toldKey({ alert: id, route, step })) ?? null
        const toldOf = known.bind(null, alert.id)
        const parent = alert.memberOf?.alert ?? ''
        const grouped = { membersStand, toldOfParent: (id: string) => known(parent, id, 0) }
        const due = dueOf(alert, routes, toldOf, now, grouped).slice(0, room - queued.length)
        for (const one of due) {
          queued.push(deliveryOf(engine, alert, one, now))
          // A member that comes later in the page looks at it.
          const { reason, route, step } = one
          const { colour, occurrences } = alert
          const said = { reason, colour, occurrences, at: now, firstAt: now, alive: [colour] }
          told.set(toldKey({ alert: alert.id, route: route.id, step }), said)
        }
      }
      await queueDeliveries(tx, queued)
      return { queued: queued.length, last: alerts.at(-1)?.place ?? null, read: alerts.length }
    })
    room -= page.queued
    if (page.last === null || page.read < limits.deliveryAlertsPage) break
    after = page.last
  }
  const ids = routes.map(({ id }) => id)
  await db.transaction((tx) => forgetTold(tx, ids))
}

function deliveryOf({ parts, stations }: Teller, alert: Alert, due: Due, now: Instant) {
  const rule = parts.rules.find(({ id }) => id === alert.rule)
  const station = stations.get(alert.station)
  assert(rule && station, `rule and station of alert ${alert.id} are of the network`)
  const { key, route, step, reason } = due
  const notice = noticeOf(alert, due, { rule, station: station.name }, now)
  return {
    ...{ key, alert: alert.id, alertN: alert.n, route: route.id, step, reason },
    target: describeTarget(route.steps[step]!.to),
    colour: alert.colour,
    occurrences: alert.occurrences,
    exercise: notice.exercise,
    createdAt: now,
    body: JSON.stringify(notice),
  }
}

/** @returns whether there was something to send: then there may be more */
async function sendSome(
  engine: Teller,
  routes: readonly Route[],
  send: Send,
  closing: AbortSignal,
): Promise<boolean> {
  const { db, clock } = engine.parts
  // Each question a transaction, which an owner of old cannot begin any more.
  const due = await db.transaction((tx) =>
    deliveriesDue(tx, clock.now(), limits.deliveriesInFlightMax),
  )
  await Promise.all(
    due.map(async (delivery) => {
      const attempt = isEndOfNothing(delivery)
        ? ({ outcome: 'dead', detail: 'its target was not reached by the beginning' } as const)
        : await attemptOf(db, delivery, routes, send, closing)
      // Cut by our own closing: nobody knows what came of it, so it is sent again.
      if (attempt.outcome !== 'sent' && closing.aborted) return
      const now = clock.now()
      const attempts = delivery.attempts + 1
      const isLast = attempt.outcome === 'again' && attempts >= limits.deliveryAttemptsMax
      const settled: Attempt = isLast ? { ...attempt, outcome: 'dead' } : attempt
      const { deliveryRetryFirstMs: firstMs, deliveryRetryMaxMs: maxMs } = limits
      const nextAt = now + backOffMs(attempts, firstMs, maxMs)
      await db.transaction((tx) => saveAttempt(tx, delivery.id, settled, now, nextAt))
    }),
  )
  return due.length > 0
}

/** Who never heard that something began is not told that it is over. */
const isEndOfNothing = ({ reason, unheard }: DueDelivery) => reason === 'resolved' && unheard

/** Routes whose addresses are read from a register as they are sent to. */
const addressing: Readonly<
  Record<string, { readonly target: typeof withEnterprise; readonly whose: string } | undefined>
> = {
  [noticeRoute]: { target: withEnterprise, whose: 'the enterprise' },
  [reportRoute]: { target: withContacts, whose: 'all contacts' },
  [liaisonRoute]: { target: withContacts, whose: 'all liaisons' },
}

async function attemptOf(
  db: Db,
  { route: id, step, body, exercise }: Delivery,
  routes: readonly Route[],
  send: Send,
  closing: AbortSignal,
): Promise<Attempt> {
  const route = routes.find((one) => one.id === id && one.enabled)
  const routed = route?.steps[step]?.to
  if (route === undefined || routed === undefined)
    return { outcome: 'dead', detail: 'its route is no more, or is off' }
  // The last door: what was queued may outlive what its route took then.
  if (exercise && route.drills === 'never')
    return { outcome: 'dead', detail: 'a drill, and its route takes none' }
  const addressed = addressing[id]
  const target = addressed === undefined ? routed : await addressed.target(db, routed, body)
  if (target === null) {
    const whose = addressed?.whose ?? ''
    return { outcome: 'dead', detail: `the register has no ${routed.type} of ${whose}` }
  }
  const over = new AbortController()
  const late = wait(limits.deliveryTimeoutMs, null, { signal: over.signal, ref: false })
    .then((): Attempt => {
      const detail = `no answer within ${limits.deliveryTimeoutMs / secondMs} s`
      return { outcome: 'again', detail }
    })
    .catch((): Attempt => ({ outcome: 'again', detail: 'given up' }))
  const signal = AbortSignal.any([closing, over.signal])
  const attempt = await Promise.race([send(target, body, signal), late])
  over.abort()
  return attempt
}
