import { z } from 'zod'
import type { Api, ApiContext } from './api-context.ts'
import { fieldOutcomes, type FieldAnswer } from './casework-capabilities.ts'
import { formatInstant } from '../domain/time.ts'
import { fieldStepsMax } from './limits.ts'
import { problemResponses } from './problems.ts'
import { instantSchema, timeText } from './query-shapes.ts'
import { checkedLater, headersHonoured, idempotencyKey, runTransition } from './transition.ts'
import { workflowSchema } from './workflow-view.ts'
import { findWorkflow, idSchema, stepBodyOf, stepInput } from './workflows.ts'

const bodyOf = ({ district }: ApiContext) =>
  z.object({
    sentAt: instantSchema.describe('the clock of the device as it sends this'),
    steps: z
      .array(z.object({ ...stepBodyOf(district).shape, step: z.string(), at: instantSchema }))
      .min(1)
      .max(fieldStepsMax),
  })

const answerSchema = z.object({
  items: z
    .array(
      z.object({
        step: z.string(),
        at: timeText,
        outcome: z.enum(fieldOutcomes),
        code: z.string().nullable(),
        detail: z.string().nullable(),
      }),
    )
    .describe('what became of each step, in the order of their times'),
  workflow: workflowSchema,
})

/** `workflows/{id}/field-record`: steps taken without a network, with their original times. */
export function registerFieldRecord(api: Api, context: ApiContext): void {
  const { capabilities, turns, viewWorkflow } = context
  const body = bodyOf(context)
  api.post(
    '/workflows/:id/field-record',
    {
      schema: {
        summary: 'Bring in steps that were recorded without a network',
        description:
          'Merged by their own times. `taken`; `known`: this very record is there already, so ' +
          'sending again is safe; `conflict`: the step was taken otherwise, both records are ' +
          'kept and shown; `refused`: by the rules, with code and detail. A clock that is an ' +
          'hour off (patrols.json) is refused with 409 `device-clock`; one that is 5 minutes off ' +
          'marks each step with `data.clockOffsetMs`.',
        params: idSchema,
        body,
        headers: headersHonoured,
        response: { 200: answerSchema, ...problemResponses },
      },
      ...checkedLater,
    },
    async (request, reply) => {
      const key = idempotencyKey(request)
      const { id } = request.params
      return turns(key, async () => {
        const workflow = await findWorkflow(context, id)
        return runTransition(request, reply, capabilities.idempotency, key, {
          currentN: workflow.n,
          ifMatchRequired: false,
          body,
          run: ({ sentAt, steps }, _expectedN, keep) => {
            const given = steps.map((one) => ({ ...stepInput(one, context), step: one.step }))
            return capabilities.takeFieldSteps(id, { sentAt, steps: given }, keep)
          },
          view: ({ workflow: changed, outcomes }: FieldAnswer) => ({
            document: {
              items: outcomes.map((one) => ({ ...one, at: formatInstant(one.at) })),
              workflow: viewWorkflow(changed),
            },
            n: changed.n,
          }),
        })
      })
    },
  )
}
