import { z } from 'zod'
import { verdictFor, type KeptRun } from '../domain/forecast.ts'
import { formatInstant, formatPeriod, type Instant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { SkillItem } from './capabilities.ts'
import type { Catalogue } from './catalogue.ts'
import { Problem, problemResponses } from './problems.ts'
import {
  instantSchema,
  listOf,
  pageOf,
  pageRequest,
  pageShape,
  timeText,
  viewPage,
} from './query-shapes.ts'
import { named, namedShape } from './reading-view.ts'

const runSchema = z.object({
  issuedAt: timeText,
  cutOffAt: timeText.describe('end of the last step of the inputs; nothing later was read'),
  model: z.string().describe('name and version'),
  fittedAt: timeText.describe('cut-off of the fit that the run rests on'),
  step: z.string().describe('length of a step, ISO 8601'),
  note: z.string().nullable().describe('why it rests on less than the whole model'),
  hash: z.string().describe('SHA-256 of the run as issued'),
  station: z.string(),
  ...namedShape,
})

const itemSchema = z.object({
  time: timeText.describe('start of the step'),
  lead: z.string().describe('from the cut-off to the end of the step, ISO 8601'),
  median: z.number(),
  low80: z.number(),
  high80: z.number(),
  low95: z.number(),
  high95: z.number(),
  published: z.boolean().describe('false where it has no skill, or none is known yet'),
  reason: z.string().nullable().describe('why it is not published'),
  served: z.enum(['model', 'climatology']),
})

const pointScores = { mae: z.number(), rmse: z.number() }
const skillSchema = z.object({
  station: z.string(),
  ...namedShape,
  lead: z.string().describe('of leads above the one before, up to this one; ISO 8601'),
  n: z.int().describe('forecasts whose target was measured'),
  days: z.int().describe('days that have any'),
  ...pointScores,
  crps: z.number().describe('weighted interval score of median, 80 % and 95 % band'),
  coverage80: z.number(),
  coverage95: z.number(),
  persistence: z.object(pointScores),
  seasonalNaive: z.object(pointScores),
  climatology: z.object({ ...pointScores, crps: z.number() }),
  skill: z.number().nullable().describe('1 less the MAE in that of the best of the three'),
  published: z.boolean(),
  reason: z.string().nullable(),
})

const parameterSchema = z.string('expected a parameter code or alias')

/** `forecasts`: the newest run of a series; `forecasts/skill`: how runs as issued did. */
export function registerForecasts(api: Api, context: ApiContext): void {
  registerRuns(api, context)
  registerSkill(api, context)
}

function registerRuns(api: Api, { capabilities, catalogue }: ApiContext): void {
  api.get(
    '/forecasts',
    {
      schema: {
        summary: 'The newest forecast of a series, or the newest issued by a time',
        description: 'Where nothing was issued yet, `run` is null and there are no items.',
        querystring: z.object({
          station: z.string('expected a station id'),
          parameter: parameterSchema,
          issued: z
            .union([z.literal('latest').transform(() => null), instantSchema], {
              error: 'expected latest, or an RFC 3339 time with offset',
            })
            .default(null)
            .describe('latest, or a time: the newest run issued at or before it'),
          ...pageShape,
        }),
        response: {
          200: listOf(itemSchema).extend({ run: runSchema.nullable() }),
          ...problemResponses,
        },
      },
    },
    async (request) => {
      const { issued } = request.query
      const about = resolveSeries(request.query.station, request.query.parameter, catalogue)
      const run = await capabilities.forecast({ ...about, issuedBy: issued })
      if (run === null) return { run, items: [], next: null }
      const keyOf = ({ at }: { readonly at: Instant }) => String(at)
      const page = pageOf(run.values, keyOf, pageRequest(request.query))
      const items = viewPage(page, (value) => itemView(run, value))
      return { run: runView(run, about, catalogue), ...items }
    },
  )
}

function registerSkill(api: Api, { capabilities, catalogue }: ApiContext): void {
  api.get(
    '/forecasts/skill',
    {
      schema: {
        summary: 'Scores of the forecasts as issued over the days by which they are judged',
        querystring: z.object({
          station: z.string().optional(),
          parameter: parameterSchema.optional(),
          ...pageShape,
        }),
        response: { 200: listOf(skillSchema), ...problemResponses },
      },
    },
    async (request) => {
      const { station = null, parameter = null } = request.query
      const page = await capabilities.forecastSkill({
        ...pageRequest(request.query),
        ...filter(station, parameter, catalogue),
      })
      return viewPage(page, (item) => skillView(item, catalogue))
    },
  )
}

/** @throws {Problem} unknown-station, unknown-parameter */
export function resolveSeries(station: string, parameter: string, catalogue: Catalogue) {
  const found = catalogue.station(station)
  if (found === null) throw new Problem('unknown-station', `no station ${station}`)
  const about = catalogue.resolve(parameter, found.kind)
  if (about === null) throw new Problem('unknown-parameter', `no parameter ${parameter}`)
  return { station: found.id, parameter: about.code }
}

function filter(station: string | null, parameter: string | null, catalogue: Catalogue) {
  if (station !== null && parameter !== null) return resolveSeries(station, parameter, catalogue)
  if (station !== null && catalogue.station(station) === null) {
    throw new Problem('unknown-station', `no station ${station}`)
  }
  if (parameter === null) return { station, parameter }
  const about = catalogue.resolve(parameter, 'river')
  if (about === null) throw new Problem('unknown-parameter', `no parameter ${parameter}`)
  return { station, parameter: about.code }
}

function runView(
  run: KeptRun,
  { station, parameter }: { readonly station: string; readonly parameter: string },
  catalogue: Catalogue,
): z.output<typeof runSchema> {
  return {
    issuedAt: formatInstant(run.issuedAt),
    cutOffAt: formatInstant(run.cutOffAt),
    model: run.model,
    fittedAt: formatInstant(run.fittedAt),
    step: formatPeriod(run.stepMs),
    note: run.note,
    hash: run.hash,
    station,
    ...named(parameter, catalogue),
  }
}

function itemView(run: KeptRun, value: KeptRun['values'][number]): z.output<typeof itemSchema> {
  const verdict = verdictFor(run.verdicts, value.leadMs)
  const served = verdict?.served ?? 'model'
  return {
    time: formatInstant(value.at),
    lead: formatPeriod(value.leadMs),
    ...value[served],
    published: verdict?.published ?? false,
    reason: verdict?.reason ?? null,
    served,
  }
}

function skillView(item: SkillItem, catalogue: Catalogue): z.output<typeof skillSchema> {
  const { scores, verdict } = item
  return {
    station: item.station,
    ...named(item.parameter, catalogue),
    lead: formatPeriod(item.leadMs),
    n: item.n,
    days: item.days,
    ...scores,
    published: verdict.published,
    reason: verdict.reason,
  }
}
