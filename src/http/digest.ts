import { z } from 'zod'
import type { Digest } from '../domain/casework.ts'
import { triggers } from '../domain/trigger.ts'
import { alertKinds, incidentGrades, warningColours } from '../domain/event.ts'
import { formatInstant, type Instant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import { patrolCountSchema, patrolCountView } from './patrols.ts'
import { Problem, problemResponses } from './problems.ts'
import { exerciseAsked, exerciseShape, timeOrNull, timeText } from './query-shapes.ts'

const count = z.int().min(0)
const names = z.object({ zh: z.string(), en: z.string() })
const time = timeText.nullable()

const workflowSchema = z.object({
  ...{ id: z.string(), kind: z.string(), state: z.string(), station: z.string().nullable() },
  ...{ siteDistrict: z.string().nullable(), alert: z.string().nullable() },
  ...{ openedAt: timeText, closedAt: time },
  trigger: z.enum(triggers).describe('what it came of'),
  reference: z.string().nullable().describe('of the complaint or event'),
  leader: z.string().nullable(),
  lastStep: names.nullable(),
  outcome: z.string().nullable().describe('the decision, result or reason given last'),
})
const workflows = z.array(workflowSchema)

const colour = z.enum(warningColours).nullable()
const digestSchema = z.object({
  half: z.string(),
  from: timeText,
  to: timeText,
  madeAt: timeText,
  exercise: z.boolean().describe('of exercises alone, or of all else alone'),
  isOver: z.boolean().describe('false: the half-year has not ended, and more may come'),
  alerts: z.object({
    opened: count,
    tallies: z.array(
      z.object({
        ...{ kind: z.enum(alertKinds), colour, alerts: count },
        verdict: z.enum(['confirmed', 'rejected']).nullable(),
      }),
    ),
    confirmed: z.array(
      z.object({
        ...{ id: z.string(), kind: z.enum(alertKinds), station: z.string(), colour },
        incidentGrade: z.enum(incidentGrades).nullable(),
        ...{ openedAt: timeText, resolvedAt: time },
      }),
    ),
  }),
  counts: z.array(patrolCountSchema),
  ...{ patrols: workflows, consultations: workflows, emergencies: workflows },
  ...{ handOvers: workflows, recognitions: workflows },
  reviews: z
    .array(
      z.object({
        ...{
          workflow: z.string(),
          year: z.int(),
          district: z.string(),
          cases: count,
          scored: count,
        },
        ...{ sheet: names, mean: z.number().nullable(), grade: names.nullable() },
        isOver: z.boolean().describe('false: it is not concluded yet'),
      }),
    )
    .describe('of cases of a year, that went on in the half-year'),
  ledger: z.object({
    open: z.array(
      z.object({
        ...{
          id: z.string(),
          title: z.string(),
          state: z.string(),
          district: z.string().nullable(),
        },
        ...{ foundAt: timeText, responsible: z.string().nullable(), dueAt: time },
        overdue: z.boolean(),
      }),
    ),
    overdue: count,
    closed: count.describe('closed in the half-year'),
  }),
})

type WithTimes = { readonly openedAt: Instant; readonly closedAt: Instant | null }
const viewWorkflow = <T extends WithTimes>(one: T) => ({
  ...one,
  openedAt: formatInstant(one.openedAt),
  closedAt: timeOrNull(one.closedAt),
})

/** A digest as answered. */
export function digestView(digest: Digest): z.output<typeof digestSchema> {
  const { alerts, ledger } = digest
  return {
    ...digest,
    from: formatInstant(digest.from),
    to: formatInstant(digest.to),
    madeAt: formatInstant(digest.madeAt),
    alerts: {
      opened: alerts.opened,
      tallies: [...alerts.tallies],
      confirmed: alerts.confirmed.map((one) => ({
        ...one,
        openedAt: formatInstant(one.openedAt),
        resolvedAt: timeOrNull(one.resolvedAt),
      })),
    },
    counts: digest.counts.map(patrolCountView),
    patrols: digest.patrols.map(viewWorkflow),
    consultations: digest.consultations.map(viewWorkflow),
    emergencies: digest.emergencies.map(viewWorkflow),
    handOvers: digest.handOvers.map(viewWorkflow),
    recognitions: digest.recognitions.map(viewWorkflow),
    reviews: [...digest.reviews],
    ledger: {
      ...ledger,
      open: ledger.open.map(({ workflow, title, foundAt, responsible, dueAt, isOverdue }) => ({
        ...{ id: workflow.id, title, state: workflow.state, district: workflow.siteDistrict },
        ...{ foundAt: formatInstant(foundAt), responsible, dueAt: timeOrNull(dueAt) },
        overdue: isOverdue,
      })),
    },
  }
}

const digestQuery = {
  half: z.string().optional().describe('such as 2026-H2, Beijing time; absent: the one of now'),
  ...exerciseShape,
}

async function findDigest(
  { capabilities }: ApiContext,
  query: { half?: string | undefined; exercise?: 'true' | 'false' | undefined },
): Promise<Digest> {
  const digest = await capabilities.digest(query.half ?? null, exerciseAsked(query))
  if (digest !== null) return digest
  throw new Problem('bad-query', `half: expected such as 2026-H2, got ${query.half}`)
}

/** `digest` and `digest.html`: what the joint meeting is told. */
export function registerDigest(api: Api, context: ApiContext): void {
  const { capabilities } = context

  api.get(
    '/digest',
    {
      schema: {
        summary: 'The digest of a half-year for the joint meeting',
        querystring: z.object(digestQuery),
        response: { 200: digestSchema, ...problemResponses },
      },
    },
    async ({ query }) => digestView(await findDigest(context, query)),
  )

  api.get(
    '/digest.html',
    {
      schema: {
        summary: 'The digest of a half-year as a page that prints',
        querystring: z.object({ ...digestQuery, lang: z.enum(['zh', 'en']).default('zh') }),
        response: {
          200: { description: 'HTML', content: { 'text/html': { schema: z.string() } } },
          ...problemResponses,
        },
      },
    },
    async ({ query }, reply) => {
      const page = capabilities.digestPage(await findDigest(context, query), query.lang)
      const policy = "default-src 'none'; style-src 'unsafe-inline'"
      void reply.header('content-security-policy', policy)
      return reply.type('text/html; charset=utf-8').serializer(String).send(page)
    },
  )
}
