import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Alert, Answer, Problem, Workflow } from './engine-api.ts'
import { openStream } from './engine-stream.ts'
import { useEngineAndGateway } from './use-engine.ts'
import { eightSteps, place } from './patrol-walk.ts'

/** Workflows that a confirmed deterioration opens, walked through as the districts would. */
const { engine, gateway } = useEngineAndGateway()
let alert: Alert
beforeAll(async () => {
  const time = '2026-11-23T11:00:00+08:00'
  await gateway.observe('pingwang', { time, values: { sb: 0.0062 } })
  await engine.folded()
  const [raised] = await engine.api.items<Alert>('alerts?state=open')
  const headers = { 'if-match': raised!.etag }
  alert = (await engine.api.post<Alert>(`alerts/${raised!.id}/confirm`, {}, headers)).body
})

const at = (minute: number) => `2026-11-23T11:${String(minute).padStart(2, '0')}:00+08:00`
const told = ({ status, body }: Answer<unknown>) => [status, (body as Problem).code]

let workflow: Workflow
const idOf = async (kind: string) => {
  const all = await engine.api.items<Workflow>(`workflows?kind=${kind}`)
  return all.find((one) => one.alert === alert.id)!.id
}
const read = async (kind: string) => {
  workflow = (await engine.api.get<Workflow>(`workflows/${await idOf(kind)}`)).body
}
const step = (name: string, body: object, headers: Record<string, string> = {}) =>
  engine.api.post<Workflow>(
    `workflows/${workflow.id}/steps/${name}`,
    { district: 'qingpu', person: '王', at: at(0), place, ...body },
    headers,
  )
const lead = (leaderDistrict: string) =>
  step('assign-leader', { data: { leader: '陈', leaderDistrict } })

describe('a joint patrol', () => {
  beforeEach(() => read('joint-patrol'))

  it('begins with a leader, who is not of the district of the site', async () => {
    expect(workflow).toMatchObject({
      kind: 'joint-patrol',
      state: 'opened',
      siteDistrict: 'wujiang',
      allowed: ['assign-leader', 'cancel'],
    })
    expect(told(await lead('wujiang'))).toEqual([409, 'leader-own-district'])
    expect(told(await lead('kunshan'))).toEqual([409, 'leader-outside-zone'])
    expect(told(await lead('atlantis'))).toEqual([400, 'bad-step'])
    const leaderless = await step('assign-leader', { data: {} })
    expect(told(leaderless)).toEqual([400, 'bad-step'])
    await read('joint-patrol')
    expect(workflow.steps).toEqual([])

    const assigned = await lead('jiashan')
    expect(assigned).toMatchObject({ status: 200, body: { state: 'leader-assigned' } })
    expect(assigned.body.steps[0]?.data).toMatchObject({ leader: '陈', assist: 'wujiang' })
  })

  it('refuses a step out of turn, out of time, off site, or unknown', async () => {
    const early = await step('inspect', {})
    expect(told(early)).toEqual([409, 'step-not-allowed'])
    expect(early.body.allowed).toEqual(['sign-in', 'cancel'])
    expect(told(await step('sign-in', { place: null }))).toEqual([400, 'bad-step'])
    expect(told(await step('sign-in', { place: { lat: 95, lon: 0 } }))).toEqual([400, 'bad-body'])
    expect(told(await step('sign-in', { at: '2026-11-22T08:00:00Z' }))).toEqual([
      409,
      'out-of-time-order',
    ])
    expect(told(await step('dance', {}))).toEqual([404, 'unknown-step'])
    expect(told(await step('sign-in', {}, { 'if-match': '"0"' }))).toEqual([412, 'stale'])
  })

  it('takes the eight steps to its end, each told on the stream', async () => {
    const stream = await openStream(engine.httpAddress, '?types=workflow.step,workflow.closed')
    for (const [index, name] of eightSteps.entries()) {
      await read('joint-patrol')
      expect(workflow.allowed).toEqual([name, 'cancel'])
      const photos = name === 'inspect' ? [{ name: 'outfall.jpg' }] : []
      const body = { at: at(index + 1), attachments: photos }
      const taken = await step(name, body, { 'if-match': workflow.etag })
      expect([taken.status, taken.etag]).toEqual([200, taken.body.etag])
    }
    await read('joint-patrol')
    expect(workflow).toMatchObject({ state: 'closed', allowed: [] })
    expect(workflow.closedAt).not.toBeNull()
    expect(workflow.steps.map((one) => one.step)).toEqual(['assign-leader', ...eightSteps])
    expect(told(await step('complete', { at: at(20) }))).toEqual([409, 'step-not-allowed'])

    const closed = await stream.frame(({ type }) => type === 'workflow.closed')
    expect(closed.data).toMatchObject({ id: workflow.id, state: 'closed', alert: alert.id })
    expect(stream.frames.filter(({ type }) => type === 'workflow.step')).toHaveLength(7)
    await stream.close()
  })
})

describe('a consultation', () => {
  it('is concluded when every district of the zone has spoken', async () => {
    await read('consultation')
    const key = { 'idempotency-key': 'convened-once' }
    const convened = await step('convene', {}, key)
    expect(await step('convene', {}, key), 'sent again').toEqual(convened)
    const opinion = (district: string) => step('opinion', { district, data: { opinion: '同意' } })
    for (const district of ['qingpu', 'wujiang']) expect((await opinion(district)).status).toBe(200)
    expect(told(await opinion('kunshan'))).toEqual([409, 'district-outside-zone'])
    const early = await step('conclude', { data: { decision: '加密监测' } })
    expect(told(early)).toEqual([409, 'opinions-missing'])
    await opinion('jiashan')
    const concluded = await step('conclude', { data: { decision: '加密监测' } })
    expect(concluded).toMatchObject({ status: 200, body: { state: 'closed' } })
    expect(concluded.body.steps).toHaveLength(5)
  })
})

describe('emergency monitoring', () => {
  it('runs by HJ 589 from first judgement to its end, plans numbered', async () => {
    await read('emergency-monitoring')
    expect(workflow.procedure).toBe('hj-589')
    const plan = {
      points: ['pingwang'],
      factors: ['w20004'],
      methods: ['ICP-MS'],
      frequency: '1 h',
    }
    const steps: readonly (readonly [string, object])[] = [
      ['start', {}],
      ['first-judgement', { judgement: '印染废水' }],
      ['plan', plan],
      ['sampling-round', { results: [{ sb: 0.0061 }] }],
      ['revise-plan', { ...plan, frequency: '4 h' }],
      ['sampling-round', { results: [{ sb: 0.0031 }] }],
      ['report', { summary: '下降' }],
      ['propose-termination', { criterion: 'below-for-48-h' }],
      ['end', {}],
    ]
    for (const [name, data] of steps) {
      const taken = await step(name, { data })
      expect([name, taken.status]).toEqual([name, 200])
    }
    await read('emergency-monitoring')
    expect(workflow.state).toBe('closed')
    const rounds = workflow.steps.filter((one) => one.step === 'sampling-round')
    expect(rounds.map(({ data }) => [data['round'], data['planRevision']])).toEqual([
      [1, 1],
      [2, 2],
    ])
  })

  it('leaves the alert as it was, with its three workflows', async () => {
    const { body } = await engine.api.get<Alert>(`alerts/${alert.id}`)
    expect(body).toMatchObject({ condition: 'firing', workflows: alert.workflows })
    const all = await engine.api.items<Workflow>('workflows?state=closed')
    expect(all.map(({ id }) => id).sort()).toEqual([...alert.workflows].sort())
    expect((await engine.api.get('workflows/none')).status).toBe(404)
  })
})
