import { z } from 'zod'
import type { Guidance, GuidanceScore, GuidanceTaken } from '../domain/guidance.ts'
import { formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import { guidanceValueShape } from './consultation-view.ts'
import { Problem, problemResponses } from './problems.ts'
import { parseDate } from './products.ts'
import { countSchema, listOf, timeText } from './query-shapes.ts'
import { checkedLater } from './transition.ts'

/** What is needed of the rest of the program. */
export type GuidanceCapabilities = {
  readonly takeGuidance: (
    issueDate: string,
    text: string,
    format: 'csv' | 'json',
  ) => Promise<GuidanceTaken>
  /** Null when there is none; no date: the newest, no version: the date's newest. */
  readonly guidance: (about: {
    readonly issueDate: string | null
    readonly version: number | null
  }) => Promise<Guidance | null>
  readonly guidanceSkill: () => Promise<readonly GuidanceScore[]>
}

const guidanceSchema = z.object({
  issueDate: z.string().describe('Beijing date on which it was issued'),
  version: z.int().describe('1 first; what a date is told anew is its next'),
  receivedAt: timeText,
  hash: z.string().describe('SHA-256 of the items'),
  items: z.array(
    z.object({
      area: z.string().describe('a district of the zone, or zone'),
      leadDay: z.int().describe('days after the date of issue'),
      ...guidanceValueShape,
    }),
  ),
})

const rangeScore = z.object({
  mae: z.number().describe('mean distance of the middle of the range from the measured AQI'),
  inside: z.number().describe('share of the days inside the range'),
})
const scoreSchema = z.object({
  area: z.string(),
  leadDay: z.int(),
  n: z.int().describe('days that were measured and that both spoke of'),
  guidance: rangeScore,
  draft: rangeScore,
})

/** `guidance/air/{issueDate}`: forecasts of the regional platform, taken, answered, scored. */
export function registerGuidance(api: Api, context: ApiContext): void {
  registerTaking(api, context)
  registerAnswers(api, context)
}

function registerTaking(api: Api, { capabilities }: ApiContext): void {
  api.put(
    '/guidance/air/:issueDate',
    {
      schema: {
        summary: 'The regional platform’s forecast of a date of issue, as CSV or JSON',
        description:
          'CSV (`text/csv`) with a line of names, or JSON `{"items": […]}`: `area` (a district of ' +
          'the zone or `zone`), `leadDay`, `aqiLow`, `aqiHigh`; optional `primaryPollutants` ' +
          '(codes or aliases; in CSV with spaces between), `pm25Low`, `pm25High`, `o3Low`, ' +
          '`o3High`. 201 for a new version, 200 when it says what the newest one said. Refused ' +
          'as a whole, every bad row named in `faults`.',
        params: z.object({ issueDate: z.string() }),
        consumes: ['text/csv', 'application/json'],
        body: z.string(),
        response: { 200: guidanceSchema, 201: guidanceSchema, ...problemResponses },
      },
      // The body is read as a whole, so that every fault of it is told.
      ...checkedLater,
    },
    async (request, reply) => {
      const issueDate = dateOf(request.params.issueDate)
      const type = request.headers['content-type'] ?? ''
      const format = type.startsWith('text/csv') ? 'csv' : 'json'
      if (format === 'json' && !type.startsWith('application/json')) {
        const expected = 'expected content-type text/csv or application/json'
        throw new Problem('unsupported-media-type', `${expected}, got ${type || 'none'}`)
      }
      const text = typeof request.body === 'string' ? request.body : ''
      const taken = await capabilities.takeGuidance(issueDate, text, format)
      if (!taken.ok) {
        const { faults } = taken
        throw new Problem('bad-body', faults.slice(0, faultsTold).join('; '), { faults })
      }
      return reply.code(taken.isNew ? 201 : 200).send(guidanceView(taken.guidance))
    },
  )
}

/** So many stand in the sentence; all of them in `faults`. */
const faultsTold = 5

function registerAnswers(api: Api, { capabilities }: ApiContext): void {
  api.get(
    '/guidance/air/:issueDate',
    {
      schema: {
        summary: 'Guidance of a date of issue, or of the newest: a date or latest',
        params: z.object({ issueDate: z.string() }),
        querystring: z.object({ version: countSchema.optional() }),
        response: { 200: guidanceSchema, ...problemResponses },
      },
    },
    async (request) => {
      const issueDate = parseDate(request.params.issueDate)
      const { version = null } = request.query
      const found = await capabilities.guidance({ issueDate, version })
      if (found !== null) return guidanceView(found)
      const what = `${issueDate ?? 'any date'}${version === null ? '' : ` version ${version}`}`
      throw new Problem('no-guidance', `no guidance of ${what}`)
    },
  )
  api.get(
    '/guidance/air',
    {
      schema: {
        summary: 'The newest guidance of a date of issue as a list, empty where nothing came',
        querystring: z.object({ issueDate: z.string() }),
        response: { 200: listOf(guidanceSchema), ...problemResponses },
      },
    },
    async ({ query }) => {
      const issueDate = dateOf(query.issueDate)
      const found = await capabilities.guidance({ issueDate, version: null })
      return { items: found === null ? [] : [guidanceView(found)], next: null }
    },
  )
  api.get(
    '/guidance/air/skill',
    {
      schema: {
        summary: 'How guidance and our drafts did on the same measured days, by area and day ahead',
        response: { 200: listOf(scoreSchema), ...problemResponses },
      },
    },
    async () => ({ items: [...(await capabilities.guidanceSkill())], next: null }),
  )
}

/** @throws {Problem} bad-date */
function dateOf(text: string): string {
  const date = parseDate(text)
  if (date !== null) return date
  throw new Problem('bad-date', 'expected the date of issue such as 2026-11-23, got latest')
}

function guidanceView({
  receivedAt,
  cells,
  ...guidance
}: Guidance): z.output<typeof guidanceSchema> {
  return {
    ...guidance,
    receivedAt: formatInstant(receivedAt),
    items: cells.map((cell) => ({ ...cell, primaryPollutants: [...cell.primaryPollutants] })),
  }
}
