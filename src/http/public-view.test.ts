import { afterEach, beforeEach, expect, it } from 'vitest'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
beforeEach(async () => {
  ;({ server } = await openFakeServer())
})
afterEach(() => server.close())

/** Every field of an answer, by its path. */
function fieldsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((one) => fieldsOf(one, `${path}[]`)))]
  if (typeof value !== 'object' || value === null) return [path]
  if (Object.keys(value).toSorted().join() === 'en,zh') return [`${path} (zh, en)`]
  return Object.entries(value).flatMap(([name, inner]) =>
    fieldsOf(inner, path === '' ? name : `${path}.${name}`),
  )
}

/** All that goes out to the public. A field more is a decision, and stands here. */
it.each([
  [
    'waters',
    [
      ...['exercise', 'items[].station (zh, en)', 'items[].waterBody (zh, en)'],
      ...['items[].district (zh, en)', 'items[].date', 'items[].waterClass'],
      ...['items[].level (zh, en)', 'items[].colour', 'items[].advice (zh, en)'],
      ...['items[].mainIndicators[] (zh, en)', 'items[].bloomSign'],
      ...['items[].values[].parameter (zh, en)', 'items[].values[].value'],
      'items[].values[].unit',
    ],
  ],
  [
    'air',
    [
      ...['date', 'version', 'issuedAt', 'demonstration', 'items[].area (zh, en)', 'items[].date'],
      ...['items[].trend', 'items[].aqiLow', 'items[].aqiHigh', 'items[].level (zh, en)'],
      ...['items[].colour', 'items[].primaryPollutants[] (zh, en)', 'items[].weather (zh, en)'],
      ...['items[].advice (zh, en)', 'items[].sensitiveGroups[] (zh, en)'],
    ],
  ],
  [
    'results',
    [
      ...['items[].date', 'items[].district (zh, en)', 'items[].result'],
      ...['items[].withdrawn.date', 'items[].withdrawn.grounds (zh, en)'],
      'items[].withdrawn.reason',
    ],
  ],
])('%s tell the public these fields alone', async (path, fields) => {
  const answer = await server.app.inject(`/public/v1/${path}`)
  expect(answer.statusCode).toBe(200)
  expect(fieldsOf(answer.json()).toSorted()).toEqual(fields.toSorted())
  expect(answer.body).not.toContain('13800000000')
  expect(answer.headers['cache-control']).toBe('public, max-age=60')
})

it('has no other door', async () => {
  const { paths } = (await server.app.inject('/openapi.json')).json<{ paths: object }>()
  const open = Object.entries(paths).filter(([path]) => path.startsWith('/public/'))
  expect(open.map(([path, of]) => [path, Object.keys(of as object)])).toEqual([
    ['/public/v1/waters', ['get']],
    ['/public/v1/air', ['get']],
    ['/public/v1/results', ['get']],
  ])
  for (const path of ['registers', 'alerts', 'workflows', 'stations']) {
    expect((await server.app.inject(`/public/v1/${path}`)).statusCode).toBe(404)
  }
})
