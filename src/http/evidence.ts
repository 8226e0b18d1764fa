import { Readable } from 'node:stream'
import { z } from 'zod'
import { formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import { Problem, problemResponses } from './problems.ts'
import { listOf, timeText } from './query-shapes.ts'

const tarType = 'application/x-tar'

/** `workflows/{id}/evidence`: the record of a case as one file that others can verify. */
export function registerEvidence(api: Api, context: ApiContext): void {
  registerPackage(api, context)
  registerKeys(api, context)
}

function registerPackage(api: Api, { capabilities }: ApiContext): void {
  api.get(
    '/workflows/:id/evidence',
    {
      schema: {
        summary: 'The package of evidence of a workflow, for `qingliu evidence verify`',
        description:
          'A tar: the workflow with every step, its alert, the workflows about it, their changes ' +
          'of the log with hashes, the attachments, a manifest with the SHA-256 of each part, ' +
          'and last the SHA-256 of all bytes before. See docs/CASEWORK.md.',
        params: z.object({ id: z.string() }),
        response: {
          200: {
            description: 'the package, streamed',
            content: { [tarType]: { schema: z.any().meta({ format: 'binary' }) } },
          },
          ...problemResponses,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const content = await capabilities.evidence(id)
      if (content === null) throw new Problem('unknown-workflow', `no workflow ${id}`)
      const name = `evidence-${id.replace(/[^\w-]/g, '_')}.tar`
      void reply.header('content-disposition', `attachment; filename="${name}"`)
      return reply.type(tarType).send(Readable.from(content, { objectMode: false }))
    },
  )
}

function registerKeys(api: Api, { capabilities }: ApiContext): void {
  api.get(
    '/evidence/keys',
    {
      schema: {
        summary: 'Public keys that packages of evidence were and are signed with',
        description:
          'The one in force first. A package that was signed before a change names its own key; ' +
          'hold that against the fingerprints here.',
        response: {
          200: listOf(
            z.object({
              fingerprint: z.string().describe('SHA-256 of the public key, hex'),
              publicKey: z.string().describe('Ed25519, SPKI in DER, base64'),
              inForce: z.boolean(),
              since: timeText,
              ...{ person: z.string(), reason: z.string() },
              n: z.int().describe('change of the log that entered it; 0: the first'),
            }),
          ),
          ...problemResponses,
        },
      },
    },
    async () => {
      const keys = await capabilities.evidenceKeys()
      const items = keys.map(({ at, ...key }, index) => {
        return { ...key, inForce: index === 0, since: formatInstant(at) }
      })
      return { items, next: null }
    },
  )
}
