import { z } from 'zod'
import { gradeChanges, waterClasses } from '../domain/standards.ts'
import { waterPeriods, type WaterPeriod, type WaterStates } from '../domain/water-state.ts'
import type { Api, ApiContext } from './api-context.ts'
import { Problem, problemResponses } from './problems.ts'

/** What is needed of the rest of the program. */
export type WaterCapabilities = {
  /** No date: the newest that has ended. Null when the date is none that has ended. */
  readonly waters: (date: string | null, period: WaterPeriod) => Promise<WaterStates | null>
}

const names = z.object({ zh: z.string(), en: z.string() })

const waterSchema = z.object({
  waterBody: z.string(),
  name: names,
  kind: z.enum(['river', 'lake']),
  class: z.enum(waterClasses).nullable().describe('null also where shares give a grade alone'),
  grade: z.object({ word: names, colour: z.string() }).nullable(),
  method: z
    .enum(['mean', 'share'])
    .nullable()
    .describe('class of the mean of its stations, or shares of their classes; null: no values'),
  sections: z.int().describe('stations with a value that has a class'),
  mainIndicators: z.array(z.string()).describe('parameters worse than class III, foremost first'),
  trophic: z
    .object({
      index: z.number().describe('TLI(Σ)'),
      band: names,
      partial: z.boolean().describe('not all five factors were measured'),
      standard: z.string(),
    })
    .nullable()
    .describe('of lakes'),
  bloom: z
    .object({
      grade: z.enum(['I', 'II', 'III', 'IV', 'V']),
      word: names,
      standard: z.string(),
    })
    .nullable()
    .describe('of lakes, by density of algae and by chlorophyll, the higher'),
  change: z
    .enum(gradeChanges)
    .nullable()
    .describe('of the grade, from the period before; null where one of them is not known'),
})

const statesSchema = z.object({
  date: z.string(),
  period: z.enum(waterPeriods),
  items: z.array(waterSchema),
})

/** `waters`: how each water body was over a day or a month. */
export function registerWaters(api: Api, { capabilities }: ApiContext): void {
  api.get(
    '/waters',
    {
      schema: {
        summary: 'State of each water body: class, trophic state, bloom, change; valid means',
        querystring: z.object({
          date: z.string().optional().describe('Beijing time; the newest day that has ended'),
          period: z
            .enum(waterPeriods)
            .default('day')
            .describe('month: that of the date, as far as it has ended'),
        }),
        response: { 200: statesSchema, ...problemResponses },
      },
    },
    async ({ query: { date = null, period } }) => {
      const states = await capabilities.waters(date, period)
      if (states !== null) {
        const items = states.items.map((one) => ({
          ...one,
          mainIndicators: [...one.mainIndicators],
        }))
        return { ...states, items }
      }
      const came = JSON.stringify(date?.slice(0, 64))
      throw new Problem('bad-query', `date: expected a day that has ended, YYYY-MM-DD, got ${came}`)
    },
  )
}
