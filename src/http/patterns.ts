import { z } from 'zod'
import { warningColours } from '../domain/event.ts'
import type { KnownPattern, ListedPattern, PatternQuery } from '../domain/pattern.ts'
import type { Page } from '../domain/queries.ts'
import { formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { CommandResult, Keep } from './capabilities.ts'
import { entityTag } from './entity-tag.ts'
import { textLengthMax } from './limits.ts'
import { Problem, problemResponses } from './problems.ts'
import { listOf, pageRequest, pageShape, stationAsked } from './query-shapes.ts'
import { timeOrNull, timeText, viewPage } from './query-shapes.ts'
import { named } from './reading-view.ts'
import { checkedLater, headersRequired, idempotencyKey, runTransition } from './transition.ts'

/** What is needed of the rest of the program. */
export type PatternCapabilities = {
  readonly patterns: (query: PatternQuery) => Promise<Page<ListedPattern>>
  /** Null when there is none. */
  readonly pattern: (id: string) => Promise<KnownPattern | null>
  /** Refused with `stale` when `expectedN` is no longer the pattern's. */
  readonly revokePattern: (
    id: string,
    revoking: { readonly person: string; readonly reason: string },
    expectedN: number | null,
    keep: Keep<KnownPattern> | null,
  ) => Promise<CommandResult<KnownPattern>>
}

const text = z.string().trim().min(1).max(textLengthMax)
const patternShape = {
  id: z.string().describe('that of the alert whose rejection taught it'),
  etag: z.string(),
  station: z.string(),
  rule: z.string(),
  colour: z.enum(warningColours).nullable(),
  shape: z.array(
    z.object({
      parameter: z.string(),
      alias: z.string(),
      by: z.number().describe('widths of what was expected on that side; negative: below'),
    }),
  ),
  exercise: z.boolean().describe('silences exercises alone'),
  learnedAt: timeText,
  person: z.string(),
  reason: z.string(),
  revoked: z
    .object({ at: timeText, person: z.string(), reason: z.string() })
    .nullable()
    .describe('null while it is in force'),
}
const patternSchema = z.object(patternShape)
const listedSchema = z.object({
  ...patternShape,
  silenced: z.int().describe('events with its id as `silencedBy`, at `/api/v1/events`'),
  lastSilencedAt: timeText.nullable(),
})

function patternView(pattern: KnownPattern, { catalogue }: ApiContext) {
  const { id, station, rule, colour, exercise, person, reason, revoked } = pattern
  return {
    ...{ id, station, rule, colour, exercise, person, reason },
    etag: entityTag(pattern.n),
    shape: pattern.shape.map(({ parameter: code, by }) => {
      const { parameter, alias } = named(code, catalogue)
      return { parameter, alias, by }
    }),
    learnedAt: formatInstant(pattern.learnedAt),
    revoked: revoked && { ...revoked, at: formatInstant(revoked.at) },
  }
}

/** `patterns`: what rejected alerts silence at their stations, and ending that. */
export function registerPatterns(api: Api, context: ApiContext): void {
  const { capabilities } = context
  api.get(
    '/patterns',
    {
      schema: {
        summary: 'Patterns: what people rejected as no event, and what of its like was silenced',
        querystring: z.object({
          state: z.enum(['active', 'revoked', 'all']).default('all'),
          station: z.string().optional(),
          ...pageShape,
        }),
        response: { 200: listOf(listedSchema), ...problemResponses },
      },
    },
    async ({ query }) => {
      const { state } = query
      const station = stationAsked(context.catalogue, query.station)
      const page = await capabilities.patterns({ ...pageRequest(query), state, station })
      return viewPage(page, (one): z.output<typeof listedSchema> => ({
        ...patternView(one, context),
        silenced: one.silenced,
        lastSilencedAt: timeOrNull(one.lastSilencedAt),
      }))
    },
  )
  registerRevoking(api, context)
}

function registerRevoking(api: Api, context: ApiContext): void {
  const { capabilities, turns } = context
  const body = z.object({ person: text.default('operator'), reason: text })
  api.post(
    '/patterns/:id/revoke',
    {
      schema: {
        summary: 'Take a pattern out of force, with a reason; the log has it',
        params: z.object({ id: z.string() }),
        body,
        headers: headersRequired,
        response: { 200: patternSchema, ...problemResponses },
      },
      ...checkedLater,
    },
    async (request, reply) => {
      const key = idempotencyKey(request)
      return turns(key, async () => {
        const { id } = request.params
        const pattern = await capabilities.pattern(id)
        if (pattern === null) throw new Problem('unknown-pattern', `no pattern ${id}`)
        return runTransition(request, reply, capabilities.idempotency, key, {
          currentN: pattern.n,
          ifMatchRequired: true,
          body,
          run: (revoking, expectedN, keep) =>
            capabilities.revokePattern(id, revoking, expectedN, keep),
          view: (revoked: KnownPattern) => ({
            document: patternView(revoked, context),
            n: revoked.n,
          }),
        })
      })
    },
  )
}
