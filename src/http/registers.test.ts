import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fake } from './fake/capabilities.ts'
import { fakeWorkflow } from './fake/samples.ts'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
let fake: Fake
beforeEach(async () => {
  ;({ fake, server } = await openFakeServer())
})
afterEach(() => server.close())

const get = (path: string) => server.app.inject(`/api/v1/registers${path}`)
type Sent = { readonly headers?: Record<string, string>; readonly body?: object | string }
async function send(method: 'PUT' | 'POST', path: string, { headers = {}, body = {} }: Sent = {}) {
  const answer = await server.app.inject({
    ...{ method, url: `/api/v1/registers/risk-sources${path}`, payload: body },
    headers: { 'content-type': 'application/json', ...headers },
  })
  return { status: answer.statusCode, etag: answer.headers['etag'], ...answer.json<object>() }
}
const said = { person: '王', reason: '普查' }
const values = { id: 'R-2', phone: null }

describe('registers', () => {
  it('are told with their fields and how much they hold', async () => {
    expect((await get('')).json()).toMatchObject({
      items: [
        {
          id: 'risk-sources',
          entries: 1,
          fields: [{ id: 'id' }, { id: 'level' }, { personal: true }],
        },
      ],
    })
  })

  it('answer entries with the intakes they reach, found by a text', async () => {
    const { items } = (await get('/risk-sources/entries?q=R-1')).json<{ items: object[] }>()
    expect(items).toMatchObject([
      {
        ...{ key: 'R-1', version: 1, etag: '"5"', at: '2026-11-23T00:05:00.000Z' },
        intakes: [{ station: 'TP-1', distanceKm: 30, arrival: { text: 'standing' } }],
      },
    ])
    expect((await get('/risk-sources/entries?q=x')).json()).toEqual({ items: [], next: null })
    const where = (given: string) => get(`/risk-sources/entries?where=${given}`)
    expect((await where('level:major')).json()).toEqual({ items: [], next: null })
    const bad = (await where('level:huge')).json<{ code: string; detail: string }>()
    expect([bad.code, bad.detail]).toEqual([
      ...['bad-query', 'where: expected one of level:major, got "level:huge"'],
    ])
    expect((await where('phone:139&where=level:major')).statusCode).toBe(400)
    const one = await get('/risk-sources/entries/R-1')
    expect([one.headers['etag'], one.json<{ key: string }>().key]).toEqual(['"5"', 'R-1'])
    expect((await get('/risk-sources/entries/R-1/versions')).json()).toMatchObject({
      items: [{ version: 1 }],
    })
  })

  it('are given as CSV', async () => {
    const csv = await get('/risk-sources/entries.csv?lang=zh')
    expect([csv.headers['content-type'], csv.body]).toEqual(['text/csv; charset=utf-8', 'zh\r\n'])
  })

  it.each([
    ['/boats/entries', 404, 'unknown-register'],
    ['/boats/entries.csv', 404, 'unknown-register'],
    ['/risk-sources/entries/R-9', 404, 'unknown-entry'],
    ['/risk-sources/entries/R-1?version=7', 404, 'unknown-entry'],
    ['/risk-sources/entries?state=lost', 400, 'bad-query'],
    ['/risk-sources/entries?asOf=today', 400, 'bad-query'],
  ])('do not answer %s', async (path, status, code) => {
    expect((await get(path)).json()).toMatchObject({ status, code })
  })
})

describe('an import', () => {
  const csv = { 'content-type': 'text/csv' }
  const query = '/import?person=%E7%8E%8B&reason=x'

  it('tells what it did, or would do', async () => {
    const tally = { status: 200, added: 1, changed: 2, unchanged: 3, revived: 0 }
    const taken = await send('POST', query, { headers: csv, body: 'id\nx' })
    expect(taken).toMatchObject({ ...tally, dryRun: false })
    const tried = await send('POST', `${query}&dryRun=true`, { headers: csv, body: 'id\nx' })
    expect(tried).toMatchObject({ ...tally, dryRun: true })
  })

  it('names every bad row', async () => {
    const answer = await send('POST', query, { headers: csv, body: 'bad' })
    expect(answer).toMatchObject({ status: 400, code: 'bad-body' })
    const { faults, detail } = answer as unknown as { faults: string[]; detail: string }
    expect([faults.length, detail.endsWith('line 6, id: bad; and 2 more')]).toEqual([7, true])
  })

  it.each([
    ['without a person', '/import?reason=x', csv, 400],
    ['of JSON', query, {}, 415],
  ])('is refused %s', async (_name, path, headers, status) => {
    expect(await send('POST', path, { headers })).toMatchObject({ status })
  })
})

describe('an entry', () => {
  it('is entered where it is not there, and changed on what was read', async () => {
    const put = (headers: Record<string, string> = {}, body: object = { ...said, values }) =>
      send('PUT', '/entries/R-2', { headers, body })
    expect(await put()).toMatchObject({ status: 200, etag: '"6"', version: 1 })
    expect(await put()).toMatchObject({ status: 428, code: 'if-match-required' })
    expect(await put({ 'if-match': '"5"' })).toMatchObject({ status: 412, code: 'stale' })
    const current = { 'if-match': '"6"' }
    expect(await put(current, { values })).toMatchObject({ status: 400, code: 'bad-body' })
    const key = { ...current, 'idempotency-key': 'k' }
    const second = await put(key)
    expect(second).toMatchObject({ status: 200, version: 2 })
    expect(await put(key)).toEqual(second)
  })

  it('is retired with a reason, once', async () => {
    const retire = (key: string, headers = {}, body: object = said) =>
      send('POST', `/entries/${key}/retire`, { headers, body })
    expect(await retire('R-9')).toMatchObject({ status: 404, code: 'unknown-entry' })
    expect(await retire('R-1')).toMatchObject({ status: 428 })
    const current = { 'if-match': '"5"' }
    expect(await retire('R-1', current, { person: '王' })).toMatchObject({ status: 400 })
    expect(await retire('R-1', current)).toMatchObject({ status: 200, retired: true })
  })
})

describe('procedures of a case', () => {
  beforeEach(() => {
    fake.workflows.set('w1', fakeWorkflow('w1', 0))
  })
  const sops = (id: string) => server.app.inject(`/api/v1/workflows/${id}/sops`)
  const report = (item: string, body: object = { district: 'qingpu', person: '李' }) =>
    server.app.inject({
      ...{ method: 'POST', url: `/api/v1/workflows/w1/sops/S-1/${item}`, payload: body },
    })

  it('are told with who did what, and which step is next', async () => {
    expect((await sops('w1')).json()).toMatchObject({
      items: [{ id: 'S-1', version: 2, next: 1, steps: [{ item: 1, done: null }, { item: 2 }] }],
    })
    expect((await sops('w9')).json()).toMatchObject({ status: 404, code: 'unknown-workflow' })
  })

  it('are done step by step', async () => {
    expect((await report('1')).json()).toMatchObject({
      sopSteps: [{ sop: 'S-1', item: 1, person: '李', at: '2026-11-23T00:05:00.000Z', note: null }],
    })
    const early = await report('2')
    expect(early.json()).toMatchObject({ status: 409, code: 'sop-out-of-order', allowed: ['1'] })
    expect((await report('1', { person: '李' })).json()).toMatchObject({ code: 'bad-body' })
  })
})

describe('notices to enterprises', () => {
  const propose = (body: object) =>
    server.app.inject({ method: 'POST', url: '/api/v1/enterprise-notices', payload: body })

  it('are proposed', async () => {
    const body = { enterprise: 'E-1', reason: '水色异常', person: '王' }
    const told = await propose(body)
    expect(told.json()).toMatchObject({ kind: 'enterprise-notice', exercise: false })
    expect((await propose({ ...body, enterprise: 'E-2' })).json()).toMatchObject({
      ...{ status: 404, code: 'unknown-entry' },
    })
    expect((await propose({ enterprise: 'E-1' })).json()).toMatchObject({ code: 'bad-body' })
  })

  it('have the sources near an alert to choose from', async () => {
    const near = (id: string) => server.app.inject(`/api/v1/alerts/${id}/sources`)
    expect((await near('a1')).json()).toMatchObject({
      items: [{ enterprise: 'E-1', distanceKm: 1.5, entry: { key: 'R-1' } }],
    })
    expect((await near('a2')).json()).toMatchObject({ status: 404, code: 'unknown-alert' })
  })
})
