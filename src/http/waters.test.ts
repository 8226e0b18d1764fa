import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFakeServer } from './fake/server.ts'
import { fakeLake } from './fake/waters.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
beforeAll(async () => {
  ;({ server } = await openFakeServer())
})
afterAll(() => server.close())

const get = (query: string) => server.app.inject(`/api/v1/waters${query}`)

it('tells every water of the newest day that has ended', async () => {
  const answer = await get('')
  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toEqual({ date: '2026-11-22', period: 'day', items: [fakeLake] })
})

it('takes a date and a period', async () => {
  expect((await get('?date=2026-10-31&period=month')).json()).toMatchObject({
    ...{ date: '2026-10-31', period: 'month' },
  })
})

it.each([
  ['?date=yesterday', 'date: expected a day that has ended, YYYY-MM-DD, got "yesterday"'],
  ['?date=2026-11-23', 'date: expected a day that has ended, YYYY-MM-DD, got "2026-11-23"'],
  ['?period=week', 'period: '],
])('refuses %s', async (query, detail) => {
  const answer = await get(query)
  expect(answer.json()).toMatchObject({ status: 400, code: 'bad-query' })
  expect(answer.json<{ detail: string }>().detail).toContain(detail)
})
