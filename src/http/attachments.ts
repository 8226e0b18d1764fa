import { fileTypeFromBuffer } from 'file-type'
import { Readable } from 'node:stream'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Attachment } from '../domain/attachment.ts'
import { formatInstant } from '../domain/time.ts'
import type { Api, ApiContext } from './api-context.ts'
import { attachmentBytesMax } from './limits.ts'
import { Problem, problemResponses } from './problems.ts'
import { timeText } from './query-shapes.ts'

/** What a recorder, a telephone or a scanner makes, and what a browser shows without running it. */
const takenTypes = [
  ...['image/jpeg', 'image/png', 'image/webp', 'image/heic'],
  ...['application/pdf', 'video/mp4', 'audio/mpeg', 'audio/x-m4a'],
]

const attachmentSchema = z.object({
  sha256: z.string().describe('name it so in the `attachments` of a step: {"sha256": "…"}'),
  type: z.string(),
  bytes: z.int(),
  receivedAt: timeText.describe('when the bytes first came'),
})

const view = (attachment: Attachment): z.output<typeof attachmentSchema> => ({
  ...attachment,
  receivedAt: formatInstant(attachment.receivedAt),
})

/**
 * The type of bytes, told by themselves.
 *
 * @throws {Problem} unsupported-media-type when it is none that is taken, or not the declared one
 */
async function typeOf(content: Buffer, declared: string): Promise<string> {
  const type = (await fileTypeFromBuffer(content))?.mime ?? 'none that is known'
  if (!takenTypes.includes(type)) {
    const expected = `expected one of ${takenTypes.join(', ')}`
    throw new Problem('unsupported-media-type', `content: ${expected}, got ${type}`)
  }
  if (declared === type) return type
  const got = declared === '' ? 'none' : declared
  throw new Problem('unsupported-media-type', `content-type: expected ${type}, got ${got}`)
}

/** `workflows/{id}/attachments` takes proof, `attachments/{sha256}` gives it back. */
export function registerAttachments(api: Api, { capabilities }: ApiContext): void {
  void api.register((plain, _options, done) => {
    const scope = plain.withTypeProvider<ZodTypeProvider>()
    // Here a body is bytes, not text.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) =>
      parsed(null, body),
    )
    registerTaking(scope, capabilities)
    registerGiving(scope, capabilities)
    done()
  })
}

type Capabilities = ApiContext['capabilities']

function registerTaking(scope: Api, capabilities: Capabilities): void {
  scope.post(
    '/workflows/:id/attachments',
    {
      bodyLimit: attachmentBytesMax,
      schema: {
        summary: 'Keep proof for a step: the body is the bytes, under their own content-type',
        description:
          `${takenTypes.join(', ')}; at most ${attachmentBytesMax / 1_048_576} MB. Kept under ` +
          'their SHA-256, never changed; sent again they answer 200 instead of 201.',
        params: z.object({ id: z.string() }),
        response: { 200: attachmentSchema, 201: attachmentSchema, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      if ((await capabilities.workflow(id)) === null) {
        throw new Problem('unknown-workflow', `no workflow ${id}`)
      }
      const { body } = request
      if (!(body instanceof Buffer) || body.length === 0) {
        throw new Problem('bad-body', 'expected the bytes of a file, got none')
      }
      const declared = (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim()
      const type = await typeOf(body, declared.toLowerCase())
      const { attachment, isNew } = await capabilities.keepAttachment(body, type)
      return reply.code(isNew ? 201 : 200).send(view(attachment))
    },
  )
}

function registerGiving(scope: Api, capabilities: Capabilities): void {
  scope.get(
    '/attachments/:sha256',
    {
      schema: {
        summary: 'The bytes of an attachment',
        params: z.object({ sha256: z.string() }),
        response: {
          200: {
            description: 'the bytes, under their own type',
            content: { 'application/octet-stream': { schema: z.any().meta({ format: 'binary' }) } },
          },
          ...problemResponses,
        },
      },
    },
    async (request, reply) => {
      const found = await capabilities.attachment(request.params.sha256)
      if (found === null) throw new Problem('not-found', 'no attachment has that hash')
      const { attachment, content } = found
      void reply
        .header('content-length', attachment.bytes)
        .header('cache-control', 'max-age=31536000, immutable')
        .header('content-disposition', 'attachment')
        .header('x-content-type-options', 'nosniff')
      return reply.type(attachment.type).send(Readable.from(content, { objectMode: false }))
    },
  )
}
