import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fake } from './fake/capabilities.ts'
import { fakeProduct } from './fake/products.ts'
import { fakeWorkflow } from './fake/samples.ts'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
let fake: Fake
beforeEach(async () => {
  ;({ fake, server } = await openFakeServer())
  fake.released = true
  fake.workflows.set('w1', fakeWorkflow('w1', 0))
})
afterEach(() => server.close())

const get = (path: string, headers = {}) =>
  server.app.inject({ url: `/api/v1/products/air/${path}`, headers })

describe('a released product', () => {
  it.each([
    ['latest.json', 'application/json; charset=utf-8', fakeProduct.document],
    ['2026-11-22.json', 'application/json; charset=utf-8', fakeProduct.document],
    ['2026-11-22.json?version=2', 'application/json; charset=utf-8', fakeProduct.document],
    ['latest.csv', 'text/csv; charset=utf-8', 'csv of 2026-11-22'],
    ['latest.html', 'text/html; charset=utf-8', 'html of 2026-11-22'],
    ['latest.nc', 'application/x-netcdf', 'nc of 2026-11-22'],
    ['latest.svg', 'image/svg+xml; charset=utf-8', 'svg of 2026-11-22 D+1 zh'],
    ['latest.svg?leadDay=3&lang=en', 'image/svg+xml; charset=utf-8', 'svg of 2026-11-22 D+3 en'],
  ])('is answered as %s', async (path, type, text) => {
    const { statusCode, headers, body } = await get(path)
    expect([statusCode, headers['content-type'], body]).toEqual([200, type, text])
  })

  it('has an entity tag of its content and spelling, and is not sent to whoever has it', async () => {
    const { etag } = (await get('latest.json')).headers
    expect(etag).toBe(`"${fakeProduct.hash}-json"`)
    expect((await get('latest.csv')).headers['etag']).not.toBe(etag)
    const maps = await Promise.all(['latest.svg', 'latest.svg?leadDay=2'].map((one) => get(one)))
    expect(new Set(maps.map(({ headers }) => headers['etag'])).size).toBe(2)
    const again = await get('latest.json', { 'if-none-match': `"x", ${String(etag)}` })
    expect([again.statusCode, again.body]).toEqual([304, ''])
    expect((await get('latest.csv', { 'if-none-match': String(etag) })).statusCode).toBe(200)
  })

  it('lets the bulletin load nothing', async () => {
    const { headers } = await get('latest.html')
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/)
  })

  it.each([
    ['2026-02-30.json', 400, 'bad-date'],
    ['2026-13-01.csv', 400, 'bad-date'],
    ['yesterday.html', 400, 'bad-date'],
    ['.json', 400, 'bad-date'],
    ['2026-11-22.json?version=x', 400, 'bad-query'],
    ['2026-11-22.svg?leadDay=8', 400, 'bad-query'],
    ['2026-11-22.pdf', 404, 'not-found'],
    ['2026-11-22', 404, 'not-found'],
    ['2026-11-21.json', 404, 'not-released'],
    ['2026-11-22.json?version=1', 404, 'not-released'],
  ])('is not there as %s: %d %s', async (path, status, code) => {
    const answer = await get(path)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code])
  })
})

type Headers = { 'if-match'?: string; 'idempotency-key'?: string }
async function post(path: string, headers: Headers = {}, payload: object | string = {}) {
  const answer = await server.app.inject({
    method: 'POST',
    url: `/api/v1/products/air/${path}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  })
  const body = answer.json<{ code?: string; allowed?: string[] }>()
  return { status: answer.statusCode, code: body.code, body, headers: answer.headers }
}
const now = { 'if-match': '"0"' }
const stale = { 'if-match': '"9"' }
const spoken = { party: 'shanghai', person: '沈' }
const step = '2026-11-23/consultation'

describe('a step of the consultation', () => {
  it.each([
    ['404 for no such day', '2026-11-21/consultation/accept', {}, '{', 404, 'no-consultation'],
    ['400 for no date', '2026-11-31/consultation/accept', {}, '{', 400, 'bad-date'],
    ['428 without If-Match', `${step}/accept`, {}, '{', 428, 'if-match-required'],
    ['412 when stale', `${step}/accept`, stale, '{', 412, 'stale'],
    ['400 when not JSON', `${step}/accept`, now, '{', 400, 'bad-body'],
    ['400 for nobody', `${step}/accept`, now, { party: 'shanghai' }, 400, 'bad-body'],
    ['400 for no party', `${step}/accept`, now, { ...spoken, party: 'kunshan' }, 400, 'bad-body'],
    ['400 without values', `${step}/enter`, now, { ...spoken, values: [] }, 400, 'bad-body'],
    ['400 without minutes', `${step}/agree`, now, spoken, 400, 'bad-body'],
    ['404 for no such step', `${step}/shout`, now, spoken, 404, 'not-found'],
  ])('%s', async (_name, path, headers, payload, status, code) => {
    expect(await post(path, headers, payload)).toMatchObject({ status, code })
  })

  it('is taken once under a key, and answered with what it left behind', async () => {
    const headers = { ...now, 'idempotency-key': 'k1' }
    const first = await post(`${step}/accept`, headers, spoken)
    expect(first).toMatchObject({ status: 200, body: { date: '2026-11-23', allowed: ['agree'] } })
    expect((await post(`${step}/accept`, headers, spoken)).body).toEqual(first.body)
    const other = { ...spoken, person: '苏' }
    const current = { 'if-match': String(first.headers['etag']), 'idempotency-key': 'k1' }
    expect(await post(`${step}/accept`, current, other)).toMatchObject({
      status: 422,
      code: 'idempotency-conflict',
    })
  })
})

describe('the consultation', () => {
  it('is answered with its entity tag, said by party', async () => {
    const { headers, statusCode, ...answer } = await get('2026-11-23/consultation')
    expect([statusCode, headers['etag']]).toEqual([200, '"0"'])
    expect(answer.json<unknown>()).toMatchObject({
      parties: [{ party: 'shanghai', signedBy: null }],
      cells: [{ area: 'qingpu', leadDay: 1, said: { shanghai: { aqiLow: 40 } }, agreed: null }],
    })
    const { cells, guidance } = answer.json<{ cells: object[]; guidance: object }>()
    expect(guidance).toMatchObject({ version: 3, receivedAt: '2026-11-23T00:05:00.000Z' })
    expect(cells).toMatchObject([{ draft: { aqiHigh: 60 }, guidance: { aqiHigh: 75 } }])
    expect((await get('latest/consultation')).statusCode).toBe(200)
    expect((await get('2026-11-21/consultation')).statusCode).toBe(404)
  })
})

describe('the verification of an old product', () => {
  it('is told by forecaster', async () => {
    const told = (await get('zone/2026-11-23/verification?tolerance=5')).json<object>()
    expect(told).toMatchObject({
      ...{ area: 'zone', date: '2026-11-23', tolerance: 5 },
      days: [
        {
          ...{ leadDay: 1, observed: { aqi: 55, level: 2, primaryPollutants: ['a34002'] } },
          forecasts: [{ by: 'model', rangeHit: true, levelHit: true, primaryHit: false }],
        },
      ],
      scores: [{ by: 'model', all: { n: 1, rangeHits: 1 }, polluted: { n: 0 } }],
    })
    expect((await get('zone/latest/verification')).statusCode).toBe(200)
  })

  it.each([
    ['kunshan/2026-11-23/verification', 404, 'not-found'],
    ['zone/2026-11-21/verification', 404, 'not-released'],
    ['zone/2026-11-31/verification', 400, 'bad-date'],
    ['zone/2026-11-23/verification?tolerance=-1', 400, 'bad-query'],
  ])('is not there as %s', async (path, status, code) => {
    expect((await get(path)).json()).toMatchObject({ status, code })
  })
})
