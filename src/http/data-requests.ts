import { z } from 'zod'
import type { Workflow } from '../domain/alert.ts'
import {
  dataRequestStates,
  type DataRequest,
  type DataRequestItem,
  type DataRequestQuery,
} from '../domain/data-request.ts'
import type { Page } from '../domain/queries.ts'
import { formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { CommandResult, Keep } from './capabilities.ts'
import { textLengthMax } from './limits.ts'
import { registerHandOpening } from './opening.ts'
import { problemResponses } from './problems.ts'
import { exerciseAsked, exerciseShape, listOf, pageRequest, pageShape } from './query-shapes.ts'
import { timeOrNull, timeText, viewPage } from './query-shapes.ts'
import { workflowSchema } from './workflow-view.ts'

/** What is needed of the rest of the program. */
export type DataRequestCapabilities = {
  readonly askForData: (
    request: DataRequest,
    keep: Keep<Workflow> | null,
  ) => Promise<CommandResult<Workflow>>
  /** `exercise` null: as the engine now runs. */
  readonly dataRequests: (
    query: Omit<DataRequestQuery, 'exercise'> & { readonly exercise: boolean | null },
  ) => Promise<Page<DataRequestItem>>
}

const text = z.string().trim().min(1).max(textLengthMax)
const bodyOf = ({ district }: ApiContext) =>
  z.object({
    dataSet: text.describe('key in the register data-sets, of one shared on request'),
    person: text,
    district: district.describe('of who asks'),
    organisation: text.describe('for whom'),
    purpose: text.describe('what for'),
    exercise: z.boolean().default(false),
  })

const itemSchema = z.object({
  ...workflowSchema.pick({ id: true, etag: true, exercise: true, allowed: true }).shape,
  state: z.enum(dataRequestStates).describe('closed: its time is over; cancelled: withdrawn'),
  ...{ dataSet: z.string(), name: z.string() },
  ...{ person: z.string(), district: z.string(), organisation: z.string(), purpose: z.string() },
  ownerDistrict: z.string().describe('who decides'),
  askedAt: timeText,
  dueAt: timeText.nullable().describe('by when it is to be decided; null: it is, or by no time'),
  overdue: z.boolean(),
  decision: z
    .object({
      step: z.enum(['grant', 'refuse', 'revoke']),
      ...{ at: timeText, person: z.string() },
      said: z.string().nullable().describe('the reason, or the conditions'),
    })
    .nullable(),
  until: timeText.nullable().describe('when access ends; null: never, or none was granted'),
})

function viewOf({ viewWorkflow }: ApiContext) {
  return (item: DataRequestItem): z.output<typeof itemSchema> => {
    const { workflow, isOverdue, decision, dueAt, until, ...asked } = item
    const { id, etag, exercise, allowed } = viewWorkflow(workflow)
    const state = dataRequestStates.find((one) => one === workflow.state) ?? 'asked'
    return {
      ...{ ...asked, id, etag, exercise, allowed, state, overdue: isOverdue },
      askedAt: formatInstant(workflow.openedAt),
      ...{ dueAt: timeOrNull(dueAt), until: timeOrNull(until) },
      decision: decision && { ...decision, at: formatInstant(decision.at) },
    }
  }
}

/** `data-requests`: who asks for a data set of the catalogue, what for, and what was decided. */
export function registerDataRequests(api: Api, context: ApiContext): void {
  const { capabilities } = context
  const view = viewOf(context)
  api.get(
    '/data-requests',
    {
      schema: {
        summary: 'Requests for data sets of the catalogue, asked last first',
        querystring: z.object({
          state: z.enum(dataRequestStates).optional(),
          dataSet: z.string().optional(),
          district: context.district.optional().describe('of who asked'),
          owner: context.district.optional().describe('the district that decides'),
          ...exerciseShape,
          ...pageShape,
        }),
        response: { 200: listOf(itemSchema), ...problemResponses },
      },
    },
    async ({ query }) => {
      const { state = null, dataSet = null, district = null, owner = null } = query
      const asked = { state, dataSet, district, ownerDistrict: owner }
      const exercise = exerciseAsked(query)
      const page = await capabilities.dataRequests({ ...pageRequest(query), ...asked, exercise })
      return viewPage(page, view)
    },
  )
  registerHandOpening(api, context, {
    path: '/data-requests',
    summary:
      'Ask for a data set; its owner takes the step `grant` or `refuse`, and may `revoke` it',
    body: bodyOf(context),
    open: capabilities.askForData,
  })
}
