import { z } from 'zod'
import type { Parameter } from '../domain/network.ts'
import { formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { FactorLimits } from './capabilities.ts'
import { problemResponses } from './problems.ts'
import { listOf, pageOf, pageRequest, pageShape, timeText, viewPage } from './query-shapes.ts'
import { named, namedShape } from './reading-view.ts'

const namesSchema = z.object({ zh: z.string(), en: z.string() })
const rangeSchema = z.array(z.number().nullable()).describe('inclusive; null: unbounded')

const limitsSchema = z
  .object({
    range: z.array(z.number()).optional(),
    river: z.array(z.number()).nullable().optional(),
    lake: z.array(z.number()).nullable().optional(),
  })
  .describe('limits of water classes I to V in force, best first; `range`: inside is class I')

const parameterSchema = z.object({
  ...namedShape,
  otherNames: z.array(z.string()),
  medium: z.enum(['water', 'air', 'hydrology']),
  name: namesSchema,
  decimals: z.object({ hour: z.int(), assessment: z.int() }),
  hardRange: rangeSchema,
  softRange: rangeSchema.nullable(),
  context: z.boolean().describe('not judged: its changes explain what is measured beside it'),
  certainty: z.string(),
  limits: limitsSchema.nullable(),
})

const networkSchema = z.object({
  name: namesSchema,
  districts: z.array(z.object({ id: z.string(), name: namesSchema, inZone: z.boolean() })),
  waterBodies: z.array(z.object({ id: z.string(), name: namesSchema, kind: z.string() })),
  rivers: z.array(
    z.object({
      ...{ id: z.string(), name: namesSchema, lengthKm: z.number() },
      course: namesSchema.nullable().describe('from where to where it flows'),
    }),
  ),
})

const clockSchema = z.object({
  now: timeText,
  speed: z.number().describe('seconds of this clock in a second of the wall'),
  wall: z.boolean().describe('false when this clock is not the wall clock'),
})

function limitsView(limits: FactorLimits | null): z.output<typeof limitsSchema> | null {
  if (limits === null) return null
  if ('range' in limits) return { range: [...limits.range] }
  const { river, lake } = limits
  return { river: river && [...river], lake: lake && [...lake] }
}

const parameterView =
  ({ catalogue, capabilities }: ApiContext) =>
  (parameter: Parameter): z.output<typeof parameterSchema> => ({
    ...named(parameter.code, catalogue),
    otherNames: [...parameter.otherNames],
    medium: parameter.medium,
    name: parameter.name,
    decimals: parameter.decimals,
    hardRange: [...parameter.hardRange],
    softRange: parameter.softRange === null ? null : [...parameter.softRange],
    context: parameter.context,
    certainty: parameter.certainty,
    limits: limitsView(capabilities.classLimits(parameter.code)),
  })

/** `parameters` (the catalogue), `network` (what flows where) and `clock` (what time it is). */
export function registerNetwork(api: Api, context: ApiContext): void {
  const { clock, network } = context.capabilities

  api.get(
    '/parameters',
    {
      schema: {
        summary: 'The catalogue of parameters',
        querystring: z.object(pageShape),
        response: { 200: listOf(parameterSchema), ...problemResponses },
      },
    },
    (request) =>
      viewPage(
        pageOf(network.parameters, ({ code }) => code, pageRequest(request.query)),
        parameterView(context),
      ),
  )

  api.get(
    '/network',
    { schema: { summary: 'Districts, water bodies, rivers', response: { 200: networkSchema } } },
    () => ({
      name: network.name,
      districts: network.districts.map(({ id, name, inZone }) => ({ id, name, inZone })),
      waterBodies: network.waterBodies.map(({ id, name, kind }) => ({ id, name, kind })),
      rivers: network.rivers.map(({ id, name, lengthKm, course }) => {
        return { id, name, lengthKm, course }
      }),
    }),
  )

  api.get(
    '/clock',
    { schema: { summary: 'The engine clock', response: { 200: clockSchema } } },
    () => ({
      now: formatInstant(clock.now()),
      speed: clock.speed,
      wall: clock.isWall,
    }),
  )
}
