import { isUtf8 } from 'node:buffer'
import { z } from 'zod'
import type { RefusalRow } from '../domain/queries.ts'
import { refusalCodes } from '../domain/reading.ts'
import { formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { ReplayOutcome } from './capabilities.ts'
import { Problem, problemResponses } from './problems.ts'
import { listOf, pageRequest, pageShape, timeText, viewPage } from './query-shapes.ts'
import { idempotencyKey, runTransition } from './transition.ts'

const refusalSchema = z.object({
  id: z.int(),
  station: z.string().nullable(),
  topic: z.string(),
  receivedAt: timeText,
  faults: z.array(
    z.object({
      parameter: z.string().nullable().describe('null: the whole message'),
      code: z.enum(refusalCodes),
      detail: z.string(),
    }),
  ),
  values: z.int().describe('how many values were refused with it'),
  payload: z.string(),
  payloadEncoding: z.enum(['utf-8', 'base64']),
  payloadWhole: z.boolean().describe('false when it was too large to be kept'),
})

const replaySchema = z.object({
  id: z.int(),
  stored: z.int(),
  duplicate: z.int(),
  revised: z.int(),
  refused: z.int(),
})

function refusalView(row: RefusalRow): z.output<typeof refusalSchema> {
  const readable = isUtf8(row.payload)
  return {
    id: row.id,
    station: row.station,
    topic: row.topic,
    receivedAt: formatInstant(row.receivedAt),
    faults: row.faults.map(({ parameter, code, detail }) => ({ parameter, code, detail })),
    values: row.values,
    payload: Buffer.from(row.payload).toString(readable ? 'utf8' : 'base64'),
    payloadEncoding: readable ? 'utf-8' : 'base64',
    payloadWhole: row.payloadWhole,
  }
}

/** `refusals` and their replay. */
export function registerRefusals(api: Api, { capabilities, turns }: ApiContext): void {
  api.get(
    '/refusals',
    {
      schema: {
        summary: 'Refused messages with their faults',
        querystring: z.object({ station: z.string().optional(), ...pageShape }),
        response: { 200: listOf(refusalSchema), ...problemResponses },
      },
    },
    async (request) => {
      const { station = null } = request.query
      const page = await capabilities.refusals({ ...pageRequest(request.query), station })
      return viewPage(page, refusalView)
    },
  )

  api.post(
    '/refusals/:id/replay',
    {
      schema: {
        summary: 'Take a refused message again after a fix (Idempotency-Key is honoured)',
        params: z.object({ id: z.string() }),
        response: { 200: replaySchema, ...problemResponses },
      },
    },
    async (request, reply) => {
      const key = idempotencyKey(request)
      const id = Number(/^\d{1,15}$/.exec(request.params.id)?.[0] ?? Number.NaN)
      const unknown = () => new Problem('unknown-refusal', `no refusal ${request.params.id}`)
      if (Number.isNaN(id)) throw unknown()
      return turns(key, () =>
        runTransition(request, reply, capabilities.idempotency, key, {
          currentN: null,
          ifMatchRequired: false,
          body: z.looseObject({}),
          isKeptApart: true,
          // What the path takes is known by its keys: replayed twice it changes nothing.
          run: async (_body, _expectedN, keep) => {
            const result = await capabilities.replayRefusal(id)
            if (result === null) throw unknown()
            if (result.ok && keep !== null) {
              await capabilities.idempotency.remember(keep(result.subject))
            }
            return result
          },
          view: (outcome: ReplayOutcome) => ({ document: { id, ...outcome }, n: null }),
        }),
      )
    },
  )
}
