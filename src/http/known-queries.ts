import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Problem } from './problems.ts'

/**
 * Refuses a request that names a parameter which its route does not take: a filter that is spelt
 * wrong would else be answered with everything. Routes that say nothing of a query take any.
 */
export function refuseUnknownQueries(app: FastifyInstance): void {
  app.addHook('preValidation', (request, _reply, done) => {
    const known = request.routeOptions.schema?.querystring
    const names = known instanceof z.ZodObject ? Object.keys(known.shape) : null
    const unknown = Object.keys(request.query as object).find((name) => !names?.includes(name))
    if (names === null || unknown === undefined) done()
    else {
      const got = JSON.stringify(unknown.slice(0, 64))
      done(new Problem('bad-query', `expected parameters of ${names.join(', ')}, got ${got}`))
    }
  })
}
