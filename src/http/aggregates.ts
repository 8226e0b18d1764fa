import { z } from 'zod'
import type { Aggregate } from '../domain/queries.ts'
import { formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { Catalogue } from './catalogue.ts'
import { problemResponses } from './problems.ts'
import { listOf, timeText, viewPage } from './query-shapes.ts'
import { named, namedShape } from './reading-view.ts'
import { readingQuery, readingQueryShape } from './readings.ts'

const querySchema = z.object({
  bucket: z.enum(['PT1H', 'P1D']).describe('hours, or days of Beijing time'),
  ...readingQueryShape,
})

const aggregateSchema = z.object({
  station: z.string(),
  ...namedShape,
  period: z.string(),
  source: z.enum(['automatic', 'manual']),
  depth: z.number().nullable().describe('m below the surface'),
  bucket: z.enum(['PT1H', 'P1D']),
  startAt: timeText,
  count: z.int().describe('readings'),
  validCount: z.int().describe('of them flagged good or unknown, which the rest is over'),
  mean: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
})

function aggregateView(aggregate: Aggregate, catalogue: Catalogue) {
  const { parameter, depthM, startAt, ...rest } = aggregate
  return {
    ...rest,
    ...named(parameter, catalogue),
    depth: depthM,
    startAt: formatInstant(startAt),
  }
}

/** `readings/aggregates`, by their start; brought up to date each minute. */
export function registerAggregates(api: Api, { capabilities, catalogue }: ApiContext): void {
  api.get(
    '/readings/aggregates',
    {
      schema: {
        summary: 'Hourly and daily mean, least and greatest, up to date within a minute or two',
        querystring: querySchema,
        response: { 200: listOf(aggregateSchema), ...problemResponses },
      },
    },
    async (request) => {
      const { bucket } = request.query
      const query = readingQuery(request.query, catalogue)
      const page = await capabilities.aggregates({ ...query, bucket })
      return viewPage(page, (one) => ({ ...aggregateView(one, catalogue), bucket }))
    },
  )
}
