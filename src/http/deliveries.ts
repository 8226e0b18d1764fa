import { z } from 'zod'
import { deliveryReasons, deliveryStates, type Delivery } from '../domain/delivery.ts'
import { warningColours } from '../domain/event.ts'
import { formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import { problemResponses } from './problems.ts'
import { listOf, pageRequest, pageShape, timeText, viewPage } from './query-shapes.ts'

const deliverySchema = z.object({
  id: z.int(),
  key: z.string().describe('of this telling: what is sent again has it again'),
  alert: z.string(),
  route: z.string(),
  step: z.int().describe('of the route, 0 first'),
  target: z.string().describe('told whom'),
  reason: z.enum(deliveryReasons).describe('told why'),
  colour: z.enum(warningColours).nullable(),
  exercise: z.boolean(),
  createdAt: timeText.describe('when it became due'),
  state: z.enum(deliveryStates).describe('dead: it was refused, or given up after many attempts'),
  attempts: z.int(),
  nextAt: timeText.nullable().describe('of the next attempt, while it is queued'),
  endedAt: timeText.nullable(),
  detail: z.string().describe('what the other side last said'),
})

function deliveryView(one: Delivery): z.output<typeof deliverySchema> {
  const { id, key, alert, route, step, target, reason, colour, exercise, state } = one
  return {
    ...{ id, key, alert, route, step, target, reason, colour, exercise, state },
    attempts: one.attempts,
    createdAt: formatInstant(one.createdAt),
    nextAt: state === 'queued' ? formatInstant(one.nextAt) : null,
    endedAt: one.endedAt === null ? null : formatInstant(one.endedAt),
    detail: one.detail,
  }
}

/** `deliveries`: who was told of which alert, when and why, and what was not taken. */
export function registerDeliveries(api: Api, { capabilities }: ApiContext): void {
  api.get(
    '/deliveries',
    {
      schema: {
        summary: 'Notices to people and programs outside',
        querystring: z.object({
          state: z.enum([...deliveryStates, 'all']).default('all'),
          alert: z.string().optional(),
          route: z.string().optional(),
          ...pageShape,
        }),
        response: { 200: listOf(deliverySchema), ...problemResponses },
      },
    },
    async (request) => {
      const { state, alert = null, route = null } = request.query
      const query = { ...pageRequest(request.query), alert, route }
      const page = await capabilities.deliveries({
        ...query,
        state: state === 'all' ? null : state,
      })
      return viewPage(page, deliveryView)
    },
  )
}
