import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fake } from './fake/capabilities.ts'
import { fakeNetwork, fakeWorkflow } from './fake/samples.ts'
import { openFakeServer } from './fake/server.ts'
import { attachmentBytesMax } from './limits.ts'
import type { HttpServer } from './server.ts'

let server: HttpServer
let fake: Fake
beforeEach(async () => {
  ;({ fake, server } = await openFakeServer())
  fake.workflows.set('w1', fakeWorkflow('w1', 3))
})
afterEach(() => server.close())

const get = (url: string) => server.app.inject(`/api/v1/${url}`)
const post = (url: string, payload: unknown, type = 'application/json') =>
  server.app.inject({
    method: 'POST',
    url: `/api/v1/${url}`,
    headers: { 'content-type': type },
    payload: payload instanceof Buffer ? payload : JSON.stringify(payload),
  })
const told = ({ statusCode, body }: Awaited<ReturnType<typeof get>>) => [
  statusCode,
  (JSON.parse(body) as { code?: string }).code,
]

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('districts', () => {
  it('are those of the network, in openapi.json and where one is named', async () => {
    const ids = fakeNetwork.districts.map(({ id }) => id)
    type Schema = { readonly properties: { readonly district: { readonly enum: string[] } } }
    type Openapi = { readonly paths: Record<string, { post: { requestBody: Body } }> }
    type Body = { readonly content: { 'application/json': { readonly schema: Schema } } }
    const { paths } = (await server.app.inject('/openapi.json')).json<Openapi>()
    const { schema } =
      paths['/api/v1/workflows/{id}/steps/{step}']!.post.requestBody.content['application/json']
    expect(schema.properties.district.enum).toEqual(ids)
    const body = { district: 'hongkou', person: '王' }
    const refused = await post('workflows/w1/steps/assign-leader', body)
    expect(told(refused)).toEqual([400, 'bad-body'])
    expect(refused.body).toContain(ids[0])
  })
})

describe('attachments', () => {
  it('are kept under their hash, and given back as they came', async () => {
    const kept = await post('workflows/w1/attachments', png, 'image/png')
    expect(kept.statusCode).toBe(201)
    const { sha256, type, bytes } = kept.json<Record<string, unknown>>()
    expect([type, bytes]).toEqual(['image/png', png.length])
    const again = await post('workflows/w1/attachments', png, 'image/png')
    expect([again.statusCode, again.body]).toEqual([200, kept.body])
    const given = await get(`attachments/${String(sha256)}`)
    expect(given.headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
    })
    expect(given.rawPayload).toEqual(png)
  })

  it.each([
    ['another type than they have', png, 'image/jpeg', [415, 'unsupported-media-type']],
    [
      'a type that is not taken',
      Buffer.from('<script>'),
      'text/html',
      [415, 'unsupported-media-type'],
    ],
    ['nothing', Buffer.alloc(0), 'image/png', [400, 'bad-body']],
    ['too much', Buffer.alloc(attachmentBytesMax + 1), 'image/png', [413, 'too-large']],
  ] as const)('are refused with %s', async (_name, content, type, expected) => {
    expect(told(await post('workflows/w1/attachments', content, type))).toEqual(expected)
  })

  it('need a workflow, and a hash that is known', async () => {
    expect(told(await post('workflows/no/attachments', png, 'image/png'))[0]).toBe(404)
    expect(told(await get('attachments/00'))).toEqual([404, 'not-found'])
  })
})

describe('evidence', () => {
  it('is a tar to be saved, of a workflow that there is', async () => {
    const found = await get('workflows/w1/evidence')
    expect([found.statusCode, found.body]).toEqual([200, 'evidence of w1'])
    expect(found.headers).toMatchObject({
      'content-type': 'application/x-tar',
      'content-disposition': 'attachment; filename="evidence-w1.tar"',
    })
    expect(told(await get('workflows/no/evidence'))).toEqual([404, 'unknown-workflow'])
  })

  it('was signed with keys, of which the newest is in force', async () => {
    const { items } = (await get('evidence/keys')).json<{ items: object[] }>()
    expect(items).toMatchObject([
      { fingerprint: 'a'.repeat(64), inForce: true, n: 7, since: '2026-11-23T00:05:00.000Z' },
      { fingerprint: 'b'.repeat(64), inForce: false, n: 0, person: '王' },
    ])
  })
})

const drillOf = { kind: 'joint-patrol', station: 'TP-1', person: '王', reason: '演练' }

describe('opening by hand', () => {
  it('takes a drill, and says that it is one', async () => {
    const given = { kind: 'joint-patrol', station: 'TP-1', person: '王', reason: '演练' }
    const opened = await post('workflows', { ...given, exercise: true })
    expect([opened.statusCode, opened.headers['etag']]).toEqual([200, '"7"'])
    expect(opened.json()).toMatchObject({ exercise: true, about: { reason: '演练' } })
    const complaint = { ...given, trigger: 'complaint', reference: '沪信〔2026〕113' }
    expect((await post('workflows', complaint)).json()).toMatchObject({
      about: { reason: '演练', trigger: 'complaint', reference: '沪信〔2026〕113' },
    })
  })

  it.each([
    ['a trigger that is none', { ...drillOf, trigger: 'rumour' }],
    ['no reason', { kind: 'joint-patrol', station: 'TP-1', person: '王' }],
    ['a kind that is opened otherwise', { kind: 'risk-item', person: '王', reason: 'x' }],
    ['a procedure that is none', { kind: 'emergency-monitoring', person: '王', reason: 'x' }],
  ])('refuses %s', async (_name, body) => {
    expect(told(await post('workflows', body))).toEqual([400, 'bad-body'])
  })
})

describe('a record from the field', () => {
  const at = '2026-11-23T08:05:00+08:00'
  const step = { step: 'sign-in', district: 'qingpu', person: '王', at }

  it('tells what became of each step', async () => {
    const answer = await post('workflows/w1/field-record', { sentAt: at, steps: [step] })
    expect(answer.json()).toMatchObject({
      items: [{ step: 'sign-in', outcome: 'taken' }],
      workflow: { id: 'w1', conflicts: [] },
    })
  })

  it('is refused by its clock, and without times', async () => {
    const late = { sentAt: '2026-11-23T09:05:00+08:00', steps: [step] }
    expect(told(await post('workflows/w1/field-record', late))).toEqual([409, 'device-clock'])
    const timeless = { sentAt: at, steps: [{ ...step, at: undefined }] }
    expect(told(await post('workflows/w1/field-record', timeless))).toEqual([400, 'bad-body'])
    expect(told(await post('workflows/no/field-record', late))[0]).toBe(404)
  })
})

describe('ledger, counts and digest', () => {
  it('lists, exports and takes items', async () => {
    const { items } = (await get('ledger?state=open&overdue=true')).json<{ items: unknown[] }>()
    expect(items).toMatchObject([{ id: 'l1', title: '=渗坑', overdue: true, exercise: false }])
    const csv = await get('ledger.csv')
    expect([csv.headers['content-type'], csv.body]).toEqual([
      'text/csv; charset=utf-8',
      'id,title\r\n',
    ])
    const entered = await post('ledger', { title: '渗坑', person: '王', district: 'qingpu' })
    expect(entered.json()).toMatchObject({ kind: 'risk-item', about: { title: '渗坑' } })
    expect(told(await post('ledger', { person: '王' }))).toEqual([400, 'bad-body'])
    expect(told(await get('ledger?state=lost'))).toEqual([400, 'bad-query'])
  })

  it('counts the patrols of a year, this one where none is named', async () => {
    expect((await get('patrols/counts')).json()).toMatchObject({
      items: [{ waterBody: 'taipu', year: 2026, done: 0, warning: 'due' }],
      teamHead: { year: 2026, district: 'qingpu' },
    })
    expect((await get('patrols/counts?year=2025')).json()).toMatchObject({ teamHead: null })
    expect(told(await get('patrols/counts?year=soon'))).toEqual([400, 'bad-query'])
  })

  it('tells the plan of a year, and where each of its patrols stands', async () => {
    const { year, items } = (await get('patrols/plan')).json<{ year: number; items: unknown[] }>()
    expect(year).toBe(2026)
    expect(items).toMatchObject([
      { entry: 'P-1', number: 1, of: 2, waterBody: 'taipu', state: 'late', workflow: 'w1' },
    ])
    expect((await get('patrols/plan?year=2027')).json()).toEqual({ year: 2027, items: [] })
  })

  it('names and draws whom a patrol visits', async () => {
    expect((await get('workflows/w1/sites')).json()).toEqual({
      items: [{ site: 'S', name: '甲厂', exempt: false }],
    })
    expect(told(await get('workflows/no/sites'))).toEqual([404, 'unknown-workflow'])
    const by = { district: 'qingpu', person: '王' }
    const exempt = { ...by, sites: ['exempt'] }
    expect(told(await post('workflows/w1/sites', exempt))).toEqual([409, 'site-exempt'])
    const named = await post('workflows/w1/sites', { ...exempt, reason: '投诉' })
    expect(named.headers['etag']).toBe('"9"')
    const drawn = await post('workflows/w1/draw', { ...by, sites: 1, inspectors: 2 })
    expect(drawn.headers['etag']).toBe('"10"')
    expect(told(await post('workflows/w1/draw', { ...by, sites: -1 }))).toEqual([400, 'bad-body'])
  })

  it('answers the digest of a half-year as JSON and as a page', async () => {
    expect((await get('digest?half=2026-H2')).json()).toMatchObject({ half: '2026-H2' })
    const page = await get('digest.html?lang=en')
    expect(page.headers['content-type']).toContain('text/html')
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(page.body).toBe('<p>2026-H2 en</p>')
    expect(told(await get('digest?half=2026-H3'))).toEqual([400, 'bad-query'])
  })

  it('lists results, with the grounds of those that were revoked', async () => {
    expect((await get('results?state=revoked')).json()).toMatchObject({
      items: [
        {
          ...{
            major: true,
            workflow: 'h1',
            about: 'w1',
            district: 'wujiang',
            result: '罚款',
            state: 'revoked',
          },
          revoked: { grounds: 'lawsuit', document: '行初17', at: '2026-11-23T00:05:00.000Z' },
        },
      ],
    })
    expect((await get('results?state=recognised')).json()).toMatchObject({ items: [] })
    expect(told(await get('results?state=lost'))).toEqual([400, 'bad-query'])
  })

  it('tells where the districts stand', async () => {
    expect((await get('workflows/w1/recognition')).json()).toMatchObject({
      ...{ workflow: 'r1', items: [{ district: 'qingpu', state: 'pending' }] },
    })
    expect(told(await get('workflows/no/recognition'))).toEqual([404, 'not-found'])
  })
})
