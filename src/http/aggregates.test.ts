import { afterEach, expect, it } from 'vitest'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer | null = null
afterEach(() => server?.close())

async function get(query: string) {
  const opened = await openFakeServer({})
  server = opened.server
  const answer = await server.app.inject(`/api/v1/readings/aggregates?${query}`)
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}

it('answers a bucket of a series with its counts, mean, least and greatest', async () => {
  const { status, body } = await get('station=TP-1&parameter=do&bucket=PT1H&limit=1')
  expect(status).toBe(200)
  expect(body).toEqual({
    items: [
      {
        station: 'TP-1',
        parameter: 'w01009',
        alias: 'do',
        unit: 'mg/L',
        period: 'PT0S',
        source: 'automatic',
        depth: null,
        bucket: 'PT1H',
        startAt: '2026-11-23T00:00:00.000Z',
        count: 2,
        validCount: 1,
        mean: 8.37,
        min: 8.37,
        max: 8.37,
      },
    ],
    next: expect.stringMatching(/^more\./) as string,
  })
})

it.each([
  ['station=TP-1', 400, 'bad-query'],
  ['station=TP-1&bucket=PT5M', 400, 'bad-query'],
  ['station=NO&bucket=P1D', 404, 'unknown-station'],
  ['station=TP-1&bucket=P1D&parameter=gold', 400, 'unknown-parameter'],
])('refuses %s', async (query, status, code) => {
  expect(await get(query)).toMatchObject({ status, body: { code } })
})
