import { z } from 'zod'
import type { Workflow } from '../domain/alert.ts'
import { incidentGrades } from '../domain/event.ts'
import { handTriggers } from '../domain/trigger.ts'
import type { Api, ApiContext } from './api-context.ts'
import type { CommandResult, Keep } from './capabilities.ts'
import { textLengthMax } from './limits.ts'
import { problemResponses } from './problems.ts'
import { checkedLater, idempotencyKey, runTransition } from './transition.ts'
import { workflowSchema } from './workflow-view.ts'

const text = z.string().trim().min(1).max(textLengthMax)

/** What a person may open, and the procedures that each kind has. */
const openable = {
  'joint-patrol': [null],
  consultation: [null],
  'emergency-monitoring': ['bloom-plan', 'hj-589'],
  'maintenance-task': [null],
  'hand-over': [null],
  'incident-report': [null],
} as const satisfies Record<string, readonly (string | null)[]>
type Openable = keyof typeof openable

const body = z
  .object({
    kind: z.enum(Object.keys(openable) as Openable[]),
    procedure: z.string().nullish().describe('of emergency monitoring: bloom-plan or hj-589'),
    station: z.string().nullish().describe('where; absent: that of the workflow it is about'),
    waterBody: z.string().nullish().describe('absent: that of the station'),
    workflow: z.string().nullish().describe('the workflow that it is about, of a hand-over'),
    person: text,
    reason: text.describe('why: the plan of the year, a complaint, a drill'),
    trigger: z.enum(handTriggers).default('other').describe('what it comes of'),
    reference: text.nullish().describe('number of the complaint, name of the event'),
    grade: z.enum(incidentGrades).nullish().describe('of an incident that is reported'),
    exercise: z.boolean().default(false).describe('a drill; it cannot become anything else'),
  })
  .transform(({ kind, reason, person, exercise, ...given }, context) => {
    const procedure = given.procedure ?? null
    if (!(openable[kind] as readonly (string | null)[]).includes(procedure)) {
      const expected = openable[kind].map((one) => one ?? 'none').join(' or ')
      context.addIssue({
        code: 'custom',
        path: ['procedure'],
        message: `expected ${expected}, got ${procedure ?? 'none'}`,
      })
    }
    const grade = given.grade ?? null
    if ((kind === 'incident-report') !== (grade !== null)) {
      const message = `expected one for an incident-report alone, got ${grade ?? 'none'}`
      context.addIssue({ code: 'custom', path: ['grade'], message })
    }
    const { trigger, reference = null } = given
    const said = reference === null ? { trigger } : { trigger, reference }
    return {
      ...{ kind, procedure, person, exercise, grade, district: null },
      about: { reason, ...said },
      station: given.station ?? null,
      waterBody: given.waterBody ?? null,
      workflow: given.workflow ?? null,
    }
  })

type Opened<Given, Made> = {
  readonly path: string
  readonly summary: string
  readonly description?: string
  readonly body: z.ZodType<Given>
  readonly open: (given: Given, keep: Keep<Made> | null) => Promise<CommandResult<Made>>
}
type Viewed<Made> = {
  readonly schema: z.ZodType
  readonly view: (made: Made) => { readonly document: object; readonly n: number }
}

/** A door at which a person opens a workflow: what was sent, and what opens it. */
export function registerHandOpening<Given>(
  api: Api,
  context: ApiContext,
  opened: Opened<Given, Workflow>,
): void {
  const { viewWorkflow } = context
  registerMaking(api, context, opened, {
    schema: workflowSchema,
    view: (workflow) => ({ document: viewWorkflow(workflow), n: workflow.n }),
  })
}

/** The same of anything that is made once and has a number in the log. */
export function registerMaking<Given, Made>(
  api: Api,
  { capabilities, turns }: ApiContext,
  { path, open, body, ...told }: Opened<Given, Made>,
  { schema, view }: Viewed<Made>,
): void {
  api.post(
    path,
    {
      schema: { ...told, body, response: { 200: schema, ...problemResponses } },
      ...checkedLater,
    },
    async (request, reply) => {
      const key = idempotencyKey(request)
      return turns(key, () =>
        runTransition(request, reply, capabilities.idempotency, key, {
          currentN: null,
          ifMatchRequired: false,
          body,
          run: (given, _expectedN, keep) => open(given, keep),
          view,
        }),
      )
    },
  )
}

/** `POST workflows`: what no alert asked for, and drills. */
export function registerOpening(api: Api, context: ApiContext): void {
  const open = context.capabilities.openByHand
  const summary = 'Open a workflow by hand: by the plan of the year, on a complaint, as a drill'
  registerHandOpening(api, context, { path: '/workflows', summary, body, open })
}
