import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import { asyncApiDocument } from './asyncapi.ts'
import type { Health, HttpCapabilities } from './capabilities.ts'
import { Problem } from './problems.ts'

const unknownHealth: Health = {
  ok: false,
  role: 'owner',
  database: false,
  broker: false,
  lagMs: 0,
}

/** The paths at the root: is it alive, is it ready, what does it count, what does it speak. */
export function registerRoot(
  app: FastifyInstance,
  health: HttpCapabilities['health'],
  registry: Registry,
  version: string,
): void {
  app.get('/livez', () => ({ ok: true }))

  app.get('/readyz', async () => {
    const state = await health().catch(() => unknownHealth)
    if (state.ok) return state
    throw new Problem('not-ready', 'database, broker or lag is out of bounds', { ...state })
  })

  app.get('/metrics', async (_request, reply) => {
    return reply.type(registry.contentType).send(await registry.metrics())
  })

  app.get('/openapi.json', () => app.swagger())
  const asyncApi = asyncApiDocument(version)
  app.get('/asyncapi.json', () => asyncApi)
}
