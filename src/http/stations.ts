import { z } from 'zod'
import type { Station } from '../domain/network.ts'
import { formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import { stationConditions, type StationState } from './capabilities.ts'
import { problemResponses, Problem } from './problems.ts'
import { listOf, pageOf, pageRequest, pageShape, timeText, viewPage } from './query-shapes.ts'
import { named, namedShape, readingSchema, readingView } from './reading-view.ts'

const classSchema = z.enum(['I', 'II', 'III', 'IV', 'V', 'V+'])

const stationSchema = z.object({
  id: z.string(),
  name: z.object({ zh: z.string(), en: z.string() }),
  kind: z.enum(['river', 'lake', 'intake', 'hydrology', 'air']),
  form: z.string(),
  waterBody: z.string().nullable(),
  district: z.string(),
  lat: z.number(),
  lon: z.number(),
  position: z.string().describe('how sure the position is'),
  target: classSchema.nullable(),
  protectionZone: z.enum(['first', 'second']).nullable(),
  chainageKm: z.number().nullable(),
  usualClass: classSchema.nullable(),
  note: z.string().nullable(),
  parameters: z.array(z.string()).describe('codes of the parameters expected of it'),
  expected: z.array(z.object({ ...namedShape, period: z.string(), cadenceMs: z.number() })),
  state: z.enum(stationConditions),
  lastObservedAt: timeText.nullable(),
  waterClass: classSchema.nullable().describe('assessed now'),
  latest: z.array(readingSchema).describe('newest reading of each series'),
})

/** A station nothing is known of yet. */
const unheard: StationState = {
  state: 'waiting',
  lastObservedAt: null,
  latest: [],
  waterClass: null,
}

function stationView(
  station: Station,
  state: StationState,
  { catalogue }: ApiContext,
): z.output<typeof stationSchema> {
  return {
    id: station.id,
    name: station.name,
    kind: station.kind,
    form: station.form,
    waterBody: station.waterBody,
    district: station.district,
    lat: station.lat,
    lon: station.lon,
    position: station.position,
    target: station.target,
    protectionZone: station.protectionZone,
    chainageKm: station.chainageKm,
    usualClass: station.usualClass,
    note: station.note,
    parameters: station.parameters.map(({ code }) => code),
    expected: station.parameters.map(({ code, period, cadenceMs }) => ({
      ...named(code, catalogue),
      period,
      cadenceMs,
    })),
    state: state.state,
    lastObservedAt: state.lastObservedAt === null ? null : formatInstant(state.lastObservedAt),
    waterClass: state.waterClass,
    latest: state.latest.map((reading) => ({
      ...readingView(reading, catalogue),
      revision: reading.revision,
    })),
  }
}

/** `stations` and `stations/{id}`. */
export function registerStations(api: Api, context: ApiContext): void {
  const { capabilities, catalogue } = context
  const { stations } = capabilities.network

  api.get(
    '/stations',
    {
      schema: {
        summary: 'Stations with their state',
        querystring: z.object(pageShape),
        response: { 200: listOf(stationSchema), ...problemResponses },
      },
    },
    async (request) => {
      const page = pageOf(stations, ({ id }) => id, pageRequest(request.query))
      const states = await capabilities.stationStates()
      return viewPage(page, (station) =>
        stationView(station, states.get(station.id) ?? unheard, context),
      )
    },
  )

  api.get(
    '/stations/:id',
    {
      schema: {
        summary: 'One station',
        params: z.object({ id: z.string() }),
        response: { 200: stationSchema, ...problemResponses },
      },
    },
    async (request) => {
      const station = catalogue.station(request.params.id)
      if (station === null) throw new Problem('unknown-station', `no station ${request.params.id}`)
      const states = await capabilities.stationStates()
      return stationView(station, states.get(station.id) ?? unheard, context)
    },
  )
}
