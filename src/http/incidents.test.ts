import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
beforeEach(async () => {
  ;({ server } = await openFakeServer())
})
afterEach(() => server.close())

const get = (url: string) => server.app.inject(`/api/v1/${url}`)
const post = (url: string, payload: object) =>
  server.app.inject({ method: 'POST', url: `/api/v1/${url}`, payload })
const told = ({ statusCode, body }: Awaited<ReturnType<typeof get>>) => [
  statusCode,
  (JSON.parse(body) as { code?: string }).code,
]

describe('reports on an incident', () => {
  it('say what is due next, and are drafted in either language', async () => {
    const reports = await get('workflows/w1/reports')
    expect(reports.json()).toMatchObject({ id: 'r1', grade: 'II', next: 'first', items: [] })
    const draft = await get('workflows/w1/reports/draft?lang=en&kind=result')
    expect(draft.headers['content-type']).toBe('text/markdown; charset=utf-8')
    expect(draft.body).toBe('# result en')
    expect((await get('workflows/w1/reports/draft')).body).toBe('# next zh')
  })

  it.each([
    ['workflows/none/reports', [404, 'not-found']],
    ['workflows/none/reports/draft', [404, 'not-found']],
    ['workflows/w1/reports/draft?kind=last', [400, 'bad-query']],
    ['workflows/w1/reports/draft?asOf=noon', [400, 'bad-query']],
  ])('refuse %s', async (url, expected) => {
    expect(told(await get(url))).toEqual(expected)
  })

  it('are opened by hand with a grade, which nothing else has', async () => {
    const body = { kind: 'incident-report', workflow: 'w1', person: '王', reason: '电话报告' }
    expect(told(await post('workflows', body))).toEqual([400, 'bad-body'])
    expect((await post('workflows', { ...body, grade: 'III' })).statusCode).toBe(200)
    const patrol = { ...body, kind: 'joint-patrol', grade: 'III' }
    expect(told(await post('workflows', patrol))).toEqual([400, 'bad-body'])
  })
})

describe('resources', () => {
  const asked = {
    ...{ workflow: 'w1', district: 'wujiang', person: '王' },
    ...{ from: '2026-11-23T08:00:00+08:00', to: '2026-11-23T20:00:00+08:00' },
  }

  it('are listed with what holds them', async () => {
    const [boat] = (await get('resources?kind=boat')).json<{ items: object[] }>().items
    expect(boat).toMatchObject({ id: 'boat-1', free: false, bookings: [{ id: 'b1' }] })
    const [booking] = (await get('bookings?workflow=w1')).json<{ items: object[] }>().items
    expect(booking).toMatchObject({ resource: 'boat-1', workflow: 'w1', crossBorder: false })
  })

  it('are booked by name or by kind, and refused with who holds them', async () => {
    expect((await post('bookings', { ...asked, kind: 'boat' })).json()).toMatchObject({ id: 'b1' })
    const taken = await post('bookings', { ...asked, resource: 'boat-1' })
    expect(told(taken)).toEqual([409, 'resource-taken'])
    expect(taken.json()).toMatchObject({ detail: 'boat-1: held by booking b1' })
  })

  it.each([
    ['neither', {}],
    ['both', { kind: 'boat', resource: 'boat-1' }],
    ['no kind of ours', { kind: 'ship' }],
    ['a time without offset', { kind: 'boat', from: '2026-11-23T08:00:00' }],
  ])('are not booked with %s', async (_what, part) => {
    expect(told(await post('bookings', { ...asked, ...part }))).toEqual([400, 'bad-body'])
  })

  it('are asked for in a span that has a length', async () => {
    const url = `resources?from=${encodeURIComponent(asked.to)}&to=${encodeURIComponent(asked.from)}`
    expect(told(await get(url))).toEqual([400, 'bad-query'])
  })
})

it('proposes experts on an incident, without how to reach them', async () => {
  const found = await get('workflows/w1/experts')
  expect(found.json()).toEqual({
    items: [
      {
        ...{ key: 'E-1', name: '李', district: 'qingpu', organisation: null, title: null },
        ...{ availability: 'available', knows: ['w20004'] },
      },
    ],
  })
  expect((await get('workflows/no/experts')).statusCode).toBe(404)
})
