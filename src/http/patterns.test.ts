import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
beforeEach(async () => {
  ;({ server } = await openFakeServer())
})
afterEach(() => server.close())
const revoke = (id: string, body: object, headers: Record<string, string> = {}) =>
  server.app.inject({
    method: 'POST',
    url: `/api/v1/patterns/${id}/revoke`,
    headers,
    payload: body,
  })

describe('patterns', () => {
  it('are listed with their shape and what they silenced', async () => {
    const answer = await server.app.inject('/api/v1/patterns?state=active&station=TP-1')
    expect([answer.statusCode, answer.json<object>()]).toMatchObject([
      200,
      {
        items: [
          {
            ...{ id: 'p-1', etag: '"5"', station: 'TP-1', rule: 'unusual', revoked: null },
            shape: [{ parameter: 'w01009', alias: 'do', by: -2.5 }],
            ...{ person: 'Li', reason: 'the pump was cleaned', silenced: 3 },
          },
        ],
        next: null,
      },
    ])
  })

  it('are revoked with a reason, and answer with their new tag', async () => {
    const said = { person: 'Wu', reason: 'it was pollution' }
    const answer = await revoke('p-1', said, { 'if-match': '"5"' })
    expect([answer.statusCode, answer.headers['etag']]).toEqual([200, '"6"'])
    expect(answer.json<object>()).toMatchObject({ revoked: said, etag: '"6"' })
  })

  it.each([
    ['none of that id', 'p-9', { reason: 'x' }, { 'if-match': '"5"' }, 404, 'unknown-pattern'],
    ['no If-Match', 'p-1', { reason: 'x' }, {}, 428, 'if-match-required'],
    ['a stale tag', 'p-1', { reason: 'x' }, { 'if-match': '"4"' }, 412, 'stale'],
    ['no reason', 'p-1', {}, { 'if-match': '"5"' }, 400, 'bad-body'],
    ['one revoked before', 'p-2', { reason: 'x' }, { 'if-match': '"5"' }, 409, 'not-allowed'],
  ] as const)('are not revoked: %s', async (_why, id, body, headers, status, code) => {
    const answer = await revoke(id, body, headers)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code])
  })

  it('are refused for a state that is none', async () => {
    const answer = await server.app.inject('/api/v1/patterns?state=lost')
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'bad-query'])
  })
})
