import { z } from 'zod'
import { frameSchemas } from './stream-frames.ts'
import { closeCodes } from './stream-reader.ts'

const description = `
One JSON object a frame; nothing is expected from the reader.

The first frame is \`hello\`. A numbered frame carries \`prev\`, the number before it in this view
(what was asked for): 0 where there is none. Apply a frame only when its \`prev\` is the last you
applied, and come back with that number as \`since\`: each change is then applied exactly once.
A reader without \`since\` starts after \`hello.head\` and takes the \`prev\` of its first numbered
frame as its beginning. A reader that asks for others begins a new view.

\`since\` is usable from \`oldest - 1\` to \`head\` of \`hello\`. Below, a \`snapshot\` of open alerts
and workflows comes first: it stands for all changes of the view up to its \`upTo\`, which is the
last you applied from then on; the next numbered frame has it as its \`prev\`.

\`types\` is a list with commas of numbered types and \`reading\`; without it all numbered ones of
alerts, workflows and products. \`register.changed\` and \`evidence-key.changed\` come only to who
asks for them.
\`district\`, \`kind\` and \`colour\`, lists with commas, cut the view down to alerts of stations and
to workflows of sites in these districts, to these kinds of either, to alerts that have or had one
of these warning colours; what has no such property, as a product, is left out then. So an alert
that was in a view stays in it, whatever its colour. \`district\` cuts \`reading\` frames down too.
\`reading\` frames carry no number; for a slow reader the newest of each series wins.

Close codes: ${closeCodes.goingAway} the server is closing, ${closeCodes.fault} a fault of the
server, ${closeCodes.tooMany} too many readers, ${closeCodes.tooSlow} too slow for the numbered
changes (resume with \`since\`), ${closeCodes.beyondHead} \`since\` is beyond the head,
${closeCodes.badRequest} what was asked for cannot be read.
`.trim()

const lists = ['types', 'district', 'kind', 'colour']

/** The AsyncAPI 3 document of the stream, made of the schemas of its frames. */
export function asyncApiDocument(version: string): object {
  const names = Object.keys(frameSchemas)
  const messages = Object.fromEntries(
    Object.entries(frameSchemas).map(([name, schema]) => [
      name,
      { name, contentType: 'application/json', payload: z.toJSONSchema(schema, { io: 'output' }) },
    ]),
  )
  return {
    asyncapi: '3.0.0',
    info: { title: 'Qingliu stream', version, description },
    defaultContentType: 'application/json',
    channels: {
      stream: {
        address: '/api/v1/stream',
        bindings: {
          ws: {
            query: {
              type: 'object',
              properties: {
                since: { type: 'integer' },
                ...Object.fromEntries(lists.map((name) => [name, { type: 'string' }])),
              },
            },
          },
        },
        messages: Object.fromEntries(
          names.map((name) => [name, { $ref: `#/components/messages/${name}` }]),
        ),
      },
    },
    operations: {
      sendFrames: {
        action: 'send',
        channel: { $ref: '#/channels/stream' },
        messages: names.map((name) => ({ $ref: `#/channels/stream/messages/${name}` })),
      },
    },
    components: { messages },
  }
}
