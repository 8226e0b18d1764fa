import { z } from 'zod'
import type { RegisterEntry } from '../domain/register.ts'
import type { Api, ApiContext } from './api-context.ts'
import { registerBytesMax, textLengthMax } from './limits.ts'
import { Problem, problemResponses } from './problems.ts'
import { entrySchema, entryView, findRegister } from './register-view.ts'
import {
  checkedLater,
  headersHonoured,
  headersRequired,
  idempotencyKey,
  runTransition,
} from './transition.ts'

const text = z.string().trim().min(1).max(textLengthMax)
const act = { person: text, reason: text.describe('why it is changed') }
const retireBody = z.object(act)
const putBody = z.object({
  ...act,
  values: z
    .record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]).nullable())
    .describe('by field; what is absent stays as it was'),
})

const params = z.object({ register: z.string(), key: z.string() })

/** Tables taken whole, and single entries put and retired. */
export function registerRegisterChanges(api: Api, context: ApiContext): void {
  registerImport(api, context)
  registerPut(api, context)
  registerRetire(api, context)
}

/** So many faults stand in the sentence; all of them in `faults`. */
const faultsTold = 5

function registerImport(api: Api, context: ApiContext): void {
  api.post(
    '/registers/:register/import',
    {
      bodyLimit: registerBytesMax,
      schema: {
        summary: 'Take a register’s table: all of it, or none',
        description:
          'CSV (`text/csv`) with a line of names: ids of fields, or their names in Chinese or ' +
          'English. Lists have `;` between. Rows that say something new become versions; entries ' +
          'without a row stay; the same again changes nothing. Refused as a whole, every bad row ' +
          'named by line and column in `faults`.',
        params: z.object({ register: z.string() }),
        querystring: z.object({
          ...act,
          dryRun: z.enum(['true', 'false']).default('false').describe('only tell what it would do'),
        }),
        consumes: ['text/csv'],
        response: {
          200: z.object({
            ...{ added: z.int(), changed: z.int(), unchanged: z.int() },
            revived: z.int().describe('retired ones taken up again, among the changed'),
            dryRun: z.boolean(),
          }),
          ...problemResponses,
        },
      },
    },
    async (request) => {
      const { id } = findRegister(context, request.params.register)
      const type = request.headers['content-type'] ?? 'none'
      if (!type.startsWith('text/csv')) {
        throw new Problem('unsupported-media-type', `expected content-type text/csv, got ${type}`)
      }
      const { person, reason } = request.query
      const dryRun = request.query.dryRun === 'true'
      const table = typeof request.body === 'string' ? request.body : ''
      const told = { person, reason, dryRun }
      const taken = await context.capabilities.importRegister(id, table, told)
      if (taken.ok) return { ...taken.tally, dryRun }
      const { faults } = taken
      const more = faults.length > faultsTold ? `; and ${faults.length - faultsTold} more` : ''
      const detail = faults.slice(0, faultsTold).join('; ') + more
      throw new Problem('bad-body', detail, { faults })
    },
  )
}

function registerPut(api: Api, context: ApiContext): void {
  const { capabilities, turns } = context
  api.put(
    '/registers/:register/entries/:key',
    {
      schema: {
        summary: 'Enter an entry, or change it: If-Match is required where it is there',
        params,
        body: putBody,
        headers: headersHonoured,
        response: { 200: entrySchema, ...problemResponses },
      },
      ...checkedLater,
    },
    async (request, reply) => {
      const { key } = request.params
      const { id } = findRegister(context, request.params.register)
      const idempotency = idempotencyKey(request)
      return turns(idempotency, async () => {
        const [before] = await capabilities.registerVersions(id, key)
        return runTransition(request, reply, capabilities.idempotency, idempotency, {
          currentN: before?.n ?? null,
          ifMatchRequired: true,
          body: putBody,
          run: (body, expectedN, keep) =>
            capabilities.putEntry(id, { ...body, key }, before === undefined ? 0 : expectedN, keep),
          view: view(context),
        })
      })
    },
  )
}

function registerRetire(api: Api, context: ApiContext): void {
  const { capabilities, turns } = context
  api.post(
    '/registers/:register/entries/:key/retire',
    {
      schema: {
        summary: 'Take an entry out of force; nothing of it is deleted',
        params,
        body: retireBody,
        headers: headersRequired,
        response: { 200: entrySchema, ...problemResponses },
      },
      ...checkedLater,
    },
    async (request, reply) => {
      const { key } = request.params
      const { id } = findRegister(context, request.params.register)
      const idempotency = idempotencyKey(request)
      return turns(idempotency, async () => {
        const [before] = await capabilities.registerVersions(id, key)
        if (before === undefined) throw new Problem('unknown-entry', `${id} has no entry ${key}`)
        return runTransition(request, reply, capabilities.idempotency, idempotency, {
          currentN: before.n,
          ifMatchRequired: true,
          body: retireBody,
          run: (body, expectedN, keep) =>
            capabilities.retireEntry(id, { ...body, key }, expectedN, keep),
          view: view(context),
        })
      })
    },
  )
}

const view = (context: ApiContext) => (entry: RegisterEntry) => ({
  document: entryView(entry, context),
  n: entry.n,
})
