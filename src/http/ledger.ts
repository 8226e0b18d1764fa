import { Readable } from 'node:stream'
import { z } from 'zod'
import type { LedgerItem } from '../domain/casework.ts'
import { formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { LedgerRequest } from './casework-capabilities.ts'
import { textLengthMax } from './limits.ts'
import { registerHandOpening } from './opening.ts'
import { problemResponses } from './problems.ts'
import { listOf, pageRequest, pageShape, viewPage } from './query-shapes.ts'
import { exerciseShape, exerciseAsked, timeOrNull, timeText } from './query-shapes.ts'
import { workflowSchema } from './workflow-view.ts'

const text = z.string().trim().min(1).max(textLengthMax)
const time = timeText.nullable()

const ledgerItemSchema = z.object({
  ...workflowSchema.pick({
    ...{ id: true, etag: true, state: true, siteDistrict: true, station: true, exercise: true },
    ...{ closedAt: true, allowed: true },
  }).shape,
  title: z.string(),
  description: z.string(),
  waterBody: z.string().nullable(),
  foundBy: z.string().nullable().describe('the workflow that it was found by'),
  foundAt: timeText,
  responsible: z.string().nullable(),
  dueAt: time,
  overdue: z.boolean().describe('not rectified by its date'),
  escalatedAt: time.describe('when it was escalated for its present date'),
  rectifiedAt: time,
  verifiedAt: time,
})

const filtersOf = ({ district }: ApiContext) => ({
  state: z
    .enum(['open', 'closed', 'found', 'due', 'rectified', 'verified', 'cancelled'])
    .optional()
    .describe('open: not closed; closed: closed or cancelled'),
  district: district.optional(),
  workflow: z.string().optional().describe('found by this workflow'),
  overdue: z.literal('true').optional(),
  ...exerciseShape,
})

/** Body of a new item: a person's, or one that a patrol found. */
const body = z
  .object({
    title: text,
    description: z.string().trim().max(textLengthMax).default(''),
    person: text,
    station: z.string().nullish(),
    district: z.string().nullish().describe('absent: that of the station, or of the workflow'),
    waterBody: z.string().nullish(),
    workflow: z.string().nullish().describe('the patrol that found it'),
    exercise: z.boolean().default(false),
  })
  .transform(({ title, description, person, exercise, ...given }) => ({
    ...{ kind: 'risk-item' as const, procedure: null, about: { title, description } },
    ...{ person, exercise },
    station: given.station ?? null,
    district: given.district ?? null,
    waterBody: given.waterBody ?? null,
    workflow: given.workflow ?? null,
  }))

function viewOf({ viewWorkflow }: ApiContext) {
  return (item: LedgerItem): z.output<typeof ledgerItemSchema> => {
    const { workflow, title, description, waterBody, responsible } = item
    const { id, etag, state, siteDistrict, station, exercise, closedAt, allowed } =
      viewWorkflow(workflow)
    const foundBy = workflow.about?.['workflow']
    return {
      ...{ id, etag, state, siteDistrict, station, exercise, closedAt, allowed },
      ...{ title, description, waterBody, responsible },
      foundBy: typeof foundBy === 'string' ? foundBy : null,
      foundAt: formatInstant(item.foundAt),
      dueAt: timeOrNull(item.dueAt),
      overdue: item.isOverdue,
      escalatedAt: timeOrNull(item.escalatedAt),
      rectifiedAt: timeOrNull(item.rectifiedAt),
      verifiedAt: timeOrNull(item.verifiedAt),
    }
  }
}

/** `ledger`: risks found and what became of them; steps are taken as those of any workflow. */
export function registerLedger(api: Api, context: ApiContext): void {
  const { capabilities } = context
  const view = viewOf(context)
  const filters = filtersOf(context)
  const querySchema = z.object({ ...filters, ...pageShape })
  const request = (query: z.output<typeof querySchema>): LedgerRequest => ({
    ...pageRequest(query),
    state: query.state ?? null,
    district: query.district ?? null,
    workflow: query.workflow ?? null,
    overdueAt: query.overdue === undefined ? null : capabilities.clock.now(),
    exercise: exerciseAsked(query),
  })

  api.get(
    '/ledger',
    {
      schema: {
        summary: 'The risk ledger, found last first; nothing is ever deleted from it',
        querystring: querySchema,
        response: { 200: listOf(ledgerItemSchema), ...problemResponses },
      },
    },
    async ({ query }) => viewPage(await capabilities.ledger(request(query)), view),
  )

  api.get(
    '/ledger.csv',
    {
      schema: {
        summary: 'The whole risk ledger as CSV, times in Beijing time',
        querystring: z.object(filters),
        response: {
          200: { description: 'CSV', content: { 'text/csv': { schema: z.any() } } },
          ...problemResponses,
        },
      },
    },
    (asked, reply) => {
      const all = request({ ...asked.query, limit: 500 })
      void reply.header('content-disposition', 'attachment; filename="ledger.csv"')
      const csv = Readable.from(capabilities.ledgerCsv(all), { objectMode: false })
      return reply.type('text/csv; charset=utf-8').send(csv)
    },
  )

  const summary = 'Enter a risk; answers its workflow, whose first step is `set-due`'
  registerHandOpening(api, context, {
    path: '/ledger',
    summary,
    body,
    open: capabilities.openByHand,
  })
}
