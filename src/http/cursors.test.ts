import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
beforeAll(async () => {
  ;({ server } = await openFakeServer())
})
afterAll(() => server.close())

const get = async (path: string) => {
  const answer = await server.app.inject(`/api/v1/${path}`)
  return answer.json<{ status?: number; code?: string; next?: string; items?: object[] }>()
}

describe('a cursor', () => {
  it('is none where an answer says what comes next', async () => {
    expect(await get('workflows/w1/reports?limit=5')).toMatchObject({ next: 'first' })
  })

  it('goes on where its page ended', async () => {
    const { next } = await get('stations?limit=1')
    expect((await get(`stations?limit=1&cursor=${next}`)).items).toMatchObject([{ id: 'TP-2' }])
  })

  it.each([
    'parameters',
    'alerts',
    'events',
    'readings?station=TP-1',
    'receipts/TP-1',
    'registers',
  ])('of another list is refused: %s', async (list) => {
    const { next } = await get('stations?limit=1')
    const answer = await get(`${list}${list.includes('?') ? '&' : '?'}cursor=${next}`)
    expect(answer).toMatchObject({ status: 400, code: 'bad-cursor' })
  })

  it.each([
    ['longer', (cursor: string) => `${cursor}A`],
    ['shorter', (cursor: string) => cursor.slice(0, -1)],
    ['of another place', (cursor: string) => `B${cursor.slice(1)}`],
    ['without its seal', (cursor: string) => cursor.split('.')[0]!],
  ])('that was changed is refused: %s', async (_how, change) => {
    const { next } = await get('stations?limit=1')
    const answer = await get(`stations?cursor=${change(next!)}`)
    expect(answer).toMatchObject({ status: 400, code: 'bad-cursor' })
  })
})
