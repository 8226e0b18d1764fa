import { z } from 'zod'
import { alertKinds, warningColours, type Event } from '../domain/event.ts'
import { formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import { problemResponses } from './problems.ts'
import {
  instantSchema,
  listOf,
  pageRequest,
  pageShape,
  stationAsked,
  timeText,
  viewPage,
} from './query-shapes.ts'
import { citedReadingSchema, citedReadingView } from './reading-view.ts'

const querySchema = z.object({
  station: z.string().optional(),
  kind: z.enum(alertKinds).optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional().describe('exclusive'),
  ...pageShape,
})

const eventSchema = z.object({
  key: z.string(),
  rule: z.string(),
  kind: z.enum(alertKinds),
  station: z.string(),
  subject: z.string(),
  phase: z.enum(['begin', 'change', 'end']),
  colour: z.enum(warningColours).nullable(),
  observedAt: timeText,
  live: z.boolean().describe('false for back-fill and late readings: opens no alert'),
  silencedBy: z
    .string()
    .nullable()
    .describe('the pattern that it is like: it moved no alert; null: none'),
  evidence: z.looseObject({ readings: z.array(citedReadingSchema) }),
})

/** `events`: the engine's findings, by `observedAt`. */
export function registerEvents(api: Api, { capabilities, catalogue }: ApiContext): void {
  const eventView = (event: Event): z.output<typeof eventSchema> => ({
    key: event.key,
    rule: event.rule,
    kind: event.kind,
    station: event.station,
    subject: event.subject,
    phase: event.phase,
    colour: event.colour,
    observedAt: formatInstant(event.observedAt),
    live: event.live,
    silencedBy: event.silencedBy ?? null,
    evidence: {
      ...event.evidence,
      readings: event.readings.map((reading) => citedReadingView(reading, catalogue)),
    },
  })

  api.get(
    '/events',
    {
      schema: {
        summary: 'Findings of the engine',
        querystring: querySchema,
        response: { 200: listOf(eventSchema), ...problemResponses },
      },
    },
    async (request) => {
      const { kind = null, from = null, to = null } = request.query
      const station = stationAsked(catalogue, request.query.station)
      const page = await capabilities.events({
        ...pageRequest(request.query),
        station,
        kind,
        from,
        to,
      })
      return viewPage(page, eventView)
    },
  )
}
