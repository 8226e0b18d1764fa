import { z } from 'zod'
import { plannedStates, type PatrolCount, type PlanItem } from '../domain/casework.ts'
import { beijingOffsetMs, formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import { problemResponses } from './problems.ts'
import { exerciseAsked, exerciseShape, timeOrNull, timeText } from './query-shapes.ts'

const aYear = 'expected a year such as 2026'
const yearShape = z.coerce.number(aYear).int(aYear).min(2000, aYear).max(9999, aYear).optional()

export const patrolCountSchema = z.object({
  waterBody: z.string(),
  year: z.int(),
  done: z.int().min(0).describe('joint patrols completed in the year, by their own times'),
  least: z.int().min(0).describe('wanted by patrols.json'),
  lastAt: timeText.nullable(),
  warning: z
    .enum(['due', 'missed'])
    .nullable()
    .describe('due: the year is about to end without; missed: it has'),
})

export const patrolCountView = (one: PatrolCount) => ({ ...one, lastAt: timeOrNull(one.lastAt) })

const teamHeadSchema = z
  .object({ year: z.int(), district: z.string() })
  .nullable()
  .describe('whose turn it is to head the joint team; null: patrols.json has no rotation then')

const planItemSchema = z.object({
  entry: z.string().describe('key of the entry of the register patrol-plan'),
  version: z.int(),
  ...{ waterBody: z.string(), district: z.string(), station: z.string().nullable() },
  number: z.int().describe('1 first'),
  of: z.int().describe('how many the entry wants'),
  fromAt: timeText.describe('when it is opened'),
  dueAt: timeText.describe('when it is late'),
  sites: z.array(z.string()).describe('keys of enterprises to be visited'),
  exemptReason: z.string().nullable().describe('why exempt ones are; null: they are left out'),
  state: z
    .enum(plannedStates)
    .describe('late: open beyond its time; past: over before it was planned, nothing was opened'),
  workflow: z.string().nullable(),
})

function planItemView({ entry, ...one }: PlanItem): z.output<typeof planItemSchema> {
  const { key, version, waterBody, district, station, sites, exemptReason } = entry
  return {
    ...{ entry: key, version, waterBody, district, station, number: one.number, of: one.of },
    ...{ fromAt: formatInstant(one.fromAt), dueAt: formatInstant(one.dueAt) },
    ...{ sites: [...sites], exemptReason, state: one.state, workflow: one.workflow },
  }
}

/** `patrols/…`: joint patrols of a year. */
export function registerPatrols(api: Api, { capabilities }: ApiContext): void {
  const thisYear = () => new Date(capabilities.clock.now() + beijingOffsetMs).getUTCFullYear()

  api.get(
    '/patrols/counts',
    {
      schema: {
        summary: 'Joint patrols of a year by water body, with a warning before it ends without',
        querystring: z.object({ year: yearShape, ...exerciseShape }),
        response: {
          200: z.object({ items: z.array(patrolCountSchema), teamHead: teamHeadSchema }),
          ...problemResponses,
        },
      },
    },
    async ({ query }) => {
      const year = query.year ?? thisYear()
      const counts = await capabilities.patrolCounts(year, exerciseAsked(query))
      return { items: counts.map(patrolCountView), teamHead: capabilities.teamHead(year) }
    },
  )

  api.get(
    '/patrols/plan',
    {
      schema: {
        summary: 'The annual plan of joint patrols, and where each of them stands',
        querystring: z.object({ year: yearShape, ...exerciseShape }),
        response: {
          200: z.object({ year: z.int(), items: z.array(planItemSchema) }),
          ...problemResponses,
        },
      },
    },
    async ({ query }) => {
      const year = query.year ?? thisYear()
      const items = await capabilities.annualPlan(year, exerciseAsked(query))
      return { year, items: items.map(planItemView) }
    },
  )
}
