import { afterEach, beforeEach, expect, it } from 'vitest'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
beforeEach(async () => {
  ;({ server } = await openFakeServer())
})
afterEach(() => server.close())

const url = '/api/v1/data-requests'
const request = {
  ...{ dataSet: 'risk-sources', person: '陈', district: 'jiashan', organisation: '嘉善监测站' },
  purpose: '溯源',
}
const ask = async (payload: object) => {
  const answer = await server.app.inject({ method: 'POST', url, payload })
  return [answer.statusCode, answer.json<{ code?: string }>().code]
}

it('are told with who asked, who decided and until when', async () => {
  const answer = await server.app.inject(`${url}?owner=qingpu`)
  expect(answer.json()).toMatchObject({
    items: [
      {
        ...{ id: 'd1', state: 'granted', dataSet: 'risk-sources', organisation: '嘉善监测站' },
        ...{ overdue: false, decision: { step: 'grant', person: '王', said: '内部使用' } },
        until: '2026-11-23T00:05:00.000Z',
      },
    ],
    next: null,
  })
  expect((await server.app.inject(`${url}?state=asked`)).json()).toMatchObject({ items: [] })
  expect((await server.app.inject(`${url}?state=lost`)).statusCode).toBe(400)
})

it('are made by a person, for a purpose', async () => {
  expect(await ask(request)).toEqual([200, undefined])
  expect(await ask({ ...request, dataSet: 'open' })).toEqual([409, 'not-on-request'])
  expect(await ask({ ...request, purpose: ' ' })).toEqual([400, 'bad-body'])
  expect(await ask({ ...request, district: 'shanghai' })).toEqual([400, 'bad-body'])
})
