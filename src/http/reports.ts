import { z } from 'zod'
import { incidentGrades } from '../domain/event.ts'
import { majorReasons, reportKinds } from '../domain/incident.ts'
import { formatInstant, formatPeriod } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { Reports } from './incident-capabilities.ts'
import { Problem, problemResponses } from './problems.ts'
import { instantSchema, timeOrNull, timeText } from './query-shapes.ts'
import { workflowSchema } from './workflow-view.ts'
import { idSchema } from './workflows.ts'

const periodText = z.string().describe('ISO 8601, such as PT2H')
const certainty = z.string().describe('sure, calculated, memory, design or synthetic')

const reportsSchema = z.object({
  ...workflowSchema.pick({
    ...{ id: true, etag: true, state: true, siteDistrict: true, station: true },
    ...{ exercise: true, closedAt: true, allowed: true },
  }).shape,
  alert: z.string().nullable().describe('that became the incident'),
  monitoring: z.string().nullable().describe('the workflow of its monitoring'),
  grade: z.enum(incidentGrades),
  asMajor: z.array(z.enum(majorReasons)).describe('why its time is that of a major incident'),
  knownAt: timeText.describe('from when the first time runs'),
  next: z.enum(reportKinds).nullable(),
  dueAt: timeText.nullable(),
  escalatedAt: timeText.nullable().describe('when it was told that the next one is late'),
  clock: z
    .object({
      ...{ source: z.string(), certainty, intervalsCertainty: certainty },
      firstWithin: z.record(z.enum(incidentGrades), periodText),
      ...{ followUpEvery: periodText, resultWithin: periodText },
    })
    .nullable()
    .describe('the figures of incidents.json, and how sure they are'),
  items: z.array(
    z.object({
      ...{ kind: z.enum(reportKinds), number: z.int(), at: timeText, person: z.string() },
      ...{ to: z.array(z.string()), text: z.string() },
    }),
  ),
})

function viewOf(
  { workflow, state, plan }: Reports,
  { viewWorkflow }: ApiContext,
): z.output<typeof reportsSchema> {
  const {
    id,
    etag,
    state: at,
    siteDistrict,
    station,
    exercise,
    closedAt,
    allowed,
    about,
  } = viewWorkflow(workflow)
  const { alert, workflow: monitoring } = about ?? {}
  return {
    ...{ id, etag, state: at, siteDistrict, station, exercise, closedAt, allowed },
    alert: typeof alert === 'string' ? alert : null,
    monitoring: typeof monitoring === 'string' ? monitoring : null,
    ...{ grade: state.grade, asMajor: [...state.asMajor], next: state.next },
    ...{ knownAt: formatInstant(state.knownAt), dueAt: timeOrNull(state.dueAt) },
    escalatedAt: timeOrNull(state.escalatedAt),
    clock:
      plan === null
        ? null
        : {
            ...{ source: plan.source, certainty: plan.certainty },
            intervalsCertainty: plan.intervalsCertainty,
            firstWithin: {
              ...{ I: formatPeriod(plan.firstWithinMs.I), II: formatPeriod(plan.firstWithinMs.II) },
              III: formatPeriod(plan.firstWithinMs.III),
              IV: formatPeriod(plan.firstWithinMs.IV),
            },
            followUpEvery: formatPeriod(plan.followUpEveryMs),
            resultWithin: formatPeriod(plan.resultWithinMs),
          },
    items: state.sent.map((one) => ({ ...one, at: formatInstant(one.at), to: [...one.to] })),
  }
}

const draftQuery = z.object({
  kind: z.enum(reportKinds).optional().describe('absent: what is expected next'),
  asOf: instantSchema.optional().describe('what was stored by then; absent: now'),
  lang: z.enum(['zh', 'en']).default('zh'),
})

/** `workflows/{id}/reports` and their drafts; they are sent as steps of their workflow. */
export function registerReports(api: Api, context: ApiContext): void {
  const { capabilities } = context
  const none = (id: string) => new Problem('not-found', `no incident is reported about ${id}`)

  api.get(
    '/workflows/:id/reports',
    {
      schema: {
        summary: 'Reports on an incident: what was sent, what is due next and when',
        description:
          'Of the reports themselves or of the monitoring that they are about. One is sent by ' +
          'the step `first-report`, `follow-up-report` or `result-report` of the workflow ' +
          'answered here, with `data.to` (a list) and `data.text`.',
        params: idSchema,
        response: { 200: reportsSchema, ...problemResponses },
      },
    },
    async ({ params: { id } }) => {
      const found = await capabilities.reports(id)
      if (found === null) throw none(id)
      return viewOf(found, context)
    },
  )

  api.get(
    '/workflows/:id/reports/draft',
    {
      schema: {
        summary: 'The draft of a report in Markdown, made of what is stored',
        description: 'The same `asOf` and the same stored inputs give the same text.',
        params: idSchema,
        querystring: draftQuery,
        response: {
          200: { description: 'Markdown', content: { 'text/markdown': { schema: z.string() } } },
          ...problemResponses,
        },
      },
    },
    async ({ params: { id }, query }, reply) => {
      const { kind = null, asOf = capabilities.clock.now(), lang: language } = query
      const draft = await capabilities.reportDraft(id, { kind, asOf, language })
      if (draft === null) throw none(id)
      return reply.type('text/markdown; charset=utf-8').serializer(String).send(draft)
    },
  )
}
