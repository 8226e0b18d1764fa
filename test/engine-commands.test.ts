import { describe, expect, it } from 'vitest'
import type { Alert, Answer, Problem, Workflow } from './engine-api.ts'
import type { Observation } from './engine-gateway.ts'
import { useEngineAndGateway } from './use-engine.ts'

/** What people do to alerts, and how a request that cannot be done is told why. */
const { engine, gateway } = useEngineAndGateway()

/** An alert of its own for each test: what makes one at this station, and the alert. */
async function alertAt(
  station: string,
  values: Observation['values'] = { sb: 0.0062 },
  times: readonly string[] = ['11:00'],
): Promise<Alert> {
  for (const time of times) {
    await gateway.observe(station, { time: `2026-11-23T${time}:00+08:00`, values })
  }
  await engine.folded()
  const [alert] = await engine.api.items<Alert>(`alerts?state=open&station=${station}`)
  expect(alert).toBeDefined()
  return alert!
}
const again = async ({ id }: Alert) => (await engine.api.get<Alert>(`alerts/${id}`)).body
const post = <T = Problem>(
  path: string,
  body: unknown = {},
  headers: Readonly<Record<string, string>> = {},
) => engine.api.post<T>(path, body, headers)
const told = ({ status, body }: Answer<Problem>) => [status, body.code]

describe('a confirmed alert', () => {
  const opened = async (alert: Alert) => {
    const found = alert.workflows.map((id) => engine.api.get<Workflow>(`workflows/${id}`))
    const workflows = (await Promise.all(found)).map(({ body }) => body)
    for (const workflow of workflows) expect(workflow.alert).toBe(alert.id)
    return workflows.map(({ kind, procedure }) => [kind, procedure])
  }
  const confirm = ({ id, etag }: Alert, body: object = {}) =>
    post<Alert>(`alerts/${id}/confirm`, body, { 'if-match': etag })
  const special = (procedure: string) => [
    ['joint-patrol', null],
    ['consultation', null],
    ['emergency-monitoring', procedure],
  ]

  it.each([
    ['algal-bloom', 'dianshan-north', { chla: 30 }, {}, special('bloom-plan')],
    ['deterioration', 'pingwang', { sb: 0.0062 }, {}, special('hj-589')],
    ['limit', 'lili', { fe: 0.4 }, {}, []],
    ['limit', 'luxu', { fe: 0.4 }, { as: 'deterioration' }, special('hj-589')],
    ['sensor-fault', 'yuandang', { ph: 14.9 }, {}, [['maintenance-task', null]]],
  ])(
    'of kind %s at %s opens what its kind asks for',
    async (kind, station, values, body, kinds) => {
      const alert = await alertAt(station, values, ['11:00', '11:15', '11:30'])
      expect(alert.kind).toBe(kind)
      const confirmed = await confirm(alert, body)
      expect(confirmed).toMatchObject({ status: 200, body: { attention: 'acknowledged' } })
      expect(await opened(confirmed.body)).toEqual(kinds)

      const twice = await confirm(confirmed.body, body)
      expect(twice).toMatchObject({ status: 200, body: { workflows: confirmed.body.workflows } })
      const all = await engine.api.items<Workflow>('workflows')
      expect(all.filter((one) => one.alert === alert.id)).toHaveLength(kinds.length)
    },
  )

  it('is asked for by kind and state of its workflows', async () => {
    const patrols = await engine.api.items<Workflow>('workflows?kind=joint-patrol&state=opened')
    expect(patrols).toHaveLength(3)
    expect(await engine.api.items('workflows?kind=joint-patrol&state=closed')).toEqual([])
  })
})

describe('checks of a command', () => {
  it('come in one order: 404, 428, 412, 400, 409, 422', async () => {
    const alert = await alertAt('jinze-hydro')
    const path = `alerts/${alert.id}/close`
    const bad = '{"reason": 7'
    const key = { 'idempotency-key': 'order' }
    const current = { ...key, 'if-match': alert.etag }
    // The key is taken by another request, so that all six faults are there from the beginning.
    const first = await post<Alert>(`alerts/${alert.id}/comment`, { text: 'seen' }, key)
    expect(first.status).toBe(200)
    const stale = current

    expect(told(await post('alerts/none/close', bad, stale))).toEqual([404, 'unknown-alert'])
    expect(told(await post(path, bad, key))).toEqual([428, 'if-match-required'])
    expect(told(await post(path, bad, stale))).toEqual([412, 'stale'])
    const matching = { ...key, 'if-match': first.etag! }
    expect(told(await post(path, bad, matching))).toEqual([400, 'bad-body'])
    const tooFar = { until: '2030-01-01T00:00:00Z', reason: 'works' }
    const shelving = await post(`alerts/${alert.id}/shelve`, tooFar, matching)
    expect(told(shelving)).toEqual([400, 'bad-command'])
    const closing = await post(path, { reason: 'over' }, matching)
    expect(told(closing)).toEqual([409, 'not-allowed'])
    expect(closing.body.allowed).toEqual(first.body.allowed)
    expect(closing.body.allowed).toContain('confirm')
    expect(closing.body.allowed).not.toContain('close')
    const acknowledging = await post(`alerts/${alert.id}/acknowledge`, {}, matching)
    expect(told(acknowledging)).toEqual([422, 'idempotency-conflict'])
    expect((await again(alert)).attention).toBe('new')
  })

  it.each([
    ['reject', {}],
    ['reject', { reason: '' }],
    ['grade', { grade: 'V' }],
    ['shelve', { until: '2026-11-24T12:00:00' }],
    ['shelve', { until: '2026-11-20T12:00:00Z', reason: 'past' }],
    ['confirm', { as: 'deterioration' }],
    ['confirm', []],
    ['acknowledge', { person: 5 }],
  ])('refuse a body: %s %j', async (verb, body) => {
    const [alert] = await engine.api.items<Alert>('alerts?station=jinze-hydro')
    const answer = await post(`alerts/${alert!.id}/${verb}`, body, { 'if-match': alert!.etag })
    expect(answer.status).toBe(400)
    expect(answer.body.code).toMatch(/^bad-/)
  })

  it('answer problem documents', async () => {
    const response = await fetch(`${engine.httpAddress}/api/v1/alerts/none`)
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(await response.json()).toMatchObject({ status: 404, code: 'unknown-alert' })
    const nothing = await fetch(`${engine.httpAddress}/no/such/page`)
    expect([nothing.status, await nothing.json()]).toMatchObject([404, { code: 'not-found' }])
  })

  it('let one of two clerks through who saw the same alert', async () => {
    const alert = await alertAt('dingzha-gate')
    const headers = { 'if-match': alert.etag }
    const answers = await Promise.all(
      ['acknowledge', 'confirm', 'reject'].map((verb) =>
        post(`alerts/${alert.id}/${verb}`, { reason: 'both at once' }, headers),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412])
  })
})

describe('an idempotency key', () => {
  it('gives the same answer again, whatever has happened since', async () => {
    const alert = await alertAt('dashun-gate')
    const path = `alerts/${alert.id}/confirm`
    const headers = { 'if-match': alert.etag, 'idempotency-key': 'lost-answer' }
    const body = { person: '李', reason: '现场确认' }
    const first = await post<Alert>(path, body, headers)
    expect(first.status).toBe(200)
    await post(`alerts/${alert.id}/comment`, { text: 'meanwhile' })
    const head = (await again(alert)).etag
    const second = await post<Alert>(path, { reason: '现场确认', person: '李' }, headers)
    expect(second).toEqual(first)
    expect((await again(alert)).etag, 'nothing was done').toBe(head)
  })

  it('taken by another request is a conflict, also where doing it twice is well', async () => {
    const [alert] = await engine.api.items<Alert>('alerts?station=dashun-gate')
    const headers = { 'if-match': alert!.etag, 'idempotency-key': 'lost-answer' }
    const confirm = await post(`alerts/${alert!.id}/confirm`, { person: '王' }, headers)
    expect(told(confirm)).toEqual([422, 'idempotency-conflict'])
    const comment = await post(`alerts/${alert!.id}/comment`, { text: 'other' }, headers)
    expect(told(comment)).toEqual([422, 'idempotency-conflict'])
    const release = await post(`alerts/${alert!.id}/release`, { person: '王' })
    expect(told(release)).toEqual([428, 'if-match-required'])
  })

  it('sent twice at once does one thing', async () => {
    const alert = await alertAt('dazhushe')
    const headers = { 'if-match': alert.etag, 'idempotency-key': 'impatient' }
    const send = () => post<Alert>(`alerts/${alert.id}/confirm`, {}, headers)
    const [one, other] = await Promise.all([send(), send()])
    expect(one.status).toBe(200)
    expect(other).toEqual(one)
    expect((await again(alert)).workflows).toHaveLength(3)
  })
})

describe('what people say of an alert', () => {
  it('grades, shelves, comments and rejects it', async () => {
    const alert = await alertAt('yuhuitang')
    const act = async (verb: string, body: object) => {
      const { etag } = await again(alert)
      return post<Alert>(`alerts/${alert.id}/${verb}`, body, { 'if-match': etag })
    }
    expect(await act('grade', { grade: 'II' })).toMatchObject({ body: { incidentGrade: 'II' } })
    const until = '2026-11-24T04:00:00.000Z'
    const shelved = await act('shelve', { until, reason: '等复测' })
    expect(shelved).toMatchObject({ status: 200, body: { shelvedUntil: until } })
    const open = await engine.api.items<Alert>('alerts?state=open&station=yuhuitang')
    expect(open, 'a shelved alert is open').toHaveLength(1)
    expect(await act('unshelve', {})).toMatchObject({ body: { shelvedUntil: null } })
    const rejected = await act('reject', { reason: '试剂污染' })
    expect(rejected).toMatchObject({ body: { attention: 'closed', verdict: 'rejected' } })
    expect(await engine.api.items('alerts?state=open&station=yuhuitang')).toEqual([])
    const since = await engine.api.items<Alert>(
      `alerts?changedSince=${Number(alert.etag.slice(1, -1))}`,
    )
    expect(since.map(({ id }) => id)).toEqual([alert.id])
  })
})
