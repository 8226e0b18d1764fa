import { beforeAll, describe, expect, it } from 'vitest'
import { fakeAlert } from '../alerts/fake-alert.ts'
import type { Route } from '../src/domain/delivery.ts'
import type { Engine } from '../src/engine.ts'
import { createRegisterAnswers } from '../src/registers/answers.ts'
import { sendNotice } from '../src/registers/notices.ts'
import { saveAlert } from '../src/store/alerts.ts'
import { deliverOnce, deliveriesOf } from './deliver-once.ts'
import { enterRows, made, step } from './acts.ts'
import { noonAt } from './engine-app.ts'
import { useStillEngine } from './use-engine.ts'

/** Notices to enterprises: proposed, sent by a person, told over the route, never as a drill. */
const firm = '91320509MA1TE6T001'
const silent = '91320509MA1TE6T002'
const still = useStillEngine(noonAt, { tellsEnterprises: true })
beforeAll(async () => {
  await enterRows(still.engine, 'enterprises', [
    'creditCode,name,district,phone,email',
    ...[`${firm},某印染厂,wujiang,0512 6300 0000,env@firm.example`, `${silent},某仓储,wujiang,,`],
  ])
  await enterRows(still.engine, 'pollution-sources', [
    'id,name,enterprise,district,kind,station,waterBody,atKm,offKm',
    ...[`far,远,${firm},wujiang,industrial,,taipu,5,1`, 'below,下,,wujiang,industrial,,taipu,16,'],
    ...[`near,近,${firm},wujiang,industrial,pingwang,,,0.4`, 'lake,湖,,wujiang,farm,,fen,,'],
    ...Array.from({ length: 1_100 }, (_, nth) => `a${nth},湖,,wujiang,farm,,fen,,`),
  ])
  await saveAlert(still.engine.parts.db, fakeAlert({ id: 'a1', station: 'pingwang' }))
})

const route: Route = {
  ...{ id: 'enterprise-notice', enabled: true, drills: 'never', kinds: [], rules: null },
  ...{ stations: null, colour: null, reminderMs: null, quiet: null },
  steps: [{ afterMs: 0, to: { type: 'email', to: ['copy@district.example'] } }],
}

/** Propose to an enterprise, and take the step `send`. */
async function notify(enterprise: string, part: { exercise?: boolean } = {}) {
  const { engine } = still
  const answers = createRegisterAnswers(engine)
  const proposal = { enterprise, alert: null, reason: '水色异常', person: '王', exercise: false }
  const { id } = made(await answers.proposeNotice({ ...proposal, ...part }, null))
  return { id, sent: await send(engine, id) }
}
const send = (engine: Engine, id: string) =>
  step(engine, id, 'send', { data: { message: '请检查排口', messageEn: 'check the outfall' } })
const deliveries = (alert: string) => deliveriesOf(still.engine, alert)
const deliver = (routes: readonly Route[]) => deliverOnce(still.engine, routes)

describe('a notice to an enterprise', () => {
  it('is told once a person sends it, to the address that the register has', async () => {
    const { id, sent } = await notify(firm)
    expect(sent).toMatchObject({ ok: true, subject: { state: 'sent', siteDistrict: 'wujiang' } })
    expect(await deliveries(id)).toMatchObject([{ state: 'queued', target: `enterprise ${firm}` }])
    const [told, ...more] = await deliver([route])
    expect(more).toEqual([])
    expect(told?.to).toEqual({ type: 'email', to: ['env@firm.example', 'copy@district.example'] })
    expect(told?.notice).toMatchObject({
      title: {
        zh: '【企业云通报】某印染厂：请检查排口',
        en: 'Notice to 某印染厂: check the outfall',
      },
      alert: { id, enterprise: firm, reason: '水色异常', by: '李' },
    })
    const rows = await deliveries(id)
    expect(rows).toMatchObject([{ state: 'sent', attempts: 1 }])
    expect(JSON.stringify(rows)).not.toContain('firm.example')
  })

  it('is not told again, nor when the sending is tried twice', async () => {
    const { id } = await notify(firm)
    expect(await send(still.engine, id)).toMatchObject({ ok: false, code: 'step-not-allowed' })
    expect(await deliver([route])).toHaveLength(1)
    expect(await deliver([route])).toEqual([])
  })

  it('of a drill is written down and reaches nobody', async () => {
    const { id, sent } = await notify(firm, { exercise: true })
    expect(sent).toMatchObject({ ok: true, subject: { state: 'sent', exercise: true } })
    expect(await deliveries(id)).toEqual([])
    expect(await deliver([route])).toEqual([])
  })

  it('to one without an address, or when the route is gone, is told as dead', async () => {
    const { id } = await notify(silent)
    expect(await deliver([route])).toEqual([])
    expect(await deliveries(id)).toMatchObject([
      { state: 'dead', detail: 'the register has no email of the enterprise' },
    ])
    const other = await notify(firm)
    expect(await deliver([])).toEqual([])
    expect(await deliveries(other.id)).toMatchObject([{ state: 'dead' }])
  })

  it('is proposed to an enterprise in force alone', async () => {
    const { proposeNotice } = createRegisterAnswers(still.engine)
    const proposal = { enterprise: 'x', alert: null, reason: 'x', person: '王', exercise: false }
    expect(await proposeNotice(proposal, null)).toMatchObject({ code: 'unknown-entry' })
    const about = { ...proposal, enterprise: firm, alert: 'a9' }
    expect(await proposeNotice(about, null)).toMatchObject({ code: 'unknown-alert' })
  })
})

describe('the sources near an alert', () => {
  it('are those of all registered whose water comes by, the nearest first', async () => {
    const { sourcesNear } = createRegisterAnswers(still.engine)
    const found = await sourcesNear('a1')
    expect(found?.map(({ entry, distanceKm }) => [entry.key, distanceKm])).toEqual([
      ['near', 0.4],
      ['far', 11],
    ])
    expect(await sourcesNear('a9')).toBeNull()
  })
})

it('is refused where no route is set, and from the field', async () => {
  const { engine } = still
  const { proposeNotice } = createRegisterAnswers(engine)
  const proposal = { enterprise: firm, alert: null, reason: 'x', person: '王', exercise: false }
  const subject = made(await proposeNotice(proposal, null))
  const said = { step: 'send', data: { message: '请检查' }, person: '李' }
  const refused = await engine.parts.db.transaction((tx) =>
    sendNotice(tx, { now: () => noonAt }, subject, said),
  )
  expect(refused).toMatchObject({ ok: false, code: 'no-route' })
  const field = await engine.desk.takeFieldSteps(subject.id, { sentAt: noonAt, steps: [] })
  expect(field).toMatchObject({ ok: false, code: 'not-allowed' })
  expect(await deliveries(subject.id)).toEqual([])
})
