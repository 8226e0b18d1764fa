import { z } from 'zod'
import type { Workflow } from '../domain/alert.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { OnWorkflow } from './casework-capabilities.ts'
import { textLengthMax } from './limits.ts'
import { Problem, problemResponses } from './problems.ts'
import { checkedLater, idempotencyKey, runTransition } from './transition.ts'
import { findWorkflow, idSchema } from './workflows.ts'
import { workflowSchema } from './workflow-view.ts'

const text = z.string().trim().min(1).max(textLengthMax)
const by = { district: text, person: text }
const reason = text.nullish().transform((given) => given ?? null)
const upTo = (most: number) => z.int().min(0).max(most)

const selection = z.object({
  ...by,
  sites: z.array(text).min(1).max(200).describe('keys of enterprises'),
  reason: reason.describe('why exempt ones are visited: a complaint, a risk'),
})
const draw = z.object({
  ...by,
  sites: upTo(200).describe('how many'),
  inspectors: upTo(50).describe('how many beside the leader'),
  reason: reason.describe('why it is drawn again'),
})

type Act<Given> = {
  readonly path: string
  readonly summary: string
  readonly body: z.ZodType<Given>
  readonly run: OnWorkflow<Given>
}

/** `workflows/{id}/sites` and `…/draw`: whom a joint patrol visits, and who goes. */
export function registerPatrolSites(api: Api, context: ApiContext): void {
  const { capabilities } = context
  api.get(
    '/workflows/:id/sites',
    {
      schema: {
        summary: 'Enterprises of the district of a patrol, those on the exempt list last',
        params: idSchema,
        response: {
          200: z.object({
            items: z.array(z.object({ site: z.string(), name: z.string(), exempt: z.boolean() })),
          }),
          ...problemResponses,
        },
      },
    },
    async ({ params: { id } }) => {
      const items = await capabilities.siteCandidates(id)
      if (items === null) throw new Problem('unknown-workflow', `no joint patrol ${id}`)
      return { items: [...items] }
    },
  )
  registerAct(api, context, {
    path: '/workflows/:id/sites',
    summary: 'Name whom a patrol visits; enterprises on the exempt list only with a reason',
    body: selection,
    run: capabilities.selectSites,
  })
  registerAct(api, context, {
    path: '/workflows/:id/draw',
    summary: 'Draw by lot whom a patrol visits and who goes; the seed is ours and is kept',
    body: draw,
    run: capabilities.drawPatrol,
  })
}

/** A door at which a person acts on one workflow, as steps are taken. */
export function registerAct<Given>(
  api: Api,
  context: ApiContext,
  { path, summary, body, run }: Act<Given>,
): void {
  const { capabilities, turns, viewWorkflow } = context
  api.post(
    path,
    {
      schema: {
        ...{ summary, params: idSchema, body },
        response: { 200: workflowSchema, ...problemResponses },
      },
      ...checkedLater,
    },
    async (request, reply) => {
      const key = idempotencyKey(request)
      const { id } = request.params
      return turns(key, async () => {
        const workflow = await findWorkflow(context, id)
        return runTransition(request, reply, capabilities.idempotency, key, {
          ...{ currentN: workflow.n, ifMatchRequired: false, body },
          run: (given, expectedN, keep) => run(id, given, expectedN, keep),
          view: (changed: Workflow) => ({ document: viewWorkflow(changed), n: changed.n }),
        })
      })
    },
  )
}
