import { z } from 'zod'
import { zoneArea } from '../domain/product.ts'
import { forecasterKinds, type Verification } from '../domain/verification.ts'
import type { Api, ApiContext } from './api-context.ts'
import { Problem, problemResponses } from './problems.ts'
import { parseDate } from './products.ts'
import { countSchema } from './query-shapes.ts'

/** What is needed of the rest of the program. */
export type VerificationCapabilities = {
  /** Null when nothing was released on the date; no date: the newest. */
  readonly verification: (about: {
    readonly area: string
    readonly date: string | null
    readonly tolerance: number
  }) => Promise<Verification | null>
}

const toleranceMax = 100
const count = z.int()
const hit = z.boolean().nullable().describe('null: the day was not measured, or has no such thing')
const forecaster = z.object({
  by: z.enum(forecasterKinds),
  version: z.int().nullable().describe('of what was released, and of guidance'),
  party: z.string().nullable().describe('the city'),
  district: z.string().nullable(),
  person: z.string().nullable().describe('who spoke for it last'),
})
const hits = z.object({
  ...{ n: count.describe('measured days'), rangeHits: count, levelHits: count },
  primaryN: count.describe('of them with an AQI above 50'),
  primaryHits: count,
  meanError: z.number().nullable().describe('middle of the range less the measured AQI'),
  meanAbsoluteError: z.number().nullable(),
})

const verificationSchema = z.object({
  area: z.string(),
  date: z.string().describe('of issue'),
  standard: z.string().describe('the table of its own day'),
  demonstration: z.boolean(),
  tolerance: z.int(),
  days: z.array(
    z.object({
      leadDay: z.int(),
      date: z.string(),
      observed: z
        .object({ aqi: z.int(), level: z.int(), primaryPollutants: z.array(z.string()) })
        .nullable()
        .describe('null: not over yet, or too few hours'),
      forecasts: z.array(
        forecaster.extend({
          ...{ aqiLow: z.number(), aqiHigh: z.number(), levels: z.array(z.int()) },
          primaryPollutants: z.array(z.string()),
          ...{ rangeHit: hit, levelHit: hit, primaryHit: hit },
          error: z.number().nullable(),
        }),
      ),
    }),
  ),
  scores: z.array(
    forecaster.extend({ all: hits, polluted: hits.describe('days with an AQI above 100') }),
  ),
})

function verificationView(told: Verification): z.output<typeof verificationSchema> {
  return {
    ...told,
    days: told.days.map(({ leadDay, date, observed, forecasts }) => ({
      ...{ leadDay, date },
      observed: observed && {
        ...{ aqi: observed.aqi, level: observed.level },
        primaryPollutants: [...observed.primary],
      },
      forecasts: forecasts.map(({ forecaster: who, levels, primaryPollutants, ...one }) => ({
        ...{ ...who, ...one },
        ...{ levels: [...levels], primaryPollutants: [...primaryPollutants] },
      })),
    })),
    scores: told.scores.map(({ forecaster: who, all, polluted }) => ({ ...who, all, polluted })),
  }
}

/** `products/air/{area}/{date}/verification`: an old product beside what then was. */
export function registerVerification(api: Api, { capabilities }: ApiContext): void {
  const zone = capabilities.network.districts.filter(({ inZone }) => inZone)
  const areas = [zoneArea, ...zone.map(({ id }) => id)]
  api.get(
    '/products/air/:area/:date/verification',
    {
      schema: {
        summary: 'Who forecast an area how, at a date of issue, held against what was measured',
        description:
          'Each released version, the engine’s draft (`model`), each city’s own word (`party`), the ' +
          'regional guidance and persistence. `rangeHit`: the measured AQI lies in the range, widened ' +
          'by `tolerance`; `levelHit`: its level is one that the range touches; `primaryHit`: one of ' +
          'its primary pollutants was named, for a measured AQI above 50 only.',
        params: z.object({ area: z.string(), date: z.string() }),
        querystring: z.object({
          tolerance: countSchema.pipe(z.int().max(toleranceMax)).default(0),
        }),
        response: { 200: verificationSchema, ...problemResponses },
      },
    },
    async ({ params, query }) => {
      const { area } = params
      if (!areas.includes(area)) {
        throw new Problem('not-found', `expected one of ${areas.join(', ')}, got ${area}`)
      }
      const date = parseDate(params.date)
      const told = await capabilities.verification({ area, date, ...query })
      if (told === null) throw new Problem('not-released', `${params.date} is not released`)
      return verificationView(told)
    },
  )
}
