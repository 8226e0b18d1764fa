import { z } from 'zod'
import type { Api, ApiContext } from './api-context.ts'
import { Problem, problemResponses } from './problems.ts'
import { idSchema } from './workflows.ts'

const expertSchema = z.object({
  key: z.string().describe('of the register experts, which has how to reach them'),
  name: z.string(),
  district: z.string().nullable(),
  organisation: z.string().nullable(),
  title: z.string().nullable(),
  availability: z.string().nullable(),
  knows: z.array(z.string()).describe('pollutants of the incident, or its procedure'),
})

/** `workflows/{id}/experts`: who knows the pollutants of an incident. */
export function registerExperts(api: Api, { capabilities }: ApiContext): void {
  api.get(
    '/workflows/:id/experts',
    {
      schema: {
        summary: 'Experts on the pollutants of an emergency monitoring, available ones first',
        params: idSchema,
        response: { 200: z.object({ items: z.array(expertSchema) }), ...problemResponses },
      },
    },
    async ({ params: { id } }) => {
      const found = await capabilities.experts(id)
      if (found === null) throw new Problem('unknown-workflow', `no emergency monitoring ${id}`)
      const items = found.map(({ expert, knows }) => {
        const { key, name, district, organisation, title, availability } = expert
        return { key, name, district, organisation, title, availability, knows: [...knows] }
      })
      return { items }
    },
  )
}
