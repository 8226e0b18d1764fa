import { afterEach, beforeEach, expect, it } from 'vitest'
import { formatInstant } from '../domain/time.ts'
import { fakeNow, fakeWorkflow } from './fake/samples.ts'
import { openFakeServer } from './fake/server.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
beforeEach(async () => {
  const { fake, server: opened } = await openFakeServer()
  server = opened
  fake.workflows.set('cr1', fakeWorkflow('cr1', 3))
})
afterEach(() => server.close())

const get = (url: string) => server.app.inject(`/api/v1/case-reviews${url}`)
const post = (url: string, payload: object) =>
  server.app.inject({ method: 'POST', url: `/api/v1/case-reviews${url}`, payload })
const told = ({ statusCode, body }: Awaited<ReturnType<typeof get>>) => [
  statusCode,
  (JSON.parse(body) as { code?: string }).code,
]
const by = { district: 'qingpu', person: '赵' }

it('tells of a year what each district came to, and of a review every score', async () => {
  const { items } = (await get('?year=2026')).json<{ items: object[] }>()
  expect(items).toMatchObject([
    {
      ...{ id: 'cr1', etag: '"5"', year: 2026, cases: 1, scored: 0, summary: null },
      districts: [{ district: 'wujiang', mean: 90, grade: { en: 'excellent' } }],
    },
  ])
  expect((await get('?year=2024')).json()).toEqual({
    ...{ items: [], next: null },
    reminder: { year: 2024, dueAt: formatInstant(fakeNow), warning: 'missed' },
  })
  expect(told(await get('?year=soon'))).toEqual([400, 'bad-query'])
  expect((await get('/cr1')).json()).toMatchObject({
    ...{ leastReviewers: 2, draw: { seed: 's', person: '赵' } },
    items: [{ subject: 'h1', scored: false, scores: [{ reviewer: 'Q-1', total: 90 }] }],
  })
  expect(told(await get('/no'))).toEqual([404, 'unknown-workflow'])
  const csv = await get('/cr1/scores.csv')
  expect([csv.headers['content-type'], csv.body]).toEqual([
    ...['text/csv; charset=utf-8', 'sheet\r\nenforcement\r\n'],
  ])
})

it('is opened, drawn, added to and scored by persons', async () => {
  const score = { person: '录入员', reviewer: 'Q-1', subject: 'h1', points: { facts: 90 } }
  for (const [url, body] of [
    ['', { ...by, year: 2026 }],
    ['/cr1/draw', by],
    ['/cr1/cases', { ...by, subjects: ['h1'], reason: '重大案件' }],
    ['/cr1/scores', score],
  ] as const) {
    const { statusCode, headers } = await post(url, body)
    expect([url, statusCode, headers['etag']]).toEqual([url, 200, '"9"'])
  }
  expect(told(await post('/cr1/scores', { ...score, reviewer: 'W-1' }))).toEqual([
    ...[409, 'scored-own-case'],
  ])
  expect(told(await post('/no/draw', by))).toEqual([404, 'unknown-workflow'])
})

it.each([
  ['', { ...by }],
  ['', { ...by, year: 20.5 }],
  ['', { district: 'shanghai', person: '赵', year: 2026 }],
  ['/cr1/cases', { ...by, subjects: ['h1'] }],
  ['/cr1/scores', { person: 'x', reviewer: 'Q-1', subject: 'h1', points: { facts: '90' } }],
])('refuses %s %j', async (url, body) => {
  expect(told(await post(url, body))).toEqual([400, 'bad-body'])
})
