import { z } from 'zod'
import type { AqiOutlook } from '../domain/product.ts'
import { formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { Catalogue } from './catalogue.ts'
import { Problem, problemResponses } from './problems.ts'
import { timeText } from './query-shapes.ts'
import { named, namedShape } from './reading-view.ts'

/** What is needed of the rest of the program. */
export type AqiCapabilities = {
  /** Null where nothing of the station was forecast, or the network has no table or plan for it. */
  readonly aqiOutlook: (station: string) => Promise<AqiOutlook | null>
}

const probability = z.number().describe('0 to 1')
const names = z.object({ zh: z.string(), en: z.string() })
const bound = z.number().nullable()
const itemSchema = z.object({
  date: z.string().describe('Beijing day'),
  leadDay: z.int().describe('days after today'),
  aqiMedian: bound,
  aqiLow: bound.describe('of the range that would be issued'),
  aqiHigh: bound,
  rangeProbability: probability.nullable().describe('that the AQI lies in the range'),
  levels: z
    .array(z.object({ level: z.int(), numeral: z.string(), word: names, probability }))
    .describe('levels that are reached on any path; they add up to 1'),
  primaryPollutants: z
    .array(z.object({ ...namedShape, probability }))
    .describe('that it is primary; none is up to an AQI of 50'),
  joint: z
    .enum(['errors', 'days', 'together'])
    .describe('what tells how pollutants go together: past errors, stored days, or nothing'),
  forecastHours: z.int().describe('hours of the day within reach of the forecasts'),
  published: z.boolean().describe('false where a forecast behind it has no skill, or none known'),
  reason: z.string().nullable().describe('why there is no value'),
})
const answerSchema = z.object({
  station: z.string(),
  standard: z.string().nullable(),
  madeAt: timeText.nullable(),
  items: z.array(itemSchema),
  runs: z.array(
    z.object({
      ...namedShape,
      ...{ issuedAt: timeText, cutOffAt: timeText, model: z.string(), hash: z.string() },
    }),
  ),
})

/** `forecasts/aqi`: the AQI of the days ahead at an air station, with its probabilities. */
export function registerForecastAqi(api: Api, { capabilities, catalogue }: ApiContext): void {
  api.get(
    '/forecasts/aqi',
    {
      schema: {
        summary: 'Range, level and primary pollutants of the AQI ahead at an air station',
        description:
          'From the newest run of each pollutant and how they erred together before; the same runs ' +
          'and readings give the same answer. Where nothing was issued yet, `madeAt` is null and there ' +
          'are no items.',
        querystring: z.object({ station: z.string('expected a station id') }),
        response: { 200: answerSchema, ...problemResponses },
      },
    },
    async (request) => {
      const { station } = request.query
      if (catalogue.station(station) === null) {
        throw new Problem('unknown-station', `no station ${station}`)
      }
      const outlook = await capabilities.aqiOutlook(station)
      if (outlook === null) return { station, standard: null, madeAt: null, items: [], runs: [] }
      return outlookView(outlook, catalogue)
    },
  )
}

function outlookView(outlook: AqiOutlook, catalogue: Catalogue): z.output<typeof answerSchema> {
  const { station, standard, madeAt, days, runs } = outlook
  return {
    station,
    standard,
    madeAt: formatInstant(madeAt),
    items: days.map(({ date, levels, cell: { leadDay, value, basis, reason } }) => ({
      ...{ date, leadDay, reason },
      ...{ aqiMedian: basis.aqiMedian, rangeProbability: basis.rangeShare },
      ...{ aqiLow: value?.aqiLow ?? null, aqiHigh: value?.aqiHigh ?? null },
      levels: levels.map(({ numeral, word, level, probability }) => {
        return { level, numeral, word, probability }
      }),
      primaryPollutants: (basis.odds?.primary ?? []).map(({ code, probability }) => {
        return { ...named(code, catalogue), probability }
      }),
      ...{ joint: basis.joint, forecastHours: basis.forecastHours, published: basis.published },
    })),
    runs: runs.map(({ parameter, issuedAt, cutOffAt, model, hash }) => ({
      ...named(parameter, catalogue),
      ...{ issuedAt: formatInstant(issuedAt), cutOffAt: formatInstant(cutOffAt), model, hash },
    })),
  }
}
