import { z } from 'zod'
import { resourceKinds, type Booking, type BookingRequest } from '../domain/incident.ts'
import { dayMs, formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import { textLengthMax } from './limits.ts'
import { registerMaking } from './opening.ts'
import { Problem, problemResponses } from './problems.ts'
import { exerciseAsked, exerciseShape, instantSchema, listOf, timeText } from './query-shapes.ts'
import { pageOf, pageRequest, pageShape, viewPage } from './query-shapes.ts'
import { workflowSchema } from './workflow-view.ts'

const text = z.string().trim().min(1).max(textLengthMax)

const bookingSchema = z.object({
  ...workflowSchema.pick({ id: true, etag: true, state: true, exercise: true, allowed: true })
    .shape,
  resource: z.string(),
  workflow: z.string().describe('the case that it is for'),
  district: z.string().describe('that asked for it'),
  crossBorder: z.boolean().describe('ordered by the executive committee, confirmed by the owner'),
  ...{ from: timeText, to: timeText },
})

const resourceSchema = z.object({
  ...{ id: z.string(), kind: z.enum(resourceKinds), district: z.string() },
  name: z.object({ zh: z.string(), en: z.string() }),
  note: z.string().nullable(),
  certainty: z.string(),
  free: z.boolean().describe('in the whole span'),
  bookings: z.array(bookingSchema).describe('that hold it in the span'),
})

const viewOf =
  ({ viewWorkflow }: ApiContext) =>
  (booking: Booking): z.output<typeof bookingSchema> => {
    const { workflow, resource, forWorkflow, forDistrict, fromAt, toAt } = booking
    const { id, etag, state, exercise, allowed } = viewWorkflow(workflow)
    return {
      ...{ id, etag, state, exercise, allowed, resource, workflow: forWorkflow },
      ...{ district: forDistrict, crossBorder: workflow.procedure === 'cross-border' },
      ...{ from: formatInstant(fromAt), to: formatInstant(toAt) },
    }
  }

const body = z
  .object({
    workflow: text.describe('the case that it is for'),
    resource: text.nullish().describe('this one'),
    kind: z.enum(resourceKinds).nullish().describe('or any free one of the asking district'),
    district: text.describe('that asks'),
    person: text,
    ...{ from: instantSchema, to: instantSchema },
  })
  .transform(({ resource = null, kind = null, ...given }, context): BookingRequest => {
    const { workflow: forWorkflow, district, person, from: fromAt, to: toAt } = given
    const asked = { forWorkflow, district, person, fromAt, toAt }
    if (resource !== null && kind === null) return { ...asked, want: { resource } }
    if (kind !== null && resource === null) return { ...asked, want: { kind } }
    context.addIssue({ code: 'custom', path: ['resource'], message: 'expected it or a kind' })
    return z.NEVER
  })

const resourcesQueryOf = ({ district }: ApiContext) =>
  z.object({
    kind: z.enum(resourceKinds).optional(),
    district: district.optional(),
    from: instantSchema.optional().describe('absent: now'),
    to: instantSchema.optional().describe('absent: a day after from'),
    ...exerciseShape,
    ...pageShape,
  })

/** `resources` of all districts and their `bookings`; steps are those of any workflow. */
export function registerBookings(api: Api, context: ApiContext): void {
  registerResources(api, context)
  registerBooking(api, context)
}

function registerResources(api: Api, context: ApiContext): void {
  const { capabilities } = context
  const view = viewOf(context)
  api.get(
    '/resources',
    {
      schema: {
        summary: 'Boats, vehicles, instruments and people of all districts, and who holds them',
        querystring: resourcesQueryOf(context),
        response: { 200: listOf(resourceSchema), ...problemResponses },
      },
    },
    async ({ query }) => {
      const { kind = null, district = null, from: fromAt = capabilities.clock.now() } = query
      const { to: toAt = fromAt + dayMs } = query
      if (!(toAt > fromAt)) throw new Problem('bad-query', 'to: expected a time after from')
      const exercise = exerciseAsked(query)
      const uses = await capabilities.resources({ kind, district, fromAt, toAt, exercise })
      const page = pageOf(uses, ({ resource }) => resource.id, pageRequest(query))
      return viewPage(page, ({ resource, bookings }) => ({
        ...resource,
        free: bookings.length === 0,
        bookings: bookings.map(view),
      }))
    },
  )
}

function registerBooking(api: Api, context: ApiContext): void {
  const { capabilities } = context
  const view = viewOf(context)
  api.get(
    '/bookings',
    {
      schema: {
        summary: 'Bookings and dispatches, asked for last first',
        querystring: z.object({
          workflow: z.string().optional().describe('of this case'),
          resource: z.string().optional(),
          open: z.literal('true').optional().describe('only those that still hold'),
          ...exerciseShape,
          ...pageShape,
        }),
        response: { 200: listOf(bookingSchema), ...problemResponses },
      },
    },
    async ({ query }) => {
      const { workflow = null, resource = null } = query
      const asked = { ...pageRequest(query), workflow, resource, open: query.open === 'true' }
      const exercise = exerciseAsked(query)
      return viewPage(await capabilities.bookings({ ...asked, exercise }), view)
    },
  )

  const asked = {
    path: '/bookings',
    summary: 'Book a resource for a case; one of another district is asked for',
    description:
      'Own: held at once. Of another district: steps `order` (executive committee), then ' +
      '`confirm` or `refuse` (its owner). 409 `resource-taken` names the booking that holds ' +
      'it; 409 `resource-shortfall`: no resource of the kind is free, told by an alert.',
    body,
    open: capabilities.book,
  }
  registerMaking(api, context, asked, {
    schema: bookingSchema,
    view: (booking: Booking) => ({ document: view(booking), n: booking.workflow.n }),
  })
}
