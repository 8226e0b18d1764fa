import { z } from 'zod'
import { revocationGrounds, type EnforcementResult } from '../domain/casework.ts'
import { formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import { problemResponses } from './problems.ts'
import { exerciseAsked, exerciseShape, listOf, pageRequest, pageShape } from './query-shapes.ts'
import { timeText, viewPage } from './query-shapes.ts'

const states = ['recognised', 'revoked'] as const

const resultSchema = z.object({
  workflow: z.string().describe('the hand-over, whose steps `revoke` and `reinstate` say it'),
  about: z.string().nullable().describe('the case whose evidence was handed over'),
  exercise: z.boolean(),
  district: z.string().describe('who decided'),
  result: z.string(),
  publication: z.enum(['published', 'withheld']),
  at: timeText,
  major: z.boolean().describe('a major case, reviewed before it was decided'),
  state: z.enum(states).describe('recognised by all districts of the zone until it is revoked'),
  revoked: z
    .object({
      at: timeText,
      grounds: z.enum(revocationGrounds),
      document: z.string().describe('number of the decision or judgment'),
      reason: z.string(),
    })
    .nullable(),
})

function view({
  workflow,
  district,
  result,
  publication,
  at,
  major,
  revoked,
}: EnforcementResult): z.output<typeof resultSchema> {
  const about = workflow.about?.['workflow']
  return {
    ...{ workflow: workflow.id, exercise: workflow.exercise ?? false },
    about: typeof about === 'string' ? about : null,
    ...{ district, result, publication, at: formatInstant(at), major },
    state: revoked === null ? 'recognised' : 'revoked',
    revoked: revoked && { ...revoked, at: formatInstant(revoked.at) },
  }
}

/** `results`: what was decided on evidence handed over, and what of it was revoked since. */
export function registerResults(api: Api, { capabilities, district }: ApiContext): void {
  api.get(
    '/results',
    {
      schema: {
        summary: 'Results of enforcement, recognised by all districts until they are revoked',
        querystring: z.object({
          state: z.enum(states).optional(),
          district: district.optional().describe('who decided'),
          ...exerciseShape,
          ...pageShape,
        }),
        response: { 200: listOf(resultSchema), ...problemResponses },
      },
    },
    async ({ query }) => {
      const { state = null, district: of = null } = query
      const asked = { ...pageRequest(query), state, district: of, exercise: exerciseAsked(query) }
      return viewPage(await capabilities.results(asked), view)
    },
  )
}
