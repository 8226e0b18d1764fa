import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Fake } from './fake/capabilities.ts'
import { fakeAlert, fakeNow, fakeReading, fakeWorkflow } from './fake/samples.ts'
import { openFakeServer } from './fake/server.ts'
import { bodyBytesMax } from './limits.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
let fake: Fake
afterEach(() => server.close())

const open = async (options: Parameters<typeof openFakeServer>[0] = {}) => {
  ;({ fake, server } = await openFakeServer(options))
}
const get = async (url: string) => {
  const answer = await server.app.inject(url)
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: answer.json<never>() as unknown,
  }
}
const problem = async (url: string) => {
  const { status, headers, body } = await get(url)
  expect(headers['content-type']).toContain('application/problem+json')
  expect(body).toMatchObject({ status, type: expect.any(String) as string })
  return [status, (body as { code: string }).code]
}

describe('the root', () => {
  it('says that it lives and whether it is ready', async () => {
    await open()
    expect((await get('/livez')).status).toBe(200)
    expect(await get('/readyz')).toMatchObject({ status: 200, body: { ok: true, lagMs: 3 } })
    fake.ready = false
    expect(await problem('/readyz')).toEqual([503, 'not-ready'])
  })

  it('counts every value, read once a scrape', async () => {
    await open()
    const { body } = await server.app.inject('/metrics')
    expect(body).toContain('qingliu_values_received_total 10')
    expect(body).toContain('qingliu_values_in_hand 1')
    expect(body).toContain('qingliu_stream_readers 0')
    expect(body).toContain('qingliu_kept_bytes{what="refusal"} 900')
    expect(body).toContain('qingliu_purged_rows_total{what="refusal"} 7')
    expect(body).toContain('process_cpu_seconds_total')
  })

  it('describes itself', async () => {
    await open()
    const openapi = (await get('/openapi.json')).body as { paths: Record<string, object> }
    expect(Object.keys(openapi.paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/stations',
        '/api/v1/readings',
        '/api/v1/readings/aggregates',
        '/api/v1/alerts/{id}/shelve',
        '/api/v1/workflows/{id}/steps/{step}',
      ]),
    )
    const asyncapi = (await get('/asyncapi.json')).body as Record<string, object>
    expect(asyncapi).toMatchObject({ asyncapi: '3.0.0', info: { version: '1.2.3' } })
    expect(JSON.stringify(asyncapi['components'])).toContain('"alert.raised"')
  })

  it.each(['/', '/nowhere', '/api/v1', '/api/v1/nowhere', '/api/v1/forecasts/nowhere'])(
    'answers %s, neither API nor page, with 404',
    async (path) => {
      await open()
      expect(await problem(path)).toEqual([404, 'not-found'])
    },
  )

  it('serves the pages of a folder, its index at /', async () => {
    const webRoot = await mkdtemp(join(tmpdir(), 'qingliu-web-'))
    await mkdir(join(webRoot, 'assets'))
    await writeFile(join(webRoot, 'index.html'), '<title>清流</title>')
    await writeFile(join(webRoot, 'assets', 'a-1.js'), '1')
    await open({ webRoot })
    const index = await server.app.inject('/')
    expect([index.statusCode, index.body]).toEqual([200, '<title>清流</title>'])
    expect(index.headers['cache-control']).toBe('no-cache')
    const asset = await server.app.inject('/assets/a-1.js')
    expect(asset.headers['cache-control']).toContain('immutable')
    expect(await problem('/assets/none.js')).toEqual([404, 'not-found'])
    expect(await problem('/api/v1//alerts')).toEqual([404, 'not-found'])
    expect((await get('/api/v1/stations')).status).toBe(200)
    await rm(webRoot, { recursive: true })
  })
})

describe('lists', () => {
  it.each([
    ...['stations', 'parameters', 'refusals', 'events', 'alerts', 'workflows', 'receipts/TP-1'],
    ...['registers', 'data-sources'],
  ])('%s answers items and next, and takes limits from 1 to 1000', async (path) => {
    await open()
    const { status, body } = await get(`/api/v1/${path}?limit=1000`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ items: expect.any(Array) as unknown[], next: null })
    for (const limit of ['0', '1001', '-1', '1.5', 'x', '', '1e2', '0x10', '+10', '10%20']) {
      expect(await problem(`/api/v1/${path}?limit=${limit}`)).toEqual([400, 'bad-query'])
    }
  })

  it('are walked by cursor without gap or double', async () => {
    await open()
    const ids: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`
      const { body } = await get(`/api/v1/stations?limit=2${cursor}`)
      const page = body as { items: { id: string }[]; next: string | null }
      ids.push(...page.items.map(({ id }) => id))
      next = page.next
    }
    expect(ids).toEqual(['TP-1', 'TP-2', 'AIR-1'])
    expect(await problem('/api/v1/stations?cursor=xyz')).toEqual([400, 'bad-cursor'])
  })
})

describe('stations and parameters', () => {
  it('answers a station with its state, and one never heard as waiting', async () => {
    await open()
    expect((await get('/api/v1/stations/TP-1')).body).toMatchObject({
      id: 'TP-1',
      waterBody: 'taipu',
      parameters: ['w01009'],
      state: 'ok',
      lastObservedAt: '2026-11-23T00:05:00.000Z',
      latest: [{ parameter: 'w01009', alias: 'do', unit: 'mg/L', value: 8.37, revision: 0 }],
    })
    expect((await get('/api/v1/stations/TP-2')).body).toMatchObject({
      state: 'waiting',
      lastObservedAt: null,
    })
    expect(await problem('/api/v1/stations/X')).toEqual([404, 'unknown-station'])
  })

  it('answers the catalogue, the network and the clock', async () => {
    await open()
    const { body } = await get('/api/v1/parameters')
    expect(body).toMatchObject({
      items: [{ parameter: 'w01009', alias: 'do', hardRange: [0, null], context: false }, {}, {}],
    })
    expect((await get('/api/v1/network')).status).toBe(200)
    expect((await get('/api/v1/clock')).body).toEqual({
      now: '2026-11-23T00:05:00.000Z',
      speed: 60,
      wall: false,
    })
  })
})

describe('readings', () => {
  it('answers code, alias, unit, flag and reasons', async () => {
    await open()
    const { body } = await get('/api/v1/readings?station=TP-1&parameter=do&limit=1')
    expect(body).toMatchObject({
      items: [
        {
          station: 'TP-1',
          parameter: 'w01009',
          alias: 'do',
          unit: 'mg/L',
          value: fakeReading.value,
          flag: 3,
          reasons: ['hardRange', 'spike'],
          revision: 0,
          period: 'PT0S',
          source: 'automatic',
          depth: null,
          observedAt: '2026-11-23T00:04:00.000Z',
        },
      ],
      next: expect.stringMatching(/^more\./) as string,
    })
  })

  it('names parameters by the kind of the station, periods by their one spelling', async () => {
    await open()
    await get('/api/v1/readings?station=TP-1&parameter=temp&period=PT60M')
    await get('/api/v1/readings?station=AIR-1&parameter=temp-old')
    const at = '2026-11-23T08:05:00'
    await get(`/api/v1/readings?station=TP-1&from=${at}%2B08:00&to=${at}+08:00&asOf=${at}.5Z`)
    const asked = fake.asked.readings
    expect(asked.map(({ parameter }) => parameter)).toEqual(['w01010', 'a01001', null])
    expect(asked[0]).toMatchObject({ period: 'PT1H', limit: 100, cursor: null })
    expect(asked[2]).toMatchObject({
      from: fakeNow,
      to: fakeNow,
      asOf: fakeNow + 8 * 3_600_000 + 500,
    })
  })

  it('takes an empty filter for none', async () => {
    await open()
    await get('/api/v1/readings?station=TP-1&parameter=&from=&to=&period=&source=&asOf=&cursor=')
    expect(fake.asked.readings[0]).toMatchObject({ parameter: null, from: null, source: null })
  })

  it.each([
    ['', 400, 'bad-query'],
    ['station=NO', 404, 'unknown-station'],
    ['station=TP-1&parameter=gold', 400, 'unknown-parameter'],
    ['station=TP-1&from=2026-11-23T08:05:00', 400, 'bad-query'],
    ['station=TP-1&to=yesterday', 400, 'bad-query'],
    ['station=TP-1&asOf=2026-02-30T00:00:00Z', 400, 'bad-query'],
    ['station=TP-1&period=P1M', 400, 'bad-query'],
    ['station=TP-1&source=guess', 400, 'bad-query'],
    ['station=TP-1&station=TP-2', 400, 'bad-query'],
  ])('refuses %s', async (query, status, code) => {
    await open()
    expect(await problem(`/api/v1/readings?${query}`)).toEqual([status, code])
  })
})

describe('refusals and receipts', () => {
  it('answers faults and the payload, as text where it is text', async () => {
    await open()
    const { body } = await get('/api/v1/refusals?station=TP-1')
    expect(body).toMatchObject({
      items: [
        { payload: '{}', payloadEncoding: 'utf-8', faults: [{ code: 'wrong-schema' }] },
        { payload: '/w==', payloadEncoding: 'base64' },
      ],
    })
  })

  it('replays one', async () => {
    await open()
    const replay = async (id: string) => {
      const answer = await server.app.inject({
        method: 'POST',
        url: `/api/v1/refusals/${id}/replay`,
      })
      return [answer.statusCode, answer.json<{ stored?: number; code?: string }>()] as const
    }
    expect(await replay('1')).toMatchObject([200, { id: 1, stored: 1 }])
    expect(await replay('7')).toMatchObject([404, { code: 'unknown-refusal' }])
    expect(await replay('x')).toMatchObject([404, { code: 'unknown-refusal' }])
  })

  it('answers what is durable of each session', async () => {
    await open()
    const { body } = await get('/api/v1/receipts/TP-1')
    expect(body).toMatchObject({ items: [{ session: 'a', lastSeq: 9, gaps: [[3, 4]] }] })
    expect(await problem('/api/v1/receipts/NO')).toEqual([404, 'unknown-station'])
  })
})

describe('alerts, workflows, products', () => {
  it('answers an alert with its entity tag, age and evidence', async () => {
    await open()
    fake.alerts.set('a1', fakeAlert('a1', 7))
    const { headers, body } = await get('/api/v1/alerts/a1')
    expect(headers['etag']).toBe('"7"')
    expect(body).toMatchObject({
      id: 'a1',
      etag: '"7"',
      age: 90,
      shelvedUntil: null,
      evidence: { downstream: ['TP-2'], readings: [{ parameter: 'w01009', alias: 'do' }] },
      allowed: ['acknowledge', 'reject', 'comment'],
    })
    expect((await get('/api/v1/alerts?state=open')).body).toMatchObject({ items: [body] })
    expect(await problem('/api/v1/alerts/none')).toEqual([404, 'unknown-alert'])
    expect(await problem('/api/v1/alerts?state=loud')).toEqual([400, 'bad-query'])
    expect(await problem('/api/v1/alerts?changedSince=-1')).toEqual([400, 'bad-query'])
  })

  it('answers a workflow with its entity tag and next steps', async () => {
    await open()
    fake.workflows.set('w1', fakeWorkflow('w1', 3))
    const { headers, body } = await get('/api/v1/workflows/w1')
    expect(headers['etag']).toBe('"3"')
    expect(body).toMatchObject({ etag: '"3"', siteDistrict: 'qingpu', allowed: ['assign-leader'] })
    expect(await problem('/api/v1/workflows/none')).toEqual([404, 'unknown-workflow'])
  })

  it('has released no product yet', async () => {
    await open()
    expect(await problem('/api/v1/products/air/latest.json')).toEqual([404, 'not-released'])
  })

  it('takes no body over a megabyte', async () => {
    await open()
    const payload = ' '.repeat(bodyBytesMax + 1)
    const url = '/api/v1/alerts/a1/comment'
    const answer = await server.app.inject({ method: 'POST', url, payload })
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([413, 'too-large'])
  })
})
