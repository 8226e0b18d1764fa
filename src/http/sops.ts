import { z } from 'zod'
import type { Workflow } from '../domain/alert.ts'
import type { SopProgress } from '../domain/sop.ts'
import type { Api, ApiContext } from './api-context.ts'
import { textLengthMax } from './limits.ts'
import { problemResponses } from './problems.ts'
import { listOf } from './query-shapes.ts'
import { checkedLater, headersHonoured, idempotencyKey, runTransition } from './transition.ts'
import { findWorkflow, idSchema, stepBodyOf } from './workflows.ts'
import { sopStepShape, sopStepView, workflowSchema } from './workflow-view.ts'

const names = z.object({ zh: z.string(), en: z.string() })

const sopSchema = z.object({
  id: z.string(),
  version: z.int().describe('that stood when the case was opened'),
  name: names,
  next: z.int().nullable().describe('the step that is to be done now; null: all are done'),
  steps: z.array(
    z.object({
      item: z.int().describe('1 first'),
      text: names,
      done: z.object(sopStepShape).nullable(),
    }),
  ),
})

const bodyOf = ({ district }: ApiContext) =>
  stepBodyOf(district)
    .pick({ district: true, person: true, at: true, attachments: true })
    .extend({ note: z.string().trim().min(1).max(textLengthMax).nullish() })
const params = idSchema.extend({ sop: z.string(), item: z.string().describe('1 first') })

function sopView({ sop, done }: SopProgress): z.output<typeof sopSchema> {
  const next = done.indexOf(null) + 1
  return {
    ...{ id: sop.id, version: sop.version, name: sop.name },
    next: next === 0 ? null : next,
    steps: sop.steps.map((text, index) => {
      const one = done[index] ?? null
      return { item: index + 1, text, done: one && sopStepView(one) }
    }),
  }
}

/** `workflows/{id}/sops`: operating procedures of a case, done step by step. */
export function registerSops(api: Api, context: ApiContext): void {
  const { capabilities, turns, viewWorkflow } = context
  const body = bodyOf(context)
  api.get(
    '/workflows/:id/sops',
    {
      schema: {
        summary: 'Operating procedures of a case in the versions it began with, and who did what',
        params: idSchema,
        response: { 200: listOf(sopSchema), ...problemResponses },
      },
    },
    async ({ params: { id } }) => {
      await findWorkflow(context, id)
      const sops = (await capabilities.sopProgress(id)) ?? []
      return { items: sops.map(sopView), next: null }
    },
  )

  api.post(
    '/workflows/:id/sops/:sop/:item',
    {
      schema: {
        summary: 'Report a step of a procedure as done; If-Match is honoured when sent',
        params,
        body,
        headers: headersHonoured,
        response: { 200: workflowSchema, ...problemResponses },
      },
      ...checkedLater,
    },
    async (request, reply) => {
      const key = idempotencyKey(request)
      const { id, sop } = request.params
      const item = /^\d{1,4}$/.test(request.params.item) ? Number(request.params.item) : 0
      return turns(key, async () => {
        const workflow = await findWorkflow(context, id)
        return runTransition(request, reply, capabilities.idempotency, key, {
          currentN: workflow.n,
          ifMatchRequired: false,
          body,
          run: ({ district, person, at, note, attachments }, expectedN, keep) => {
            const when = at ?? capabilities.clock.now()
            const said = { note: note ?? null, attachments: attachments ?? [] }
            const report = { item, district, person, at: when, ...said }
            return capabilities.doSopStep({ workflow: id, sop }, report, expectedN, keep)
          },
          view: (changed: Workflow) => ({ document: viewWorkflow(changed), n: changed.n }),
        })
      })
    },
  )
}
