import { z } from 'zod'
import type { SessionReceipt } from '../domain/queries.ts'
import { formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import { Problem, problemResponses } from './problems.ts'
import { listOf, pageOf, pageRequest, pageShape, timeText, viewPage } from './query-shapes.ts'

const values = z.int().describe('values, of every message that came')
const sumsShape = { stored: values, duplicate: values, revised: values, refused: values }

const receiptSchema = z.object({
  session: z.string(),
  lastSeq: z.int().describe('newest durable seq'),
  gaps: z.array(z.array(z.int())).describe('missing seq, from and to inclusive'),
  folded: z
    .object({ gaps: z.int(), missing: z.int(), upTo: z.int() })
    .nullable()
    .describe('gaps up to upTo that are too many to be told one by one'),
  ...sumsShape,
  updatedAt: timeText,
})

const receiptView = (receipt: SessionReceipt): z.output<typeof receiptSchema> => ({
  session: receipt.session,
  lastSeq: receipt.lastSeq,
  gaps: receipt.gaps.map((gap) => [...gap]),
  folded: receipt.folded,
  ...receipt.sums,
  updatedAt: formatInstant(receipt.updatedAt),
})

/** `receipts/{station}`: the truth behind a lost receipt. */
export function registerReceipts(api: Api, { capabilities, catalogue }: ApiContext): void {
  api.get(
    '/receipts/:station',
    {
      schema: {
        summary: 'What is durable of each gateway session',
        params: z.object({ station: z.string() }),
        querystring: z.object(pageShape),
        response: { 200: listOf(receiptSchema), ...problemResponses },
      },
    },
    async (request) => {
      const { station } = request.params
      if (catalogue.station(station) === null) {
        throw new Problem('unknown-station', `no station ${station}`)
      }
      const receipts = await capabilities.receipts(station)
      const page = pageOf(receipts, ({ session }) => session, pageRequest(request.query))
      return viewPage(page, receiptView)
    },
  )
}
