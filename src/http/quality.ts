import { z } from 'zod'
import type { MonthlyQuality } from '../domain/queries.ts'
import type { Api, ApiContext } from './api-context.ts'
import { Problem, problemResponses } from './problems.ts'
import { listOf, pageOf, pageRequest, pageShape, viewPage } from './query-shapes.ts'
import { named, namedShape } from './reading-view.ts'

const rate = z.number().min(0).max(1).nullable()
const monthlySchema = z.object({
  ...namedShape,
  period: z.string(),
  cadence: z.number().describe('s, as registered'),
  expected: z.int().describe('whole cadences of the month, up to now while it is under way'),
  received: z.int().describe('cadences with a reading; several readings in one count once'),
  valid: z
    .int()
    .describe('of these, with a reading that neither failed (flag 4, 9) nor bears a mark but N'),
  captureRate: rate.describe('数据获取率: received of expected; null where none is expected'),
  validRate: rate.describe('有效率: valid of received; null where none was received'),
})

const keyOf = ({ parameter, period }: MonthlyQuality) => `${parameter}|${period}`

/** `quality/monthly`: how complete and how valid a station's month is. */
export function registerQuality(api: Api, { capabilities, catalogue }: ApiContext): void {
  api.get(
    '/quality/monthly',
    {
      schema: {
        summary: 'Monthly data capture and validity rates of a station',
        querystring: z.object({
          station: z.string('expected a station id'),
          month: z.string('expected a month such as 2026-11').describe('by Beijing time'),
          ...pageShape,
        }),
        response: { 200: listOf(monthlySchema), ...problemResponses },
      },
    },
    async (request) => {
      const { station, month } = request.query
      if (catalogue.station(station) === null) {
        throw new Problem('unknown-station', `no station ${station}`)
      }
      const rates = await capabilities.monthlyQuality(station, month)
      if (rates === null) {
        const came = JSON.stringify(month.slice(0, 64))
        throw new Problem('bad-query', `month: expected one that has begun, YYYY-MM, got ${came}`)
      }
      return viewPage(pageOf(rates, keyOf, pageRequest(request.query)), (one) => {
        const { period, cadenceMs, expected, received, valid, captureRate, validRate } = one
        const counts = { expected, received, valid, captureRate, validRate }
        return { ...named(one.parameter, catalogue), period, cadence: cadenceMs / 1000, ...counts }
      })
    },
  )
}
