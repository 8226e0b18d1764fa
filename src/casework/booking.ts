import { definitionOf } from '../../alerts/workflow/definitions.ts'
import { bookingOf } from '../../alerts/workflow/dispatch.ts'
import { openWorkflow } from '../../alerts/workflow/engine.ts'
import { bookingMostMs, instantIn } from '../../alerts/workflow/guards.ts'
import type { Also, DeskParts, Done, Refused } from '../desk.ts'
import type { Workflow, WorkflowStep } from '../domain/alert.ts'
import { assert } from '../domain/errors.ts'
import type { Event } from '../domain/event.ts'
import type { Booking, BookingRequest, Resource } from '../domain/incident.ts'
import { dayMs, formatInstant } from '../domain/time.ts'
import { heldIn } from '../store/bookings.ts'
import { appendChanges } from '../store/change-log.ts'
import { hasCode, type Tx } from '../store/db.ts'
import { getWorkflow } from '../store/workflows.ts'
import { refused, saveNumbered } from './acts.ts'
import { tellAsked, tellShort } from './liaisons.ts'
import { shortfallOf } from './shortfall.ts'

/** A booking that was refused, and what is to be told of it. */
type Short = { readonly refusal: Refused; readonly event: Event | null }
type Outcome = { readonly done: Done<Booking>; readonly event: Event | null }

/**
 * Books a resource for a case, or any free one of a kind that the asking district has. One of
 * another district is asked for: it is held for the case, until ordered by the executive committee
 * and confirmed by its owner.
 *
 * The database refuses what is held already; who came second looks again, so that of writers at
 * once one has the resource and the others are told by whom it is held.
 *
 * @returns refused with `resource-taken`, which names the booking that holds it, or with
 *   `resource-shortfall` where no resource of the kind is free: that one is told by an alert
 */
export async function book(
  parts: DeskParts,
  request: BookingRequest,
  also: Also<Booking>,
  announce: (events: readonly Event[]) => Promise<void>,
): Promise<Done<Booking>> {
  for (;;) {
    try {
      const { done, event } = await parts.db.transaction((tx) => tryBook(tx, parts, request, also))
      if (event !== null) await announce([event])
      if (done.ok) parts.onChanges()
      return done
    } catch (error) {
      // Somebody else took it since it was seen free: it is seen held at the next look.
      if (!hasCode(error, 'store-overlap')) throw error
    }
  }
}

async function tryBook(
  tx: Tx,
  parts: DeskParts,
  request: BookingRequest,
  also: Also<Booking>,
): Promise<Outcome> {
  const { forWorkflow, want, fromAt, toAt } = request
  const fault = faultOf(parts, request)
  if (fault !== null) return refusing(refused('bad-command', fault))
  const about = await getWorkflow(tx, forWorkflow)
  if (about === null) {
    return refusing(refused('not-found', `workflow ${forWorkflow}: there is none`))
  }
  if (about.closedAt !== null) {
    return refusing(refused('not-allowed', `workflow ${forWorkflow}: expected an open one`))
  }
  const { exercise = false } = about
  const held = (await heldIn(tx, { fromAt, toAt, exercise })).map(bookingOf)
  const heldBy = new Map(held.map((booking) => [booking.resource, booking]))
  const { resources } = parts.incidentPlan
  const wanted = resources.filter((one) =>
    'resource' in want
      ? one.id === want.resource
      : one.kind === want.kind && one.district === request.district,
  )
  const free = wanted.find(({ id }) => !heldBy.has(id))
  if (free === undefined) {
    const short = refusalOf(parts, request, about, { wanted, heldBy })
    if (short.event !== null && 'kind' in want) {
      const owners = resources.filter((one) => one.kind === want.kind && !heldBy.has(one.id))
      const { district, person } = request
      const what = { key: short.event.key, kind: want.kind, district }
      const of = owners.map((one) => one.district)
      await tellShort(tx, parts, about, what, of, person)
    }
    return { done: short.refusal, event: short.event }
  }
  const booking = await hold(tx, parts, request, { about, resource: free })
  await also(tx, booking)
  return { done: { ok: true, subject: booking }, event: null }
}

const refusing = (done: Refused): Outcome => ({ done, event: null })

function faultOf(
  { network, incidentPlan, now }: DeskParts,
  { want, district, fromAt, toAt }: BookingRequest,
): string | null {
  if (!network.districts.some(({ id }) => id === district)) return `district: no ${district}`
  if ('resource' in want && !incidentPlan.resources.some(({ id }) => id === want.resource)) {
    return `resource: no resource ${want.resource}`
  }
  const ahead = toAt > now() && toAt > fromAt && toAt - fromAt <= bookingMostMs
  if (ahead) return null
  const days = bookingMostMs / dayMs
  const came = `${formatInstant(fromAt)} to ${formatInstant(toAt)}`
  return `to: expected a time ahead, after from and at most ${days} days after it, got ${came}`
}

function refusalOf(
  parts: DeskParts,
  request: BookingRequest,
  about: Workflow,
  { wanted, heldBy }: { wanted: readonly Resource[]; heldBy: ReadonlyMap<string, Booking> },
): Short {
  const { want, district } = request
  const told = wanted.map(({ id }) => `${id}: held by ${holderText(heldBy.get(id)!)}`)
  if ('resource' in want) {
    return { refusal: refused('resource-taken', told.join('; ')), event: null }
  }
  const free = parts.incidentPlan.resources.filter(
    ({ id, kind }) => kind === want.kind && !heldBy.has(id),
  )
  const holders = wanted.map(({ id }) => heldBy.get(id)!.workflow.id)
  const elsewhere = free.map(({ id }) => id)
  const own = told.length === 0 ? [`${district} has no ${want.kind}`] : told
  const others = elsewhere.length === 0 ? 'none is free elsewhere' : `free: ${elsewhere.join(', ')}`
  const event = shortfallOf(parts, request, about, {
    ...{ kind: want.kind, elsewhere, holders },
    own: [...heldBy.values()]
      .filter(({ forWorkflow, workflow }) => forWorkflow === about.id && workflow.state === 'held')
      .map(({ workflow }) => workflow.id),
  })
  return {
    refusal: refused('resource-shortfall', [...own, others].join('; ')),
    event,
  }
}

function holderText({ workflow, forWorkflow, fromAt, toAt }: Booking): string {
  const span = `${formatInstant(fromAt)} to ${formatInstant(toAt)}`
  return `booking ${workflow.id} of workflow ${forWorkflow} from ${span}`
}

async function hold(
  tx: Tx,
  parts: DeskParts,
  { forWorkflow, district, person, fromAt, toAt }: BookingRequest,
  { about, resource }: { about: Workflow; resource: Resource },
): Promise<Booking> {
  const own = resource.district === district
  const request = {
    ...({ kind: 'dispatch', alert: null } as const),
    ...{ id: parts.newId(), procedure: own ? null : 'cross-border', station: about.station },
    about: {
      ...{ workflow: forWorkflow, forDistrict: district, fromAt, toAt },
      ...{ resource: resource.id, resourceKind: resource.kind, ownerDistrict: resource.district },
    },
  }
  const { exercise = false } = about
  const { workflow, change } = openWorkflow(request, definitionOf(request), {
    ...{ now: parts.now(), actor: person, siteDistrict: resource.district, exercise },
    ...{ dueAt: toAt, reason: own ? 'booked' : 'requested' },
  })
  const [saved] = await saveNumbered(tx, [workflow], await appendChanges(tx, [change]))
  if (!own) await tellAsked(tx, parts, saved!, person)
  return bookingOf(saved!)
}

/**
 * Takes steps of a workflow; those by which a booking would hold its resource while another has it
 * are refused by the database, and nothing of them is there.
 *
 * @returns then `resource-taken`, which names the booking that holds it
 */
export async function heldApart<T>(
  parts: DeskParts,
  id: string,
  steps: readonly Pick<WorkflowStep, 'data'>[],
  take: () => Promise<Done<T>>,
): Promise<Done<T>> {
  try {
    return await take()
  } catch (error) {
    if (!hasCode(error, 'store-overlap')) throw error
  }
  const workflow = await getWorkflow(parts.db, id)
  assert(workflow !== null, 'a step that overlaps is of a booking')
  const { resource, toAt } = bookingOf(workflow)
  const wished = steps.map(({ data }) => instantIn(data, 'until') ?? toAt)
  const { exercise = false } = workflow
  const span = { fromAt: toAt, toAt: Math.max(...wished), exercise }
  const told = (await heldIn(parts.db, span))
    .map(bookingOf)
    .filter((one) => one.resource === resource && one.workflow.id !== id)
    .map((one) => `held by ${holderText(one)}`)
  return refused('resource-taken', `${resource}: ${told.join('; ') || 'it was held until now'}`)
}
