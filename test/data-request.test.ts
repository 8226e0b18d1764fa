import { beforeAll, expect, it } from 'vitest'
import { createDataRequestAnswers } from '../src/casework/data-requests.ts'
import { dayMs, formatInstant } from '../src/domain/time.ts'
import { changesOf } from '../src/store/change-log.ts'
import { alertsIn, enterRows, made, passSecond, step } from './acts.ts'
import { noonAt } from './engine-app.ts'
import { useStillEngine } from './use-engine.ts'

/** Requests for data sets of the catalogue, as the clock passes over them. */
const still = useStillEngine(noonAt)
beforeAll(async () => {
  const fields = 'id,nameZh,nameEn,function,business,element,owner,district,unit,frequency'
  const facts = '监测,环境质量,地表水,监测站'
  const lines = [
    `${fields},quality,access,sharing`,
    `risks,风险源,Risks,${facts},青浦,个,每年,普查,/api/v1/registers,依申请共享`,
    `levels,水位,Levels,${facts},,m,5分钟,标记,/api/v1/readings,无条件共享`,
  ]
  await enterRows(still.engine, 'data-sets', lines)
})

async function look(at: number) {
  still.setNow(at)
  await passSecond(still.engine)
  const items = await alertsIn(still.engine.parts.db, { kind: 'system' })
  return items.flatMap(({ condition, rule }) => (condition === 'firing' ? [rule] : []))
}
const ask = (part: object = {}) =>
  still.engine.desk.askForData({
    ...{ dataSet: 'risks', person: '陈', district: 'jiashan', organisation: '嘉善监测站' },
    ...{ purpose: '突发事件溯源', exercise: false, ...part },
  })
const asked = async () => made(await ask()).id
const take = (id: string, name: string, data: Record<string, string>, part: object = {}) =>
  step(still.engine, id, name, { district: 'qingpu', person: '王', data, ...part })
const told = async (id: string) => {
  const any = { dataSet: null, district: null, ownerDistrict: null, exercise: null, state: null }
  const answers = createDataRequestAnswers(still.engine)
  const { items } = await answers.dataRequests({ ...any, cursor: null, limit: 100 })
  return items.find(({ workflow }) => workflow.id === id)!
}

it('are of what is shared on request alone', async () => {
  expect(await ask({ dataSet: 'nothing' })).toMatchObject({ code: 'bad-command' })
  const open = await ask({ dataSet: 'levels' })
  expect(open).toMatchObject({ ok: false, code: 'not-on-request' })
  if (!open.ok) expect(open.detail).toContain('/api/v1/readings')
})

it('are decided by the district that has it, by another person, with a reason or an end', async () => {
  const id = await asked()
  expect(await told(id)).toMatchObject({
    ...{ name: '风险源', purpose: '突发事件溯源', ownerDistrict: 'qingpu', decision: null },
    ...{ dueAt: noonAt + 14 * dayMs, isOverdue: false },
  })
  expect(await take(id, 'grant', {}, { district: 'wujiang' })).toMatchObject({
    code: 'not-the-owner',
  })
  expect(await take(id, 'grant', {}, { person: '陈' })).toMatchObject({ code: 'decided-by-asker' })
  expect(await take(id, 'grant', { until: formatInstant(noonAt) })).toMatchObject({
    code: 'until-not-ahead',
  })
  expect(await take(id, 'refuse', {})).toMatchObject({ code: 'bad-step' })
  const refusing = await take(await asked(), 'refuse', { reason: '涉密' })
  expect(refusing).toMatchObject({ subject: { state: 'refused', closedAt: noonAt } })

  const until = noonAt + 30 * dayMs
  const granted = { until: formatInstant(until), conditions: '仅限内部使用' }
  expect(await take(id, 'grant', granted)).toMatchObject({ subject: { state: 'granted' } })
  expect(await told(id)).toMatchObject({
    ...{ until, dueAt: null, decision: { step: 'grant', person: '王', said: '仅限内部使用' } },
  })
  expect(await look(until - 1)).toEqual([])
  expect((await told(id)).workflow.state).toBe('granted')
  await look(until)
  expect((await told(id)).workflow).toMatchObject({ state: 'closed', closedAt: until })
  const log = await changesOf(still.engine.parts.db, id)
  expect(log.map(({ actor, reason }) => `${actor} ${reason}`)).toEqual([
    ...['陈 opened-by-hand', '王 grant', 'engine lapse'],
  ])
})

it('are told as late once their time has passed, until they are decided', async () => {
  still.setNow(noonAt + 100 * dayMs)
  const id = await asked()
  expect(await look(noonAt + 114 * dayMs - 1)).toEqual([])
  for (const days of [114, 115])
    expect(await look(noonAt + days * dayMs)).toEqual(['data-request-overdue'])
  expect(await told(id)).toMatchObject({ isOverdue: true, dueAt: noonAt + 114 * dayMs })
  expect(await take(id, 'grant', {})).toMatchObject({ subject: { state: 'granted', dueAt: null } })
  expect(await look(noonAt + 116 * dayMs)).toEqual([])
  expect(await take(id, 'revoke', { reason: '用途不符' })).toMatchObject({
    subject: { state: 'revoked' },
  })
  expect(await told(id)).toMatchObject({ decision: { step: 'revoke', said: '用途不符' } })
})
