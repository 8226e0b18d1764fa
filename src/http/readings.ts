import { z } from 'zod'
import type { ReadingQuery, StoredReading } from '../domain/queries.ts'
import { formatInstant, formatPeriod, parsePeriod } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { Catalogue } from './catalogue.ts'
import { Problem, problemResponses } from './problems.ts'
import {
  instantSchema,
  listOf,
  pageRequest,
  pageShape,
  timeText,
  viewPage,
} from './query-shapes.ts'
import { readingSchema, readingView } from './reading-view.ts'

const periodSchema = z
  .string()
  .refine((text) => parsePeriod(text) !== null, 'expected an ISO 8601 period such as PT1H')
  .transform((text) => formatPeriod(parsePeriod(text) ?? 0))

/** Which readings, as every list of them is asked for. */
export const readingQueryShape = {
  station: z.string('expected a station id'),
  parameter: z.string().optional().describe('code or alias; absent: all'),
  from: instantSchema.optional(),
  to: instantSchema.optional().describe('exclusive'),
  period: periodSchema.optional(),
  source: z.enum(['automatic', 'manual']).optional(),
  ...pageShape,
}
const querySchema = z.object({
  ...readingQueryShape,
  asOf: instantSchema.optional().describe('answer what was committed by then'),
})
type AskedReadings = z.output<z.ZodObject<typeof readingQueryShape>>

/**
 * The query in catalogue words.
 *
 * @throws {Problem} unknown-station, unknown-parameter
 */
export function readingQuery(
  query: AskedReadings,
  catalogue: Catalogue,
): Omit<ReadingQuery, 'asOf'> {
  const station = catalogue.station(query.station)
  if (station === null) throw new Problem('unknown-station', `no station ${query.station}`)
  const parameter =
    query.parameter === undefined ? null : catalogue.resolve(query.parameter, station.kind)
  if (query.parameter !== undefined && parameter === null) {
    throw new Problem('unknown-parameter', `no parameter ${query.parameter}`)
  }
  return {
    ...pageRequest(query),
    station: station.id,
    parameter: parameter?.code ?? null,
    from: query.from ?? null,
    to: query.to ?? null,
    period: query.period ?? null,
    source: query.source ?? null,
  }
}

/** A manual sample tells besides when and how it was analysed. */
const queriedSchema = readingSchema.extend({
  analysedAt: timeText.nullable().optional().describe('of a manual sample'),
  method: z.string().nullable().optional().describe('of a manual sample: how it was analysed'),
})

function analysisView({ analysis }: StoredReading) {
  if (analysis === undefined) return {}
  const { analysedAt, method } = analysis
  return { analysedAt: analysedAt === null ? null : formatInstant(analysedAt), method }
}

/** `readings`, by `observedAt`. */
export function registerReadings(api: Api, { capabilities, catalogue }: ApiContext): void {
  api.get(
    '/readings',
    {
      schema: {
        summary: 'Readings of a station by observedAt',
        querystring: querySchema,
        response: { 200: listOf(queriedSchema), ...problemResponses },
      },
    },
    async (request) => {
      const page = await capabilities.readings({
        ...readingQuery(request.query, catalogue),
        asOf: request.query.asOf ?? null,
      })
      return viewPage(page, (reading) => ({
        ...readingView(reading, catalogue),
        revision: reading.revision,
        ...analysisView(reading),
      }))
    },
  )
}
