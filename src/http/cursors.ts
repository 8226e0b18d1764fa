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
    const query = request.query as { cursor?: unknown }
    if (typeof query.cursor === 'string') query.cursor = openCursor(listOf(request), query.cursor)
    done()
  })
  api.addHook('preSerialization', (request, _reply, payload, done) => {
    done(
      null,
      isPage(payload) ? { ...payload, next: seal(listOf(request), payload.next) } : payload,
    )
  })
}

type OpenPage = { readonly next: string }

const isPage = (payload: unknown): payload is OpenPage =>
  typeof payload === 'object' &&
  payload !== null &&
  'next' in payload &&
  typeof payload.next === 'string'

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
