import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Api, ApiContext } from './api-context.ts'
import { Problem, problemResponses } from './problems.ts'

const tarType = 'application/x-tar'

/** `workflows/{id}/evidence`: the record of a case as one file that others can verify. */
export function registerEvidence(api: Api, { capabilities }: ApiContext): void {
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
