import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fake } from './fake/capabilities.ts'
import { fakeAlert, fakeWorkflow } from './fake/samples.ts'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
let fake: Fake
beforeEach(async () => {
  ;({ fake, server } = await openFakeServer())
  fake.alerts.set('a1', fakeAlert('a1', 0))
  fake.workflows.set('w1', fakeWorkflow('w1', 0))
})
afterEach(() => server.close())

type Answer = { code?: string; n?: number; etag?: string; allowed?: string[]; attention?: string }
type Headers = { 'if-match'?: string; 'idempotency-key'?: string }

async function post(path: string, headers: Headers = {}, payload: object | string = {}) {
  const answer = await server.app.inject({
    method: 'POST',
    url: `/api/v1/${path}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  })
  const body = answer.json<Answer>()
  return { status: answer.statusCode, code: body.code, etag: answer.headers['etag'], body }
}
const now = { 'if-match': '"0"' }
const stale = { 'if-match': '"99"' }

describe('the order of checks', () => {
  // Each request fails in its own check and in all later ones that can fail with it.
  it.each([
    ['404 first', 'alerts/none/reject', {}, '{', 404, 'unknown-alert'],
    ['428 without If-Match', 'alerts/a1/reject', {}, '{', 428, 'if-match-required'],
    ['412 when stale', 'alerts/a1/reject', stale, '{', 412, 'stale'],
    ['412 for a weak tag', 'alerts/a1/reject', { 'if-match': 'W/"0"' }, '{', 412, 'stale'],
    ['412 for foreign text', 'alerts/a1/reject', { 'if-match': '"abc"' }, '{', 412, 'stale'],
    ['400 when not JSON', 'alerts/a1/close', now, '{', 400, 'bad-body'],
    ['400 when too deep', 'alerts/a1/close', now, '['.repeat(100_000), 400, 'bad-body'],
    ['400 when not an object', 'alerts/a1/close', now, '[]', 400, 'bad-body'],
    ['400 without a reason', 'alerts/a1/reject', now, '{}', 400, 'bad-body'],
    ['400 for no grade', 'alerts/a1/grade', now, '{"grade":"V"}', 400, 'bad-body'],
    ['400 for no time', 'alerts/a1/shelve', now, '{"until":"soon"}', 400, 'bad-body'],
    ['400 to close without one', 'alerts/a1/close', now, '{}', 400, 'bad-body'],
    ['409 when not allowed now', 'alerts/a1/close', now, '{"reason":"over"}', 409, 'not-allowed'],
    ['404 for no such verb', 'alerts/a1/explode', now, '{}', 404, 'not-found'],
  ])('%s', async (_name, path, headers, payload, status, code) => {
    expect(await post(path, headers, payload)).toMatchObject({ status, code })
    expect(fake.asked.commands).toEqual([])
  })

  it('names what is allowed with 409, and the entity tag with 412', async () => {
    expect((await post('alerts/a1/close', now, { reason: 'over' })).body.allowed).toContain(
      'acknowledge',
    )
    expect((await post('alerts/a1/close', stale)).body.etag).toBe('"0"')
  })

  it('ends with 422, after all others', async () => {
    const key = { 'idempotency-key': 'k1' }
    const first = await post('alerts/a1/comment', key, { text: 'one' })
    expect(first.status).toBe(200)
    const other = { text: 'two' }
    const cases = [
      ['alerts/none/comment', key, other, 404],
      ['alerts/a1/acknowledge', key, other, 428],
      ['alerts/a1/comment', { ...key, ...stale }, other, 412],
      ['alerts/a1/comment', key, {}, 400],
      ['alerts/a1/close', { ...key, 'if-match': '*' }, { reason: 'over' }, 409],
      ['alerts/a1/comment', key, other, 422],
      ['alerts/a1/acknowledge', { ...key, 'if-match': '*' }, {}, 422],
    ] as const
    for (const [path, headers, payload, status] of cases) {
      expect([path, (await post(path, headers, payload)).status]).toEqual([path, status])
    }
    expect(fake.asked.commands).toHaveLength(1)
  })

  it('ends with 422 also after what only the rules know', async () => {
    const key = { 'idempotency-key': 'k1' }
    const step = { district: 'wujiang', person: '李明', data: { leaderDistrict: 'wujiang' } }
    const path = 'workflows/w1/steps/assign-leader'
    expect((await post(path, key, step)).status).toBe(200)
    const own = { ...step, data: { leaderDistrict: 'qingpu' } }
    expect(await post(path, key, own)).toMatchObject({ status: 409, code: 'leader-own-district' })
    const conflict = { status: 422, code: 'idempotency-conflict' }
    expect(await post(path, key, { ...step, person: '王芳' })).toMatchObject(conflict)
    expect(fake.workflows.get('w1')?.steps).toHaveLength(1)
  })
})

describe('a transition', () => {
  it.each(['"0"', '*', '0', '"5", "0"'])('is done with If-Match %s', async (ifMatch) => {
    const done = await post('alerts/a1/acknowledge', { 'if-match': ifMatch })
    expect(done).toMatchObject({
      status: 200,
      etag: '"1"',
      body: { attention: 'acknowledged', n: 1 },
    })
  })

  it('needs no body and no person, and gives both on', async () => {
    const headers = now
    const url = '/api/v1/alerts/a1/acknowledge'
    expect((await server.app.inject({ method: 'POST', url, headers })).statusCode).toBe(200)
    await post('alerts/a1/comment', {}, { text: ' seen ', person: '王芳', reason: '' })
    expect(fake.asked.commands).toEqual([
      { verb: 'acknowledge', person: 'operator', reason: null },
      { verb: 'comment', person: '王芳', reason: null, text: 'seen' },
    ])
  })

  it('is answered again word for word under its key, before all other checks', async () => {
    const headers = { ...now, 'idempotency-key': 'k' }
    const first = await post('alerts/a1/acknowledge', headers, { person: 'a', reason: 'b' })
    const again = await post('alerts/a1/acknowledge', headers, '{"reason":"b", "person":"a"}')
    expect(first.status).toBe(200)
    expect(again).toEqual(first)
    expect(fake.asked.commands).toHaveLength(1)
  })

  it('is done once when its retry overtakes it', async () => {
    const headers = { 'idempotency-key': 'k' }
    const both = [1, 2].map(() => post('alerts/a1/comment', headers, { text: 'once' }))
    const [first, second] = await Promise.all(both)
    expect(second).toEqual(first)
    expect(fake.asked.commands).toHaveLength(1)
  })

  it('that failed leaves its key free', async () => {
    const key = { 'idempotency-key': 'k' }
    expect((await post('alerts/a1/comment', key, {})).status).toBe(400)
    expect((await post('alerts/a1/comment', key, { text: 'now' })).status).toBe(200)
  })
})

describe('a step of a workflow', () => {
  const step = { district: 'wujiang', person: '李明', data: { leaderDistrict: 'wujiang' } }
  const path = 'workflows/w1/steps/assign-leader'

  it('is taken with and without If-Match, once under a key', async () => {
    const headers = { ...now, 'idempotency-key': 'k' }
    const first = await post(path, headers, { ...step, at: '2026-11-23T08:00:00+08:00' })
    expect(first).toMatchObject({ status: 200, etag: '"1"' })
    expect(first.body).toMatchObject({ steps: [{ at: '2026-11-23T00:00:00.000Z' }] })
    const next = await post(
      'workflows/w1/steps/inspect',
      {},
      { ...step, place: { lat: 31, lon: 121 } },
    )
    expect(next).toMatchObject({ status: 200, etag: '"2"' })
  })

  it.each([
    ['unknown workflow', 'workflows/none/steps/inspect', {}, step, 404, 'unknown-workflow'],
    ['unknown step', 'workflows/w1/steps/dance', {}, step, 404, 'unknown-step'],
    ['stale', path, stale, {}, 412, 'stale'],
    ['no district', path, {}, { person: 'a' }, 400, 'bad-body'],
    ['no place on earth', path, {}, { ...step, place: { lat: 131, lon: 0 } }, 400, 'bad-body'],
    [
      'own leader',
      path,
      {},
      { ...step, data: { leaderDistrict: 'qingpu' } },
      409,
      'leader-own-district',
    ],
  ])('is refused: %s', async (_name, where, headers, payload, status, code) => {
    expect(await post(where, headers, payload)).toMatchObject({ status, code })
  })
})
