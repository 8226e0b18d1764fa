import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from './problems.ts'

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses what a page of another origin sends from an operator's browser: the stream, and whatever
 * changes something. There is no token that such a page would lack, and loopback does not keep
 * it out, since the browser stands on this side. Programs send no `Origin`.
 *
 * @source RFC 6455 §10.2; RFC 9110 §7.2 (a proxy in front passes on `Host`)
 */
export function refuseOtherOrigins(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { origin } = request.headers
    const isHarmless = harmless.has(request.method) && !request.ws
    if (isHarmless || origin === undefined || isSame(origin, request)) done()
    else done(new Problem('foreign-origin', `expected a page of this server, got ${origin}`))
  })
}

const isSame = (origin: string, { headers }: FastifyRequest) =>
  URL.canParse(origin) && new URL(origin).host === headers.host?.toLowerCase()
