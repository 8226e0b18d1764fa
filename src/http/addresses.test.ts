import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commentCharsMax } from '../domain/alert.ts'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

type Parameter = { in: string; name: string; required?: boolean }
type Body = { required: string[]; properties: Record<string, { maxLength?: number }> }
type Operation = {
  parameters: Parameter[]
  requestBody: { content: { 'application/json': { schema: Body } } }
}
type Paths = Record<string, Record<string, Operation>>
const limitSchema = expect.objectContaining({
  type: 'integer',
  minimum: 1,
  maximum: 1000,
}) as unknown

let server: HttpServer
let openapi: { paths: Paths }
beforeAll(async () => {
  ;({ server } = await openFakeServer())
  openapi = (await server.app.inject('/openapi.json')).json()
})
afterAll(() => server.close())

describe('openapi.json', () => {
  it.each([
    ['/api/v1/alerts/{id}/shelve', 'post', [true, false]],
    ['/api/v1/alerts/{id}/comment', 'post', [false, false]],
    ['/api/v1/workflows/{id}/steps/{step}', 'post', [false, false]],
    ['/api/v1/registers/{register}/entries/{key}', 'put', [false, false]],
  ] as const)('has the headers of %s', (path, method, required) => {
    const headers = openapi.paths[path]?.[method]?.parameters.filter((one) => one.in === 'header')
    expect(headers?.map(({ name }) => name)).toEqual(['if-match', 'idempotency-key'])
    expect(headers?.map((one) => one.required ?? false)).toEqual(required)
  })

  it('says what the engine asks of a command', () => {
    const bodyOf = (verb: string) => {
      const { requestBody } = openapi.paths[`/api/v1/alerts/{id}/${verb}`]!['post']!
      return requestBody.content['application/json'].schema
    }
    expect(bodyOf('close').required).toContain('reason')
    expect(bodyOf('shelve').required).toEqual(expect.arrayContaining(['until', 'reason']))
    expect(bodyOf('comment').properties['text']!.maxLength).toBe(commentCharsMax)
    expect(openapi.paths['/api/v1/alerts']!['get']!.parameters).toContainEqual(
      expect.objectContaining({ name: 'limit', schema: limitSchema }),
    )
  })

  it('refers to nothing that it does not hold', () => {
    const text = JSON.stringify(openapi)
    const named = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, place]) => place!)
    const isThere = (place: string) =>
      place.split('/').reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), openapi) !==
      undefined
    expect(named.filter((place) => !isThere(place))).toEqual([])
  })
})

describe('a list that is asked for what there is none of', () => {
  it.each([
    ['workflows?state=bogus', 'state: expected one of open, closed, convened, assigned'],
    ['workflows?kind=consultation&state=assigned', 'state: expected one of open, closed, convened'],
    ['workflows?kind=consultation&state=convened', null],
    ['workflows?state=closed', null],
    ['results?district=x', 'district: '],
    ['data-requests?district=x', 'district: '],
    ['data-requests?owner=x', 'owner: '],
    ['ledger?district=x', 'district: '],
    ['resources?district=x', 'district: '],
    ['registers/sops/entries?district=x', 'district: '],
  ])('says what it takes: %s', async (path, fault) => {
    const answer = await server.app.inject(`/api/v1/${path}`)
    if (fault === null) expect(answer.statusCode).toBe(200)
    else {
      expect(answer.json()).toMatchObject({ status: 400, code: 'bad-query' })
      expect(answer.json<{ detail: string }>().detail).toContain(fault)
    }
  })

  it.each(['alerts', 'events', 'patterns'])('does not say that all is quiet: %s', async (list) => {
    const answer = await server.app.inject(`/api/v1/${list}?station=x`)
    expect(answer.json()).toMatchObject({ status: 404, code: 'unknown-station' })
  })

  it('passes over a parameter that it does not know', async () => {
    expect((await server.app.inject('/api/v1/alerts?_=1')).statusCode).toBe(200)
  })
})

describe('a page in a browser', () => {
  const url = '/api/v1/alerts/a1/comment'
  const host = '127.0.0.1:8080'
  it.each([
    ['of another site', 'https://example.org', 403],
    ['of another program here', 'http://127.0.0.1:3000', 403],
    ['of no site', 'null', 403],
    ['of this server', `http://${host}`, 404],
  ])('%s changes nothing unless it is ours', async (_whose, origin, status) => {
    const answer = await server.app.inject({ method: 'POST', url, headers: { origin, host } })
    expect(answer.statusCode).toBe(status)
    const read = await server.app.inject({ url: '/api/v1/alerts', headers: { origin, host } })
    expect(read.statusCode).toBe(200)
  })
})

describe('an address with a NUL or a long name', () => {
  it.each([
    ['/api/v1/alerts/%00', 404, 'not-found'],
    ['/api/v1/workflows/a%00b/sops', 404, 'not-found'],
    ['/api/v1/refusals?station=%00', 400, 'bad-query'],
    [`/api/v1/stations/${'x'.repeat(5_000)}`, 404, 'unknown-station'],
    [`/api/v1/alerts/${'x'.repeat(150)}`, 404, 'unknown-alert'],
  ])('is of nothing: %#', async (path, status, code) => {
    const answer = await server.app.inject(path)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json()).toMatchObject({ status, code })
  })
})

describe('a method that a path does not take', () => {
  it.each([
    ['DELETE', '/api/v1/stations', 'GET, HEAD'],
    ['PUT', '/livez', 'GET, HEAD'],
    ['GET', '/api/v1/alerts/a1/confirm', 'POST'],
    ['POST', '/api/v1/readings?station=pingwang', 'GET, HEAD'],
    ['POST', '/api/v1/registers/sops/entries/s1/', 'GET, HEAD, PUT'],
    ['OPTIONS', '/api/v1/workflows', 'GET, HEAD, POST'],
  ] as const)('is told those that it takes: %s %s', async (method, url, allow) => {
    const answer = await server.app.inject({ method, url })
    expect(answer.headers).toMatchObject({ allow })
    expect(answer.json()).toMatchObject({ status: 405, code: 'method-not-allowed' })
  })

  it.each(['/nope', '/api/v1', '/api/v1/alerts/a1/explode', '/api/v1/products/air'])(
    'is not spoken of where nothing is: %s',
    async (url) => {
      const answer = await server.app.inject({ method: 'POST', url })
      expect(answer.json()).toMatchObject({ status: 404, code: 'not-found' })
      expect(answer.headers['allow']).toBeUndefined()
    },
  )
})
