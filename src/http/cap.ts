import { z } from 'zod'
import type { Api, ApiContext } from './api-context.ts'
import { atomType, atomXml, capType, capXml } from './cap-xml.ts'
import { feedEntriesMax } from './limits.ts'
import { Problem, problemResponses } from './problems.ts'

const document = (type: string, description: string) => ({
  200: { description, content: { [type]: { schema: z.string() } } },
  ...problemResponses,
})

/** `alerts/{id}/cap` and `alerts.atom`: alerts for other warning systems. */
export function registerCap(api: Api, { capabilities }: ApiContext): void {
  const { capOf, alertFeed, clock, network } = capabilities

  api.get(
    '/alerts/:id/cap',
    {
      schema: {
        summary: 'The last message of an alert as CAP 1.2',
        params: z.object({ id: z.string() }),
        response: document(capType, 'CAP 1.2: Alert, Update or Cancel'),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const alert = await capOf(id)
      if (alert === null) throw new Problem('unknown-alert', `no message of an alert ${id}`)
      return reply.type(capType).send(capXml(alert))
    },
  )

  api.get(
    '/alerts.atom',
    {
      schema: {
        summary: 'The alerts opened last, as an Atom feed of CAP documents',
        response: document(atomType, `Atom, at most ${feedEntriesMax} entries`),
      },
    },
    async (_request, reply) => {
      const entries = await alertFeed(feedEntriesMax)
      return reply.type(atomType).send(atomXml(entries, network.name.zh, clock.now()))
    },
  )
}
