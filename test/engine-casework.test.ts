import { beforeAll, describe, expect, it } from 'vitest'
import type { Workflow } from './engine-api.ts'
import { openStream } from './engine-stream.ts'
import { eightSteps, leader, openPatrol, takeStep, walkPatrol } from './patrol-walk.ts'
import { useEngine } from './use-engine.ts'

/** Patrols, the ledger and drills on an engine that runs in earnest: by the wall, without the demo. */
const engine = useEngine({ QINGLIU_CLOCK: undefined as unknown as string })

type Item = {
  readonly id: string
  readonly title: string
  readonly state: string
  readonly exercise: boolean
  readonly overdue: boolean
  readonly foundBy: string | null
}
type Count = { readonly waterBody: string; readonly done: number; readonly warning: string | null }
type Digest = {
  readonly patrols: readonly { readonly id: string; readonly leader: string }[]
  readonly counts: readonly Count[]
  readonly ledger: { readonly open: readonly { readonly id: string }[]; readonly closed: number }
}

const doneAtTaipu = async (query = '') => {
  const { body } = await engine.api.get<{ items: Count[] }>(`patrols/counts${query}`)
  return body.items.find(({ waterBody }) => waterBody === 'taipu')?.done
}
const enter = async (part: object) => {
  const body = { title: '渗坑', description: '厂区东侧', person: '王', ...part }
  return (await engine.api.post<Workflow>('ledger', body)).body
}

describe('a joint patrol that was opened by hand', () => {
  let patrol: Workflow
  beforeAll(async () => {
    patrol = await walkPatrol(engine.api)
  })

  it('counts for its water body in its year', async () => {
    expect(patrol).toMatchObject({ state: 'closed', exercise: false, siteDistrict: 'wujiang' })
    expect(await doneAtTaipu()).toBe(1)
    expect(await doneAtTaipu('?year=2020')).toBe(0)
  })

  it('asks the districts of the zone to recognise its evidence', async () => {
    const standing = async () => {
      type Standing = { workflow: string; items: { district: string; state: string }[] }
      return (await engine.api.get<Standing>(`workflows/${patrol.id}/recognition`)).body
    }
    const { workflow, items } = await standing()
    expect(items.map(({ state }) => state)).toEqual(['pending', 'pending', 'pending'])
    const say = (district: string, step: string, data = {}) =>
      takeStep(engine.api, workflow, step, { district, data })
    expect((await say('kunshan', 'recognise')).status).toBe(409)
    await say('qingpu', 'recognise')
    await say('wujiang', 'contest', { reason: '笔录缺签名' })
    await say('jiashan', 'recognise')
    expect((await standing()).items).toMatchObject([
      { district: 'qingpu', state: 'recognised' },
      { district: 'wujiang', state: 'contested', reason: '笔录缺签名' },
      { district: 'jiashan', state: 'recognised' },
    ])
    expect((await say('qingpu', 'conclude')).status).toBe(409)
    await say('wujiang', 'recognise')
    expect((await say('qingpu', 'conclude')).body.state).toBe('closed')
  })

  it('is handed over, with receipt and result', async () => {
    const given = { kind: 'hand-over', workflow: patrol.id, person: '王', reason: '移送' }
    const { body: opened } = await engine.api.post<Workflow>('workflows', given)
    const data = { to: 'wujiang', authority: 'environment', evidence: [patrol.id] }
    await takeStep(engine.api, opened.id, 'send', { data })
    const receipt = { data: { receipt: 'WJ-17' } }
    const wrong = await takeStep(engine.api, opened.id, 'receive', receipt)
    expect(wrong.status).toBe(409)
    const wujiang = { district: 'wujiang', person: '李' }
    await takeStep(engine.api, opened.id, 'receive', { ...receipt, ...wujiang })
    const result = { data: { result: '罚款', publication: 'published' }, ...wujiang }
    expect((await takeStep(engine.api, opened.id, 'result', result)).body.state).toBe('closed')
  })
})

describe('the ledger', () => {
  it('carries an item from a patrol to its closing, and deletes none', async () => {
    const patrol = await walkPatrol(engine.api)
    const item = await enter({ workflow: patrol.id })
    const wrong = await enter({ title: '误报', station: 'lili' })
    const dueAt = new Date(Date.now() + 86_400_000).toISOString()
    await takeStep(engine.api, item.id, 'set-due', { data: { dueAt, responsible: '赵工' } })
    await takeStep(engine.api, item.id, 'rectify', { person: '赵', data: { measure: '填埋' } })
    await takeStep(engine.api, item.id, 'verify', { data: { finding: '已干' } })
    expect((await takeStep(engine.api, item.id, 'close')).body.state).toBe('closed')
    await takeStep(engine.api, wrong.id, 'cancel', { data: { reason: '误报' } })
    const all = await engine.api.items<Item>('ledger')
    expect(all).toMatchObject([
      { id: wrong.id, state: 'cancelled' },
      { id: item.id, state: 'closed', foundBy: patrol.id, overdue: false },
    ])
    const csv = await (await fetch(`${engine.httpAddress}/api/v1/ledger.csv`)).text()
    expect(csv.split('\r\n')).toHaveLength(1 + all.length + 1)
    expect(csv).toContain(`${item.id},渗坑,厂区东侧,wujiang`)
  })
})

describe('a drill', () => {
  it('runs on the same code, is marked wherever it is told, and counts nowhere', async () => {
    const counted = await doneAtTaipu()
    const stream = await openStream(engine.httpAddress, '?types=workflow.opened,workflow.step')
    const why = { trigger: 'complaint', reference: '信访 113' }
    const drill = await walkPatrol(engine.api, { exercise: true, reason: '演练', ...why })
    const found = await enter({ title: '演练隐患', workflow: drill.id })
    const real = await enter({ title: '隐患', station: 'lili' })
    expect([drill.exercise, found.exercise, real.exercise]).toEqual([true, true, false])
    const { data } = await stream.frame((frame) => frame.data?.['id'] === drill.id)
    expect(data).toMatchObject({ exercise: true })
    await stream.close()

    expect(await doneAtTaipu()).toBe(counted)
    expect(await doneAtTaipu('?exercise=true')).toBe(1)
    const titles = async (query: string) =>
      (await engine.api.items<Item>(`ledger?state=open${query}`)).map(({ title }) => title)
    expect(await titles('')).toEqual(['隐患'])
    expect(await titles('&exercise=true')).toEqual(['演练隐患'])
    const digest = async (query = '') => (await engine.api.get<Digest>(`digest${query}`)).body
    const [plain, drills] = [await digest(), await digest('?exercise=true')]
    expect(plain.patrols.map(({ id }) => id)).not.toContain(drill.id)
    expect(plain.ledger.open.map(({ id }) => id)).toEqual([real.id])
    expect(drills).toMatchObject({ patrols: [{ id: drill.id, leader: '陈', ...why }] })
    const page = await fetch(`${engine.httpAddress}/api/v1/digest.html?exercise=true`)
    const text = await page.text()
    expect(
      ['演练数据', '任务完成', '平望', '信访举报 信访 113'].filter((one) => !text.includes(one)),
    ).toEqual([])
  })
})

describe('a record from the field', () => {
  it('comes in later, at its own times, and a second record is shown beside the first', async () => {
    const { body: patrol } = await openPatrol(engine.api)
    const before = new Date(Date.now() - 3_600_000).toISOString()
    await takeStep(engine.api, patrol.id, 'assign-leader', { ...leader, at: before })
    const at = (minute: number) => new Date(Date.now() - 1_800_000 + minute * 60_000).toISOString()
    const one = { district: 'qingpu', person: '王', place: { lat: 30.98, lon: 120.64 } }
    const steps = eightSteps.map((step, index) => ({ ...one, step, at: at(index) }))
    type Told = { items: { outcome: string }[]; workflow: Workflow & { conflicts: object[] } }
    const send = (sent: readonly object[], sentAt = new Date().toISOString()) => {
      const body = { sentAt, steps: sent }
      return engine.api.post<Told>(`workflows/${patrol.id}/field-record`, body)
    }
    const late = await send(steps, new Date(Date.now() - 3_600_000).toISOString())
    expect(late).toMatchObject({ status: 409, body: { code: 'device-clock' } })
    const { body } = await send(steps.toReversed())
    expect(body.items.map(({ outcome }) => outcome)).toEqual(steps.map(() => 'taken'))
    expect(body.workflow).toMatchObject({ state: 'closed', conflicts: [] })
    const other = await send([{ ...steps[3], person: '陈' }])
    expect(other.body.items).toMatchObject([{ outcome: 'conflict' }])
    expect(other.body.workflow).toMatchObject({ conflicts: [{ step: 'inspect', person: '陈' }] })
  })
})
