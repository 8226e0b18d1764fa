import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
beforeEach(async () => {
  ;({ server } = await openFakeServer())
})
afterEach(() => server.close())

const get = (query: string) => server.app.inject(`/api/v1/system/alarm-performance?${query}`)

describe('the figures of the alarm system', () => {
  it('are those of the span, in seconds', async () => {
    const answer = await get('from=2026-11-23T08:00:00%2B08:00&to=2026-11-24T08:00:00%2B08:00')
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({
      from: '2026-11-23T00:00:00.000Z',
      to: '2026-11-24T00:00:00.000Z',
      operators: 2,
      perOperatorPer10Min: { mean: 0.5, highest: 2 },
      timeToAcknowledge: { count: 2, median: 90, p90: null },
      mostFrequent: [{ rule: 'bloom', station: 'TP-1', calls: 4, share: 1 }],
    })
  })

  it('are of the last day where nothing is said', async () => {
    const { from, to } = (await get('')).json<{ from: string; to: string }>()
    expect(Date.parse(to) - Date.parse(from)).toBe(86_400_000)
  })

  it.each([
    ['from=2026-11-23T08:00:00Z&to=2026-11-23T08:00:00Z'],
    ['from=2025-11-21T08:00:00Z&to=2026-11-23T08:00:00Z'],
    ['from=yesterday'],
  ])('are refused for %s', async (query) => {
    const answer = await get(query)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'bad-query'])
  })

  it('stand in /metrics, but for what is not known', async () => {
    const { body } = await server.app.inject('/metrics')
    expect(body).toMatch(/^qingliu_alarm_flood_share 0.25$/m)
    expect(body).toMatch(/^qingliu_alarm_acknowledge_seconds_median 90$/m)
    expect(body).not.toMatch(/^qingliu_alarm_acknowledge_seconds_p90 /m)
  })

  it('are described', async () => {
    const { paths } = (await server.app.inject('/openapi.json')).json<{ paths: object }>()
    expect(paths).toHaveProperty(['/api/v1/system/alarm-performance', 'get'])
  })
})
