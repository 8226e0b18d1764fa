import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
beforeEach(async () => {
  ;({ server } = await openFakeServer())
})
afterEach(() => server.close())

const get = async (query: string) => {
  const answer = await server.app.inject(`/api/v1/quality/monthly?${query}`)
  return { status: answer.statusCode, body: answer.json<{ code?: string }>() }
}

describe('monthly quality', () => {
  it('answers counts and rates by parameter', async () => {
    const { status, body } = await get('station=TP-1&month=2026-11')
    expect(status).toBe(200)
    expect(body).toEqual({
      items: [
        {
          ...{ parameter: 'w01009', alias: 'do', unit: 'mg/L', period: 'PT0S', cadence: 300 },
          ...{ expected: 8640, received: 6480, valid: 6156, captureRate: 0.75, validRate: 0.95 },
        },
      ],
      next: null,
    })
  })

  it.each([
    ['station=NO&month=2026-11', 404, 'unknown-station'],
    ['station=TP-1&month=2026-13', 400, 'bad-query'],
    ['station=TP-1', 400, 'bad-query'],
    ['month=2026-11', 400, 'bad-query'],
  ])('refuses %s', async (query, status, code) => {
    expect(await get(query)).toMatchObject({ status, body: { status, code } })
  })
})
