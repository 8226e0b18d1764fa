import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatInstant } from '../domain/time.ts'
import { fakeRun } from './fake/forecasts.ts'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
beforeEach(async () => {
  ;({ server } = await openFakeServer({}))
})
afterEach(() => server.close())

const get = async (query: string) => {
  const answer = await server.app.inject(`/api/v1/forecasts${query}`)
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}
type Items = readonly Record<string, unknown>[]

describe('forecasts', () => {
  it.each(['', '&issued=latest', `&issued=${formatInstant(fakeRun.issuedAt)}`])(
    'answers the run and its values: "%s"',
    async (issued) => {
      const { status, body } = await get(`?station=TP-1&parameter=do${issued}`)
      expect(status).toBe(200)
      expect(Object.keys(body).sort()).toEqual(['items', 'next', 'run'])
      expect(body).toMatchObject({
        next: null,
        run: {
          issuedAt: '2026-11-23T00:04:00.000Z',
          cutOffAt: '2026-11-23T00:00:00.000Z',
          model: 'ensemble/1',
          parameter: 'w01009',
          hash: 'ab12',
        },
      })
    },
  )

  it('says of each value whether it is published, and serves climatology where it must', async () => {
    const { body } = await get('?station=TP-1&parameter=w01009')
    const range = { low80: 7, high80: 9, low95: 6, high95: 10 }
    expect(body['items']).toEqual([
      {
        ...{ time: '2026-11-23T00:00:00.000Z', lead: 'PT1H', median: 8, ...range },
        ...{ published: true, reason: null, served: 'model' },
      },
      {
        ...{ time: '2026-11-23T05:00:00.000Z', lead: 'PT6H', median: 5 },
        ...{ low80: 4, high80: 6, low95: 3, high95: 7 },
        ...{ published: false, reason: 'no skill', served: 'climatology' },
      },
      {
        ...{ time: '2026-11-23T08:00:00.000Z', lead: 'PT9H', median: 8, ...range },
        ...{ published: false, reason: 'not known yet', served: 'model' },
      },
    ])
  })

  it('pages through the values of one run', async () => {
    const first = await get('?station=TP-1&parameter=do&limit=2')
    expect(first.body['items']).toHaveLength(2)
    const rest = await get(`?station=TP-1&parameter=do&cursor=${String(first.body['next'])}`)
    expect((rest.body['items'] as Items).map(({ lead }) => lead)).toEqual(['PT9H'])
  })

  it.each([
    ['of a series', '?station=TP-2&parameter=do'],
    ['by a time', '?station=TP-1&parameter=do&issued=2026-11-23T00:03:59Z'],
  ])('answers an empty list where nothing was issued %s', async (_what, query) => {
    expect(await get(query)).toEqual({ status: 200, body: { run: null, items: [], next: null } })
  })

  it.each([
    ['?parameter=do', 400, 'bad-query'],
    ['?station=TP-1', 400, 'bad-query'],
    ['?station=TP-1&parameter=do&issued=yesterday', 400, 'bad-query'],
    ['?station=TP-1&parameter=do&limit=0', 400, 'bad-query'],
    ['?station=TP-1&parameter=do&cursor=zz', 400, 'bad-cursor'],
    ['?station=TP-1&parameter=nothing', 400, 'unknown-parameter'],
    ['?station=nowhere&parameter=do', 404, 'unknown-station'],
    ['/skill?station=nowhere', 404, 'unknown-station'],
    ['/skill?parameter=nothing', 400, 'unknown-parameter'],
  ])('refuses %s with %i %s', async (query, status, code) => {
    expect(await get(query)).toMatchObject({ status, body: { status, code } })
  })
})

describe('forecasts/runs', () => {
  const path = '/api/v1/forecasts/runs/TP-1'
  const issuedAt = formatInstant(fakeRun.issuedAt)

  it.each([
    ['latest.csv', 'text/csv; charset=utf-8'],
    [`${issuedAt}.json`, 'application/json; charset=utf-8'],
    [`${issuedAt}.nc`, 'application/x-netcdf'],
  ])('answers %s with its bytes under a tag of them', async (file, type) => {
    const url = `${path}/do/${file}`
    const answer = await server.app.inject(url)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe(type)
    const ending = file.split('.').at(-1)
    expect(answer.body).toBe(`ab12 w01009 ${ending}`)
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="TP-1-w01009-20261123T000400Z.${ending}"`,
    )
    const tag = String(answer.headers['etag'])
    const again = await server.app.inject({ url, headers: { 'if-none-match': tag } })
    expect(again.statusCode).toBe(304)
  })

  it.each([
    ['do/latest.xlsx', 404, 'not-found'],
    ['do/yesterday.csv', 400, 'bad-date'],
    // The time names a run, not the newest before it.
    ['do/2026-11-23T00:04:01Z.csv', 404, 'no-forecast'],
    ['temp/latest.csv', 404, 'no-forecast'],
    ['nothing/latest.csv', 400, 'unknown-parameter'],
  ])('refuses %s with %i %s', async (file, status, code) => {
    const answer = await server.app.inject(`${path}/${file}`)
    expect(answer.json()).toMatchObject({ status, code })
  })
})

describe('forecasts/skill', () => {
  it.each([
    ['', 2],
    ['?station=TP-1&parameter=do', 2],
    ['?station=TP-2', 0],
    ['?parameter=w01010', 0],
  ])('answers the scores by lead: "%s"', async (query, count) => {
    const { status, body } = await get(`/skill${query}`)
    expect(status).toBe(200)
    expect(body['items']).toHaveLength(count)
  })

  it('tells scores beside those of what must be beaten', async () => {
    const { body } = await get('/skill?station=TP-1&parameter=do&limit=1')
    const [item] = body['items'] as Items
    expect(item).toMatchObject({
      ...{ station: 'TP-1', alias: 'do', lead: 'PT3H', n: 480, days: 20, mae: 0.5, skill: 0.5 },
      ...{ climatology: { mae: 1, rmse: 2, crps: 0.6 }, published: true, reason: null },
    })
  })

  it('stands in the description of the interface', async () => {
    const openapi = (await server.app.inject('/openapi.json')).json<{ paths: object }>()
    expect(Object.keys(openapi.paths)).toEqual(
      expect.arrayContaining(['/api/v1/forecasts', '/api/v1/forecasts/skill']),
    )
  })
})

describe('the AQI ahead at a station', () => {
  it('has its range, the odds of levels and primary pollutants, and the runs behind them', async () => {
    const { status, body } = await get('/aqi?station=TP-1')
    expect(status).toBe(200)
    const primary = { parameter: 'a34004', alias: 'a34004' }
    expect(body).toMatchObject({
      ...{ station: 'TP-1', standard: 'HJ 633-2026', runs: [{ ...primary, hash: 'ab12' }] },
      items: [
        {
          ...{ leadDay: 1, aqiLow: 40, aqiHigh: 60, rangeProbability: 0.8, joint: 'errors' },
          levels: [{ level: 2, word: { zh: '良' }, probability: 1 }],
          primaryPollutants: [{ ...primary, probability: 0.9 }],
        },
      ],
    })
  })

  it('is told apart from a station that is not known, and one without forecasts', async () => {
    expect((await get('/aqi?station=nowhere')).body['code']).toBe('unknown-station')
    const none = { station: 'AIR-1', standard: null, madeAt: null, items: [], runs: [] }
    expect(await get('/aqi?station=AIR-1')).toEqual({ status: 200, body: none })
    expect((await get('/aqi')).status).toBe(400)
  })
})
