import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
beforeEach(async () => {
  ;({ server } = await openFakeServer({}))
})
afterEach(() => server.close())

const put = (date: string, payload: string, type: string) =>
  server.app.inject({
    method: 'PUT',
    url: `/api/v1/guidance/air/${date}`,
    headers: type === '' ? {} : { 'content-type': type },
    payload,
  })
const get = (path: string) => server.app.inject(`/api/v1/guidance/air/${path}`)

describe('guidance', () => {
  it.each([
    ['new', 'text/csv; charset=utf-8', 201],
    ['same', 'application/json', 200],
  ])('is taken: %s', async (text, type, status) => {
    const answer = await put('2026-11-20', text, type)
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({
      ...{ issueDate: '2026-11-20', version: 3, receivedAt: '2026-11-23T00:05:00.000Z' },
      items: [{ area: 'qingpu', leadDay: 1, aqiLow: 40, aqiHigh: 75 }],
    })
  })

  it('names every bad row', async () => {
    const answer = await put('2026-11-20', 'bad', 'text/csv')
    expect(answer.json()).toMatchObject({
      ...{ status: 400, code: 'bad-body', detail: 'line 2: area: csv; line 3: leadDay' },
      faults: ['line 2: area: csv', 'line 3: leadDay'],
    })
  })

  it.each([
    ['2026-02-30', 'text/csv', 400, 'bad-date'],
    ['latest', 'text/csv', 400, 'bad-date'],
    ['2026-11-20', 'text/html', 415, 'unsupported-media-type'],
    ['2026-11-20', '', 415, 'unsupported-media-type'],
  ])('is not taken for %s as "%s"', async (date, type, status, code) => {
    expect((await put(date, 'new', type)).json()).toMatchObject({ status, code })
  })

  it.each(['2026-11-23', 'latest', '2026-11-23?version=3'])('is answered: %s', async (path) => {
    expect((await get(path)).json()).toMatchObject({ issueDate: '2026-11-23', version: 3 })
  })

  it.each([
    ['2026-11-22', 404, 'no-guidance'],
    ['2026-11-23?version=4', 404, 'no-guidance'],
    ['tomorrow', 400, 'bad-date'],
  ])('is not answered: %s', async (path, status, code) => {
    expect((await get(path)).json()).toMatchObject({ status, code })
  })

  it('is scored beside the drafts', async () => {
    expect((await get('skill')).json()).toMatchObject({
      items: [{ area: 'zone', leadDay: 1, n: 9, guidance: { mae: 12.5 }, draft: { inside: 0.6 } }],
    })
  })
})
