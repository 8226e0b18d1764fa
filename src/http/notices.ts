import { z } from 'zod'
import type { Workflow } from '../domain/alert.ts'
import type { RegisterEntry } from '../domain/register.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { CommandResult, Keep } from './capabilities.ts'
import { textLengthMax } from './limits.ts'
import { registerHandOpening } from './opening.ts'
import { Problem, problemResponses } from './problems.ts'
import { listOf } from './query-shapes.ts'
import { entrySchema, entryView } from './register-view.ts'
import { idSchema } from './workflows.ts'

/** What is needed of the rest of the program. */
export type NoticeCapabilities = {
  readonly proposeNotice: (
    proposal: z.output<typeof body>,
    keep: Keep<Workflow> | null,
  ) => Promise<CommandResult<Workflow>>
  /** Registered sources whose water comes by, the nearest first; null: there is no such alert. */
  readonly sourcesNear: (alert: string) => Promise<
    | readonly {
        readonly entry: RegisterEntry
        readonly enterprise: string | null
        readonly distanceKm: number | null
      }[]
    | null
  >
}

const text = z.string().trim().min(1).max(textLengthMax)
const body = z.object({
  enterprise: text.describe('its key in the register of enterprises'),
  alert: z
    .string()
    .nullish()
    .transform((id) => id ?? null),
  reason: text.describe('the sign of irregularity'),
  person: text,
  exercise: z.boolean().default(false).describe('a drill: the enterprise is told nothing'),
})

const sourceSchema = z.object({
  distanceKm: z.number().nullable().describe('null: not known, as within a lake'),
  enterprise: z.string().nullable().describe('key of whom a notice can be proposed to'),
  entry: entrySchema,
})

/** `enterprise-notices` and `alerts/{id}/sources`: who may be reminded, and the proposal of it. */
export function registerNotices(api: Api, context: ApiContext): void {
  const { capabilities } = context
  registerHandOpening(api, context, {
    path: '/enterprise-notices',
    summary:
      'Propose a notice to an enterprise (云通报); it is told once a person takes the step `send`',
    body,
    open: (proposal, keep) => capabilities.proposeNotice(proposal, keep),
  })
  api.get(
    '/alerts/:id/sources',
    {
      schema: {
        summary: 'Registered sources whose water comes by the station of an alert, nearest first',
        params: idSchema,
        response: { 200: listOf(sourceSchema), ...problemResponses },
      },
    },
    async ({ params: { id } }) => {
      const sources = await capabilities.sourcesNear(id)
      if (sources === null) throw new Problem('unknown-alert', `no alert ${id}`)
      const items = sources.map((one) => ({ ...one, entry: entryView(one.entry, context) }))
      return { items, next: null }
    },
  )
}
