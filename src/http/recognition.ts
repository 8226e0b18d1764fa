import { z } from 'zod'
import type { Api, ApiContext } from './api-context.ts'
import { Problem, problemResponses } from './problems.ts'
import { timeOrNull, timeText } from './query-shapes.ts'
import { idSchema } from './workflows.ts'

const recognitionSchema = z.object({
  workflow: z.string().describe('whose steps `recognise` and `contest` say it'),
  state: z.string(),
  items: z.array(
    z.object({
      district: z.string(),
      state: z.enum(['pending', 'recognised', 'contested']),
      person: z.string().nullable(),
      at: timeText.nullable(),
      reason: z.string().nullable(),
    }),
  ),
})

/** `workflows/{id}/recognition`: where each district stands towards the evidence of a patrol. */
export function registerRecognition(api: Api, { capabilities }: ApiContext): void {
  api.get(
    '/workflows/:id/recognition',
    {
      schema: {
        summary: 'Recognition of the evidence of a joint patrol by each district of the zone',
        params: idSchema,
        response: { 200: recognitionSchema, ...problemResponses },
      },
    },
    async (request) => {
      const { id } = request.params
      const found = await capabilities.recognition(id)
      if (found === null) throw new Problem('not-found', `nobody was asked to recognise ${id}`)
      const { workflow, items } = found
      return {
        workflow: workflow.id,
        state: workflow.state,
        items: items.map((item) => ({
          ...item,
          at: timeOrNull(item.at),
        })),
      }
    },
  )
}
