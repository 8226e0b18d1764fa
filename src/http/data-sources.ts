import { z } from 'zod'
import { sourceKinds, type SourceLag } from '../domain/source-lag.ts'
import { secondMs } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import { problemResponses } from './problems.ts'
import { listOf, pageOf, pageRequest, pageShape, viewPage } from './query-shapes.ts'
import { timeOrNull, timeText } from './query-shapes.ts'

/** What is needed of the rest of the program. */
export type DataSourceCapabilities = {
  /** How late each source is now, in the order of the network's districts. */
  readonly dataSources: () => Promise<readonly SourceLag[]>
}

const seconds = z.number().min(0)
const count = z.int().min(0)

const sourceSchema = z.object({
  kind: z.enum(sourceKinds),
  district: z.string().nullable().describe('null: of guidance'),
  stations: count.describe('by which it is measured or sampled'),
  silent: count.describe('of these, silent now'),
  series: count.describe('of which something came'),
  newestAt: timeText
    .nullable()
    .describe('end of the newest observation, or the date of issue; null: nothing came yet'),
  ageSeconds: seconds.nullable().describe('since then'),
  delaySeconds: z
    .object({ median: seconds, worst: seconds })
    .nullable()
    .describe('from the end of the newest observation of each series to its receipt'),
  limits: z.object({ ageSeconds: seconds, delaySeconds: seconds }).nullable(),
  late: z
    .enum(['age', 'delay'])
    .nullable()
    .describe('age: the newest is older than its limit; delay: the median is'),
})

const inSeconds = (ms: number) => ms / secondMs

function view(source: SourceLag): z.output<typeof sourceSchema> {
  const { kind, district, stations, silent, series, newestAt, ageMs, delay, limit, late } = source
  return {
    ...{ kind, district, stations, silent, series, late },
    newestAt: timeOrNull(newestAt),
    ageSeconds: ageMs === null ? null : inSeconds(ageMs),
    delaySeconds: delay && { median: inSeconds(delay.medianMs), worst: inSeconds(delay.worstMs) },
    limits: limit && {
      ageSeconds: inSeconds(limit.ageMs),
      delaySeconds: inSeconds(limit.delayMs),
    },
  }
}

/** `data-sources`: how late data arrive, by where they come from. */
export function registerDataSources(api: Api, { capabilities }: ApiContext): void {
  api.get(
    '/data-sources',
    {
      schema: {
        summary: 'Lag of each source of data, and which are late by sources.json',
        querystring: z.object(pageShape),
        response: { 200: listOf(sourceSchema), ...problemResponses },
      },
    },
    async ({ query }) => {
      const keyOf = ({ kind, district }: SourceLag) => `${kind} ${district ?? ''}`
      return viewPage(pageOf(await capabilities.dataSources(), keyOf, pageRequest(query)), view)
    },
  )
}
