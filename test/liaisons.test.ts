import { beforeAll, describe, expect, it } from 'vitest'
import type { Route, Target } from '../src/domain/delivery.ts'
import { hourMs } from '../src/domain/time.ts'
import { deliverOnce, deliveriesOf } from './deliver-once.ts'
import { noonAt } from './engine-app.ts'
import { enterRows, made, openCase, step } from './acts.ts'
import { useStillEngine } from './use-engine.ts'

/** What crosses a district's border is told to its liaison, where a route is set. */
const still = useStillEngine(noonAt, { liaisonsBy: 'email' })
beforeAll(async () => {
  const rows = [
    ...['id,name,district,role,email', 'W-1,吴联,wujiang,liaison,w@example.org'],
    ...['W-2,吴值,wujiang,duty,duty@example.org', 'Q-1,青联,qingpu,liaison,q@example.org'],
    'J-1,嘉联,jiashan,liaison,',
  ]
  await enterRows(still.engine, 'contacts', rows)
})

const route: Route = {
  ...{ id: 'cross-border', enabled: true, drills: 'never', kinds: [], rules: null },
  ...{ stations: null, colour: null, reminderMs: null, quiet: null },
  steps: [{ afterMs: 0, to: { type: 'email', to: ['file@committee.example'] } }],
}
const open = async (kind: 'hand-over' | 'emergency-monitoring', exercise = false) => {
  const procedure = kind === 'hand-over' ? null : 'hj-589'
  const part = { procedure, about: { reason: '线索' }, exercise }
  return (await openCase(still.engine.desk, kind, part)).id
}
const act = (id: string, name: string, district: string, data = {}) =>
  step(still.engine, id, name, { district, data })
const send = { authority: 'environment', evidence: ['笔录'] }
const told = async () =>
  (await deliverOnce(still.engine, [route]))
    .map(({ to, notice }) => [
      (to as Extract<Target, { type: 'email' }>).to.join(' '),
      notice.title.en,
    ])
    .toSorted()
const copy = 'file@committee.example'

describe('a hand-over', () => {
  it('is told to the liaison to whom it goes, and back to who sent it', async () => {
    const id = await open('hand-over')
    expect(await act(id, 'send', 'wujiang', { ...send, to: 'qingpu' })).toMatchObject({ ok: true })
    expect(await told()).toEqual([
      [`q@example.org ${copy}`, 'To Qingpu: evidence is handed over; receive or return it'],
    ])
    await act(id, 'return', 'qingpu', { reason: '缺照片' })
    expect(await told()).toEqual([
      [`w@example.org ${copy}`, 'To Wujiang: evidence was returned for completion'],
    ])
  })

  it('whose result is revoked is told to all other districts', async () => {
    const id = await open('hand-over')
    await act(id, 'send', 'wujiang', { ...send, to: 'qingpu' })
    await act(id, 'receive', 'qingpu', { receipt: '1' })
    await act(id, 'result', 'qingpu', { result: '罚款', publication: 'published' })
    await told()
    const revoked = { grounds: 'lawsuit', document: '行初17', reason: '证据不足' }
    expect(await act(id, 'revoke', 'qingpu', revoked)).toMatchObject({ ok: true })
    expect(await told()).toEqual([
      [copy, 'To Jiashan: a result was revoked; it binds no longer'],
      [`w@example.org ${copy}`, 'To Wujiang: a result was revoked; it binds no longer'],
    ])
  })

  it('that was recorded in the field is told as well, once', async () => {
    const id = await open('hand-over')
    const said = { district: 'wujiang', person: '李', at: noonAt, place: null, attachments: [] }
    const steps = [{ ...said, step: 'send', data: { ...send, to: 'qingpu' } }]
    for (let times = 0; times < 2; times += 1)
      await still.engine.desk.takeFieldSteps(id, { sentAt: noonAt, steps })
    expect(await told()).toHaveLength(1)
  })

  it('within a district, or of a drill, is told to nobody', async () => {
    await act(await open('hand-over'), 'send', 'wujiang', { ...send, to: 'wujiang' })
    await act(await open('hand-over', true), 'send', 'wujiang', { ...send, to: 'qingpu' })
    expect(await told()).toEqual([])
  })

  it('reaches whom the route names where the liaison has no address', async () => {
    const id = await open('hand-over')
    await act(id, 'send', 'wujiang', { ...send, to: 'jiashan' })
    expect(await deliveriesOf(still.engine, id)).toMatchObject([
      { target: 'liaison of jiashan: none is known' },
    ])
    expect((await told()).map(([to]) => to)).toEqual([copy])
  })
})

it('goes to those whom patrols.json names in the place of liaisons', async () => {
  const { crossBorderTo } = still.engine.parts.patrolPlan
  Object.assign(crossBorderTo, { jiashan: ['W-2', 'J-1', 'nobody'] })
  await act(await open('hand-over'), 'send', 'wujiang', { ...send, to: 'jiashan' })
  Object.assign(crossBorderTo, { jiashan: undefined })
  expect((await told()).map(([to]) => to)).toEqual([`duty@example.org ${copy}`])
})

describe('a resource of another district', () => {
  const book = (forWorkflow: string, want: { resource: string } | { kind: 'boat' }) =>
    still.engine.desk.book({
      ...{ forWorkflow, want, district: 'wujiang', person: '王' },
      ...{ fromAt: noonAt, toAt: noonAt + hourMs },
    })

  it('is told to its owner when it is asked for and ordered, and to the asker what came of it', async () => {
    const forWorkflow = await open('emergency-monitoring')
    const { id } = made(await book(forWorkflow, { resource: 'qingpu-vehicle-1' })).workflow
    expect((await told()).map(([to]) => to)).toEqual([`q@example.org ${copy}`])
    await act(id, 'order', 'jiashan')
    expect((await told()).map(([to]) => to)).toEqual([`q@example.org ${copy}`])
    await act(id, 'confirm', 'qingpu')
    expect(await told()).toEqual([
      [`w@example.org ${copy}`, 'To Wujiang: the dispatch of qingpu-vehicle-1 was confirmed'],
    ])
  })

  it('that a case is short of is told once to those who have some free', async () => {
    const forWorkflow = await open('emergency-monitoring')
    const own = still.engine.parts.incidentPlan.resources.filter(
      ({ kind, district }) => kind === 'boat' && district === 'wujiang',
    )
    for (const { id } of own) await book(forWorkflow, { resource: id })
    for (let times = 0; times < 2; times += 1) {
      expect(await book(forWorkflow, { kind: 'boat' })).toMatchObject({
        code: 'resource-shortfall',
      })
    }
    expect(await told()).toContainEqual([
      `q@example.org ${copy}`,
      'To Qingpu: Wujiang is short of boat; you have some free',
    ])
    const rows = await deliveriesOf(still.engine, forWorkflow)
    expect(new Set(rows.map(({ target }) => target)).size).toBe(rows.length)
  })
})
