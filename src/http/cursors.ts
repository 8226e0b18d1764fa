import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Api } from './api-context.ts'
import { Problem } from './problems.ts'

/**
 * Seals the cursors of all lists of a scope: one of another list, or one that was changed, is
 * refused, where otherwise it would name some place of the list. What a list is sorted by stays
 * its own matter. The seal is no secret: nothing can be read by a cursor that cannot be read without.
 */
export function sealCursors(api: Api): void {
  api.addHook('preHandler', (request, _reply, done) => {
    const query = request.query as PageQuery
    if (isPaged(query) && query.cursor !== undefined) {
      query.cursor = openCursor(listOf(request), query.cursor)
    }
    done()
  })
  api.addHook('preSerialization', (request, _reply, payload, done) => {
    const { next } = payload as { readonly next?: string | null }
    const isOpen = isPaged(request.query as PageQuery) && typeof next === 'string'
    done(null, isOpen ? { ...(payload as object), next: seal(listOf(request), next) } : payload)
  })
}

type PageQuery = { readonly limit?: unknown; cursor?: string }

/** Only a list's query has a limit that was read; other answers may have a `next` of their own. */
const isPaged = ({ limit }: PageQuery) => typeof limit === 'number'

const listOf = ({ routeOptions, params }: FastifyRequest) =>
  `${routeOptions.url ?? ''} ${JSON.stringify(params)}`

const checkLength = 8

function seal(list: string, place: string): string {
  const check = createHash('sha256').update(`${list}\n${place}`).digest('base64url')
  return `${place}.${check.slice(0, checkLength)}`
}

function openCursor(list: string, cursor: string): string {
  const place = cursor.slice(0, -checkLength - 1)
  if (seal(list, place) === cursor) return place
  throw new Problem('bad-cursor', 'cursor: expected one that an earlier page of this list gave')
}
