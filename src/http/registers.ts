import { Readable } from 'node:stream'
import { z } from 'zod'
import type { RegisterDefinition } from '../domain/register.ts'
import type { Api, ApiContext } from './api-context.ts'
import { entityTag } from './entity-tag.ts'
import { textLengthMax } from './limits.ts'
import { Problem, problemResponses } from './problems.ts'
import { instantSchema, listOf, pageOf, pageRequest } from './query-shapes.ts'
import { countSchema, pageShape, timeOrNull, viewPage } from './query-shapes.ts'
import { registerRegisterChanges } from './register-changes.ts'
import { entrySchema, entryView, findRegister, registerSchema } from './register-view.ts'

const filterSchemaOf = ({ district }: ApiContext) =>
  z.object({
    q: z.string().max(textLengthMax).optional().describe('part of a text, in any case'),
    district: district.optional(),
    where: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .describe('a choice that an entry has, such as element:air; again for another field'),
    state: z.enum(['in-force', 'retired', 'all']).default('in-force'),
    asOf: instantSchema.optional().describe('as it stood then'),
  })
type Filters = z.output<ReturnType<typeof filterSchemaOf>>
const idSchema = z.object({ register: z.string() })

const asked = (definition: RegisterDefinition, query: Filters) => ({
  ...{ register: definition.id, state: query.state, text: query.q ?? null },
  ...{ district: query.district ?? null, asOf: query.asOf ?? null },
  choices: choicesIn(definition, query.where),
})

/** @throws {Problem} bad-query where one is no choice of the register */
function choicesIn({ fields }: RegisterDefinition, where: string | readonly string[] = []) {
  const given = typeof where === 'string' ? [where] : where
  return Object.fromEntries(
    given.map((one) => {
      const [, id = '', choice = ''] = /^([^:]*):(.*)$/.exec(one) ?? []
      // What is of a person is not searched for.
      const field = fields.find(
        (known) => known.id === id && known.type === 'choice' && !known.personal,
      )
      if (field?.choices.some((known) => known.id === choice) === true) return [id, choice]
      const expected = field?.choices.map((known) => `${id}:${known.id}`).join(', ') ?? null
      const what =
        expected === null ? 'a field of type choice and one of its ids' : `one of ${expected}`
      throw new Problem(
        'bad-query',
        `where: expected ${what}, got ${JSON.stringify(one.slice(0, 64))}`,
      )
    }),
  )
}

/** `registers`: what a network keeps account of, and every version of it. */
export function registerRegisters(api: Api, context: ApiContext): void {
  registerDefinitions(api, context)
  registerEntries(api, context)
  registerOneEntry(api, context)
  registerRegisterChanges(api, context)
}

function registerDefinitions(api: Api, { capabilities }: ApiContext): void {
  api.get(
    '/registers',
    {
      schema: {
        summary: 'The registers that are kept, with their fields',
        querystring: z.object(pageShape),
        response: { 200: listOf(registerSchema), ...problemResponses },
      },
    },
    async ({ query }) => {
      const counts = await capabilities.registerCounts()
      const page = pageOf(capabilities.registers, ({ id }) => id, pageRequest(query))
      return viewPage(page, ({ id, name, key, fields }) => {
        const count = counts.get(id)
        return {
          ...{ id, name, key, entries: count?.entries ?? 0 },
          changedAt: timeOrNull(count?.changedAt ?? null),
          fields: fields.map(({ choices, ...field }) => ({ ...field, choices: [...choices] })),
        }
      })
    },
  )
}

function registerEntries(api: Api, context: ApiContext): void {
  const { capabilities } = context
  const filterSchema = filterSchemaOf(context)
  api.get(
    '/registers/:register/entries',
    {
      schema: {
        summary: 'Entries of a register by their keys; personal fields are not searched',
        params: idSchema,
        querystring: filterSchema.extend(pageShape),
        response: { 200: listOf(entrySchema), ...problemResponses },
      },
    },
    async ({ params, query }) => {
      const definition = findRegister(context, params.register)
      const request = { ...pageRequest(query), ...asked(definition, query) }
      const page = await capabilities.registerEntries(request)
      return viewPage(page, (entry) => entryView(entry, context))
    },
  )

  api.get(
    '/registers/:register/entries.csv',
    {
      schema: {
        summary: 'Entries of a register as CSV, which its import takes',
        params: idSchema,
        querystring: filterSchema.extend({
          lang: z.enum(['zh', 'en']).optional().describe('of the names of columns; absent: ids'),
        }),
        response: {
          200: { description: 'CSV', content: { 'text/csv': { schema: z.any() } } },
          ...problemResponses,
        },
      },
    },
    ({ params, query }, reply) => {
      const definition = findRegister(context, params.register)
      const pieces = capabilities.registerCsv(asked(definition, query), query.lang ?? null)
      void reply.header('content-disposition', `attachment; filename="${definition.id}.csv"`)
      const csv = Readable.from(pieces, { objectMode: false })
      return reply.type('text/csv; charset=utf-8').send(csv)
    },
  )
}

function registerOneEntry(api: Api, context: ApiContext): void {
  const { capabilities } = context
  const params = idSchema.extend({ key: z.string() })
  const versionsOf = async ({ register, key }: z.output<typeof params>) => {
    const { id } = findRegister(context, register)
    const versions = await capabilities.registerVersions(id, key)
    if (versions.length > 0) return versions
    throw new Problem('unknown-entry', `${id} has no entry ${key}`)
  }

  api.get(
    '/registers/:register/entries/:key',
    {
      schema: {
        summary: 'One entry, with ETag; an earlier version by its number',
        params,
        querystring: z.object({ version: countSchema.optional() }),
        response: { 200: entrySchema, ...problemResponses },
      },
    },
    async ({ params: of, query }, reply) => {
      const versions = await versionsOf(of)
      const wanted = query.version ?? versions[0]?.version
      const entry = versions.find(({ version }) => version === wanted)
      if (entry === undefined) {
        throw new Problem('unknown-entry', `${of.key} has no version ${wanted ?? ''}`)
      }
      void reply.header('etag', entityTag(entry.n))
      return entryView(entry, context)
    },
  )

  api.get(
    '/registers/:register/entries/:key/versions',
    {
      schema: {
        summary: 'Who entered what, when and why: all versions of an entry, the newest first',
        params,
        response: { 200: listOf(entrySchema), ...problemResponses },
      },
    },
    async ({ params: of }) => {
      const versions = await versionsOf(of)
      return { items: versions.map((entry) => entryView(entry, context)), next: null }
    },
  )
}
