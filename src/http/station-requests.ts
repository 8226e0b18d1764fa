import { z } from 'zod'
import type { Workflow } from '../domain/alert.ts'
import { stationAsks } from '../domain/incident.ts'
import { parsePeriod } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import { textLengthMax } from './limits.ts'
import { problemResponses } from './problems.ts'
import { instantSchema } from './query-shapes.ts'
import { checkedLater, idempotencyKey, runTransition } from './transition.ts'
import { workflowSchema } from './workflow-view.ts'
import { findWorkflow, idSchema } from './workflows.ts'

const text = z.string().trim().min(1).max(textLengthMax)
const period = z.string().transform((spelling, context) => {
  const ms = parsePeriod(spelling)
  if (ms !== null) return ms
  context.addIssue({ code: 'custom', message: 'expected a duration such as PT1H' })
  return z.NEVER
})

const body = z.object({
  station: text,
  ask: z.enum(stationAsks),
  parameter: text.nullish().describe('code of the factor; absent: all'),
  cadence: period.nullish().describe('of `cadence`: the distance between readings, ISO 8601'),
  until: instantSchema.nullish().describe('until when that is wanted'),
  note: z.string().trim().max(textLengthMax).default(''),
  person: text,
})

/**
 * `workflows/{id}/station-requests`: a retest, a retained sample or a denser cadence, asked of a
 * station over its gateway.
 */
export function registerStationRequests(api: Api, context: ApiContext): void {
  const { capabilities, turns, viewWorkflow } = context
  const path = '/workflows/:id/station-requests'

  api.get(
    path,
    {
      schema: {
        summary: 'What was asked of stations for a case: asked, sent, answered, timed-out',
        params: idSchema,
        response: { 200: z.object({ items: z.array(workflowSchema) }), ...problemResponses },
      },
    },
    async ({ params: { id } }) => {
      await findWorkflow(context, id)
      return { items: (await capabilities.stationRequests(id)).map(viewWorkflow) }
    },
  )

  api.post(
    path,
    {
      schema: {
        summary: 'Ask a station for a retest, a retained sample or a denser cadence',
        description:
          'Published on `qingliu/v1/<station>/request` as `request/1` with the `id` answered ' +
          'here; the station answers on `qingliu/v1/<station>/response` with `{"schema": ' +
          '"response/1", "id", "outcome": "accepted" | "done" | "refused", "detail"}`.',
        params: idSchema,
        body,
        response: { 200: workflowSchema, ...problemResponses },
      },
      ...checkedLater,
    },
    async (request, reply) => {
      const key = idempotencyKey(request)
      return turns(key, async () => {
        const { id: forWorkflow } = await findWorkflow(context, request.params.id)
        return runTransition(request, reply, capabilities.idempotency, key, {
          currentN: null,
          ifMatchRequired: false,
          body,
          run: ({ parameter, cadence, until, ...given }, _expectedN, keep) =>
            capabilities.askStation(
              {
                ...{ ...given, forWorkflow, parameter: parameter ?? null },
                ...{ cadenceMs: cadence ?? null, until: until ?? null },
              },
              keep,
            ),
          view: (asked: Workflow) => ({ document: viewWorkflow(asked), n: asked.n }),
        })
      })
    },
  )
}
