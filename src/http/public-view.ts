import { z } from 'zod'
import type { PublicResult, PublicWater } from '../domain/public-view.ts'
import type { Api, ApiContext } from './api-context.ts'
import { Problem, problemResponses } from './problems.ts'
import { timeText } from './query-shapes.ts'

const names = z.object({ zh: z.string(), en: z.string() })

const watersSchema = z.object({
  exercise: z.boolean().describe('true: simulated or a drill, of nobody’s water'),
  items: z.array(
    z.object({
      station: names,
      waterBody: names.nullable(),
      district: names,
      date: z.string().describe('the newest day that was reviewed and may be shown, Beijing time'),
      waterClass: z.string().nullable().describe('I to V of GB 3838, or V+'),
      level: names.nullable(),
      colour: z.string().nullable(),
      advice: names.nullable().describe('what such water is fit for'),
      mainIndicators: z.array(names),
      bloomSign: z.boolean().describe('a sign of algae, whatever the class says'),
      values: z.array(z.object({ parameter: names, value: z.number(), unit: z.string() })),
    }),
  ),
})

const airSchema = z.object({
  date: z.string(),
  version: z.int(),
  issuedAt: timeText,
  demonstration: z.boolean(),
  items: z.array(
    z.object({
      area: names,
      date: z.string(),
      trend: z.boolean(),
      aqiLow: z.int().nullable(),
      aqiHigh: z.int().nullable(),
      level: names.nullable(),
      colour: z.string().nullable(),
      primaryPollutants: z.array(names),
      weather: names,
      advice: names.nullable(),
      sensitiveGroups: z.array(names),
    }),
  ),
})

const resultsSchema = z.object({
  items: z.array(
    z.object({
      date: z.string(),
      district: names,
      result: z.string().nullable().describe('null: it was revoked, and is told no longer'),
      withdrawn: z.object({ date: z.string(), grounds: names, reason: z.string() }).nullable(),
    }),
  ),
})

export type PublicAir = z.output<typeof airSchema>

/** What is needed of the rest of the program; null: the network shows the public nothing. */
export type PublicCapabilities = {
  readonly publicView: {
    readonly exercise: boolean
    readonly waters: () => Promise<readonly PublicWater[]>
    /** Null before the first release. */
    readonly air: () => Promise<PublicAir | null>
    readonly results: () => Promise<readonly PublicResult[]>
  } | null
}

/**
 * `/public/v1`: reviewed data, delayed and rounded, apart from the operators' doors. The schemas are
 * the fence: a field that they do not name is not sent.
 */
export function registerPublicView(api: Api, { capabilities: { publicView } }: ApiContext): void {
  if (publicView === null) return
  api.addHook('onSend', (_request, reply, _payload, done) => {
    if (reply.statusCode === 200) void reply.header('cache-control', 'public, max-age=60')
    done()
  })
  api.get(
    '/waters',
    {
      schema: {
        summary: 'Waters by their stations: the newest reviewed day, with class and advice',
        response: { 200: watersSchema, ...problemResponses },
      },
    },
    async () => ({ exercise: publicView.exercise, items: copy(await publicView.waters()) }),
  )
  api.get(
    '/air',
    {
      schema: {
        summary: 'The newest joint air-quality forecast that was released',
        response: { 200: airSchema, ...problemResponses },
      },
    },
    async () => {
      const air = await publicView.air()
      if (air === null) throw new Problem('not-released', 'nothing is released yet')
      return air
    },
  )
  api.get(
    '/results',
    {
      schema: {
        summary: 'Results of enforcement that their authority has published',
        response: { 200: resultsSchema, ...problemResponses },
      },
    },
    async () => ({ items: [...(await publicView.results())] }),
  )
}

const copy = (waters: readonly PublicWater[]) =>
  waters.map(({ mainIndicators, values, ...water }) => ({
    ...water,
    mainIndicators: [...mainIndicators],
    values: [...values],
  }))
