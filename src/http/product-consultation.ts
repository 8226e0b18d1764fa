import { z } from 'zod'
import type { Workflow } from '../domain/alert.ts'
import type { District } from '../domain/network.ts'
import type { Json } from '../domain/json.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { ConsultationState, StepInput } from './capabilities.ts'
import { entityTag } from './entity-tag.ts'
import { textLengthMax } from './limits.ts'
import { Problem, problemResponses } from './problems.ts'
import { parseDate } from './products.ts'
import { consultationSchema, consultationView, valueShape } from './consultation-view.ts'
import { checkedLater, headersRequired, idempotencyKey, runTransition } from './transition.ts'

const text = z.string().trim().min(1).max(textLengthMax)
const spoken = { party: text.describe('id of a party, of products.json'), person: text }
const cell = z.object({
  area: z.string(),
  leadDay: z.int(),
  ...z.object(valueShape).partial().required({ aqiLow: true, aqiHigh: true }).shape,
})
/** A hundred areas on 7 days. */
const cells = z.array(cell).min(1).max(700)

/** Body of each step, by its id. */
const bodies = {
  enter: z.object({ ...spoken, values: cells, remark: text.optional() }),
  accept: z.object({ ...spoken, remark: text.optional() }),
  agree: z.object({ ...spoken, minutes: text, values: cells.optional() }),
  reopen: z.object({ ...spoken, reason: text }),
  sign: z.object(spoken),
  release: z.object(spoken),
  cancel: z.object({ ...spoken, reason: text }),
} satisfies Record<string, z.ZodType>
type StepName = keyof typeof bodies
type StepBody = { readonly party: string; readonly person: string } & Readonly<
  Record<string, unknown>
>
const summaries: Readonly<Record<StepName, string>> = {
  enter: 'A party enters values; what it leaves out is the draft’s',
  accept: 'A party accepts the draft wherever it has entered nothing',
  agree: 'The agreed values with minutes; cells in which the parties differ must be given',
  reopen: 'Back to the values: signatures are void',
  sign: 'A party signs off the agreement',
  release: 'Release the version, once all have signed',
  cancel: 'End the consultation without a product',
}

async function findConsultation(
  { capabilities }: ApiContext,
  date: string,
): Promise<ConsultationState> {
  const found = await capabilities.productConsultation(parseDate(date))
  if (found === null) throw new Problem('no-consultation', `no consultation on ${date}`)
  return found
}

/** @throws {Problem} bad-body for a party that is none */
function districtOf({ parties }: ConsultationState, party: string): District {
  const found = parties.find(({ id }) => id === party)
  if (found !== undefined) return found.district
  const known = parties.map(({ id }) => id).join(', ')
  throw new Problem('bad-body', `party: expected one of ${known}, got ${party}`)
}

function registerStep(api: Api, context: ApiContext, step: StepName): void {
  const { capabilities, turns } = context
  const body: z.ZodType<StepBody> = bodies[step]
  api.post(
    `/products/air/:date/consultation/${step}`,
    {
      schema: {
        summary: summaries[step],
        params: z.object({ date: z.string() }),
        body,
        headers: headersRequired,
        response: { 200: consultationSchema, ...problemResponses },
      },
      ...checkedLater,
    },
    async (request, reply) => {
      const key = idempotencyKey(request)
      return turns(key, async () => {
        const before = await findConsultation(context, request.params.date)
        const { id, n } = before.workflow
        return runTransition(request, reply, capabilities.idempotency, key, {
          currentN: n,
          ifMatchRequired: true,
          body,
          run: ({ party, person, ...data }, expectedN, keep) => {
            const input: StepInput = {
              district: districtOf(before, party),
              person,
              at: capabilities.clock.now(),
              place: null,
              data: data as Readonly<Record<string, Json>>,
              attachments: [],
            }
            return capabilities.takeStep(id, step, input, expectedN, keep)
          },
          view: viewAfter(context, before),
        })
      })
    },
  )
}

function viewAfter({ capabilities }: ApiContext, before: ConsultationState) {
  return (workflow: Workflow) => ({
    document: consultationView(capabilities.consultationAfter(before, workflow)),
    n: workflow.n,
  })
}

const openedSchema = z.object({ id: z.string(), etag: z.string(), date: z.string() })

function registerCorrection(api: Api, context: ApiContext): void {
  const { capabilities, turns } = context
  const body = z.object({ person: text, reason: text })
  api.post(
    '/products/air/:date/consultation/correct',
    {
      schema: {
        summary: 'Open the consultation on the next version of a released product, with its reason',
        params: z.object({ date: z.string() }),
        body,
        headers: headersRequired,
        response: { 200: openedSchema, ...problemResponses },
      },
      ...checkedLater,
    },
    async (request, reply) => {
      const key = idempotencyKey(request)
      return turns(key, async () => {
        const before = await findConsultation(context, request.params.date)
        const { date } = before.subject
        return runTransition(request, reply, capabilities.idempotency, key, {
          currentN: before.workflow.n,
          ifMatchRequired: true,
          body,
          run: ({ person, reason }, _expectedN, keep) =>
            capabilities.correctProduct({ date, person, reason }, keep),
          view: ({ id, n }: Workflow) => ({ document: { id, etag: entityTag(n), date }, n }),
        })
      })
    },
  )
}

/** `products/air/{date}/consultation` and its steps. */
export function registerConsultations(api: Api, context: ApiContext): void {
  api.get(
    '/products/air/:date/consultation',
    {
      schema: {
        summary: 'The consultation on the air product of a date, with ETag',
        params: z.object({ date: z.string() }),
        response: { 200: consultationSchema, ...problemResponses },
      },
    },
    async (request, reply) => {
      const found = await findConsultation(context, request.params.date)
      void reply.header('etag', entityTag(found.workflow.n))
      return consultationView(found)
    },
  )
  for (const step of Object.keys(bodies) as StepName[]) registerStep(api, context, step)
  registerCorrection(api, context)
}
