import { z } from 'zod'
import { formatInstant, formatPeriod } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { Monitoring } from './incident-capabilities.ts'
import { Problem, problemResponses } from './problems.ts'
import { timeOrNull, timeText } from './query-shapes.ts'
import { idSchema } from './workflows.ts'

const time = timeText.nullable()

const monitoringSchema = z.object({
  id: z.string(),
  state: z.string(),
  exercise: z.boolean(),
  proposedPoints: z
    .array(
      z.object({
        station: z.string(),
        role: z.enum(['reference', 'source', 'control', 'confluence', 'intake']),
        distanceKm: z.number(),
        arrival: z
          .object({
            status: z.enum(['estimated', 'unknown', 'standing', 'reversed']),
            ...{ from: time, to: time },
          })
          .nullable(),
      }),
    )
    .describe('what a plan may begin with; a person decides'),
  plan: z
    .object({
      ...{ revision: z.int(), at: timeText },
      frequency: z.string().nullable().describe('ISO 8601; null: it is in words'),
      nextAt: time.describe('the next sampling that is proposed'),
      points: z.array(
        z.object({
          ...{ station: z.string(), parameter: z.string(), samples: z.int() },
          ...{ lastAt: time, lastValue: z.number().nullable() },
          limit: z.number().nullable().describe('`criteria` of the plan, by factor'),
          ...{ meetsSince: time, nextAt: time },
        }),
      ),
    })
    .nullable(),
  termination: z.object({
    proposed: z.boolean().describe('by the rule; the command body decides'),
    meetsSince: time,
    meetsFor: z.string().describe('wanted, ISO 8601'),
    certainty: z.string(),
  }),
})

function viewOf({ workflow, proposed, plan, rule }: Monitoring): z.output<typeof monitoringSchema> {
  const { id, state, exercise = false } = workflow
  return {
    ...{ id, state, exercise },
    proposedPoints: proposed.map(({ station, role, distanceKm, arrival }) => ({
      ...{ station, role, distanceKm },
      arrival:
        arrival === null
          ? null
          : {
              status: arrival.status,
              from: arrival.status === 'estimated' ? formatInstant(arrival.fromAt) : null,
              to: arrival.status === 'estimated' ? formatInstant(arrival.toAt) : null,
            },
    })),
    plan:
      plan === null
        ? null
        : {
            ...{ revision: plan.revision, at: formatInstant(plan.at) },
            frequency: plan.everyMs === null ? null : formatPeriod(plan.everyMs),
            nextAt: timeOrNull(plan.state.nextAt),
            points: plan.state.points.map((one) => ({
              ...one,
              lastAt: timeOrNull(one.lastAt),
              meetsSince: timeOrNull(one.meetsSince),
              nextAt: timeOrNull(one.nextAt),
            })),
          },
    termination: {
      proposed: plan?.state.proposesEnd ?? false,
      meetsSince: timeOrNull(plan?.state.meetsSince ?? null),
      ...{ meetsFor: formatPeriod(rule.meetsForMs), certainty: rule.certainty },
    },
  }
}

/** `workflows/{id}/monitoring`: points for a plan, the next sampling, and whether to end. */
export function registerMonitoring(api: Api, { capabilities }: ApiContext): void {
  api.get(
    '/workflows/:id/monitoring',
    {
      schema: {
        summary: 'Emergency monitoring: points proposed, next sampling, whether to propose its end',
        description:
          'A plan (steps `plan`, `revise-plan`) is followed where its `points` are ids of ' +
          'stations, its `factors` codes, its `frequency` an ISO 8601 duration and its ' +
          '`criteria` limits by code. Results are manual samples of those points, received as ' +
          'any observation with `"source": "manual"`.',
        params: idSchema,
        response: { 200: monitoringSchema, ...problemResponses },
      },
    },
    async ({ params: { id } }) => {
      const found = await capabilities.monitoring(id)
      if (found === null) throw new Problem('not-found', `${id} is no monitoring of a station`)
      return viewOf(found)
    },
  )
}
