import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
beforeEach(async () => {
  ;({ server } = await openFakeServer())
})
afterEach(() => server.close())
const get = (query: string) => server.app.inject(`/api/v1/deliveries?${query}`)

describe('deliveries', () => {
  it('are told by state, alert and route, whom, when and why', async () => {
    const answer = await get('state=dead&alert=x&route=night')
    expect([answer.statusCode, answer.json<object>()]).toMatchObject([
      200,
      {
        items: [
          {
            ...{ state: 'dead', alert: 'x', route: 'night', reason: 'first', detail: '503' },
            ...{ target: 'email duty@example.org', nextAt: null },
          },
        ],
        next: null,
      },
    ])
    expect(answer.body).not.toContain('"body"')
  })

  it('are refused for a state that is none', async () => {
    const answer = await get('state=lost')
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'bad-query'])
  })
})
