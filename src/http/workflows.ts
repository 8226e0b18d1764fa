import { z } from 'zod'
import { workflowKinds, type Workflow } from '../domain/alert.ts'
import type { Json } from '../domain/json.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { StepInput } from './capabilities.ts'
import type { DistrictShape } from './district-shape.ts'
import { entityTag } from './entity-tag.ts'
import { textLengthMax } from './limits.ts'
import { Problem, problemResponses } from './problems.ts'
import { instantSchema, listOf, pageRequest, pageShape, viewPage } from './query-shapes.ts'
import { checkedLater, headersHonoured, idempotencyKey, runTransition } from './transition.ts'
import { placeSchema, workflowSchema } from './workflow-view.ts'

const querySchema = z.object({
  kind: z.enum(workflowKinds).optional(),
  state: z.string().optional().describe('open, closed, or a state of the kind'),
  ...pageShape,
})
export const idSchema = z.object({ id: z.string() })

/** Whatever was parsed; a schema that refers to itself would have no place in openapi.json. */
const anyJson = z.custom<Json>()

/** Body of a step; `at` absent means now, by the engine's clock. */
export const stepBodyOf = (district: DistrictShape) =>
  z.object({
    district,
    person: z.string().trim().min(1).max(textLengthMax),
    at: instantSchema.nullish().describe('at most 5 min after our clock'),
    place: placeSchema.nullish(),
    data: z.record(z.string(), anyJson).nullish(),
    attachments: z
      .array(anyJson)
      .nullish()
      .describe('{"sha256"}, or the hash alone, of bytes brought before; anything else is a note'),
  })
export type StepBody = z.output<ReturnType<typeof stepBodyOf>>

export async function findWorkflow({ capabilities }: ApiContext, id: string): Promise<Workflow> {
  const workflow = await capabilities.workflow(id)
  if (workflow === null) throw new Problem('unknown-workflow', `no workflow ${id}`)
  return workflow
}

/** A body as a step; what it leaves out is empty. */
export function stepInput(body: StepBody, context: ApiContext): StepInput {
  return {
    district: body.district,
    person: body.person,
    at: body.at ?? context.capabilities.clock.now(),
    place: body.place ?? null,
    data: body.data ?? {},
    attachments: body.attachments ?? [],
  }
}

function registerStep(api: Api, context: ApiContext): void {
  const { capabilities, turns, viewWorkflow } = context
  const body = stepBodyOf(context.district)
  api.post(
    '/workflows/:id/steps/:step',
    {
      schema: {
        summary: 'Report a step; If-Match is honoured when sent',
        params: idSchema.extend({ step: z.string() }),
        body,
        headers: headersHonoured,
        response: { 200: workflowSchema, ...problemResponses },
      },
      ...checkedLater,
    },
    async (request, reply) => {
      const key = idempotencyKey(request)
      const { id, step } = request.params
      return turns(key, async () => {
        const workflow = await findWorkflow(context, id)
        if (!capabilities.stepsOf(workflow).includes(step)) {
          throw new Problem('unknown-step', `${workflow.kind} has no step ${step}`)
        }
        return runTransition(request, reply, capabilities.idempotency, key, {
          currentN: workflow.n,
          ifMatchRequired: false,
          body,
          run: (given, expectedN, keep) =>
            capabilities.takeStep(id, step, stepInput(given, context), expectedN, keep),
          view: (changed: Workflow) => ({ document: viewWorkflow(changed), n: changed.n }),
        })
      })
    },
  )
}

/** `workflows`, `workflows/{id}` and their steps. */
export function registerWorkflows(api: Api, context: ApiContext): void {
  const { capabilities, viewWorkflow } = context

  api.get(
    '/workflows',
    {
      schema: {
        summary: 'Workflows',
        querystring: querySchema,
        response: { 200: listOf(workflowSchema), ...problemResponses },
      },
    },
    async (request) => {
      const { kind = null, state = null } = request.query
      const states = ['open', 'closed', ...capabilities.workflowStates(kind)]
      if (state !== null && !states.includes(state)) {
        throw new Problem('bad-query', `state: expected one of ${states.join(', ')}`)
      }
      const page = await capabilities.workflows({ ...pageRequest(request.query), kind, state })
      return viewPage(page, viewWorkflow)
    },
  )

  api.get(
    '/workflows/:id',
    {
      schema: {
        summary: 'One workflow, with ETag',
        params: idSchema,
        response: { 200: workflowSchema, ...problemResponses },
      },
    },
    async (request, reply) => {
      const workflow = await findWorkflow(context, request.params.id)
      void reply.header('etag', entityTag(workflow.n))
      return viewWorkflow(workflow)
    },
  )

  registerStep(api, context)
}
