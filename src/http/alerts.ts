import { z } from 'zod'
import type { Alert } from '../domain/alert.ts'
import { alertKinds } from '../domain/event.ts'
import { alertCommandBodies, alertVerbs } from './alert-commands.ts'
import { alertSchema } from './alert-view.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { AlertCommand, AlertVerb } from './capabilities.ts'
import { entityTag } from './entity-tag.ts'
import { Problem, problemResponses } from './problems.ts'
import { countSchema, listOf, pageRequest, pageShape, viewPage } from './query-shapes.ts'
import { stationAsked } from './query-shapes.ts'
import {
  checkedLater,
  headersHonoured,
  headersRequired,
  idempotencyKey,
  runTransition,
} from './transition.ts'

const querySchema = z.object({
  state: z
    .enum(['open', 'resolved', 'closed', 'all'])
    .default('all')
    .describe('open: attention not closed and condition not pending, shelved ones included'),
  station: z.string().optional(),
  kind: z.enum(alertKinds).optional(),
  changedSince: countSchema.optional().describe('changed after this number of the log'),
  ...pageShape,
})
const idSchema = z.object({ id: z.string() })

async function findAlert({ capabilities }: ApiContext, id: string): Promise<Alert> {
  const alert = await capabilities.alert(id)
  if (alert === null) throw new Problem('unknown-alert', `no alert ${id}`)
  return alert
}

function registerCommand(api: Api, context: ApiContext, verb: AlertVerb): void {
  const { capabilities, turns, viewAlert } = context
  const body: z.ZodType<AlertCommand> = alertCommandBodies[verb]
  api.post(
    `/alerts/:id/${verb}`,
    {
      schema: {
        summary: `${verb} an alert`,
        params: idSchema,
        body,
        headers: verb === 'comment' ? headersHonoured : headersRequired,
        response: { 200: alertSchema, ...problemResponses },
      },
      ...checkedLater,
    },
    async (request, reply) => {
      const key = idempotencyKey(request)
      return turns(key, async () => {
        const alert = await findAlert(context, request.params.id)
        return runTransition(request, reply, capabilities.idempotency, key, {
          currentN: alert.n,
          ifMatchRequired: verb !== 'comment',
          body,
          run: (command, expectedN, keep) =>
            capabilities.commandAlert(alert.id, command, expectedN, keep),
          view: (changed: Alert) => ({ document: viewAlert(changed), n: changed.n }),
        })
      })
    },
  )
}

/** `alerts`, `alerts/{id}` and what a person does to an alert. */
export function registerAlerts(api: Api, context: ApiContext): void {
  const { capabilities, catalogue, viewAlert } = context

  api.get(
    '/alerts',
    {
      schema: {
        summary: 'Alerts',
        querystring: querySchema,
        response: { 200: listOf(alertSchema), ...problemResponses },
      },
    },
    async (request) => {
      const { state, kind = null, changedSince = null } = request.query
      const station = stationAsked(catalogue, request.query.station)
      const page = await capabilities.alerts({
        ...pageRequest(request.query),
        state,
        station,
        kind,
        changedSince,
      })
      return viewPage(page, viewAlert)
    },
  )

  api.get(
    '/alerts/:id',
    {
      schema: {
        summary: 'One alert, with ETag',
        params: idSchema,
        response: { 200: alertSchema, ...problemResponses },
      },
    },
    async (request, reply) => {
      const alert = await findAlert(context, request.params.id)
      void reply.header('etag', entityTag(alert.n))
      return viewAlert(alert)
    },
  )

  for (const verb of alertVerbs) registerCommand(api, context, verb)
}
