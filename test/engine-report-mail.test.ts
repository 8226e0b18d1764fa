import { beforeAll, describe, expect, it } from 'vitest'
import type { Route, Target } from '../src/domain/delivery.ts'
import { retireEntry } from '../src/registers/acts.ts'
import { getWorkflow } from '../src/store/workflows.ts'
import { deliverOnce, deliveriesOf } from './deliver-once.ts'
import { noonAt } from './engine-app.ts'
import { enterRows, openCase, step } from './acts.ts'
import { useStillEngine } from './use-engine.ts'

/** Reports on an incident: released by a person, mailed to contacts of the register, never as a drill. */
const still = useStillEngine(noonAt, { reportsBy: 'email' })
beforeAll(async () => {
  await enterRows(still.engine, 'contacts', [
    'id,name,district,role,organisation,phone,email',
    'mee,沈,qingpu,duty,生态环境部,,duty@mee.example',
    'province,陆,wujiang,duty,省生态环境厅,,duty@province.example',
    'mute,王,wujiang,duty,某局,,',
  ])
})

const route: Route = {
  ...{ id: 'incident-report', enabled: true, drills: 'never', kinds: [], rules: null },
  ...{ stations: null, colour: null, reminderMs: null, quiet: null },
  steps: [{ afterMs: 0, to: { type: 'email', to: ['file@committee.example'] } }],
}

const openReports = async (exercise = false) =>
  (await openCase(still.engine.desk, 'incident-report', { exercise, grade: 'II' })).id
const release = (id: string, name: string, to: readonly string[]) => {
  const text = '平望断面锑浓度超标，已启动应急监测。'
  return step(still.engine, id, name, { data: { to: [...to], text } })
}

describe('a report on an incident', () => {
  it('is mailed to those whom it is to once a person releases it, each report once', async () => {
    const id = await openReports()
    expect(await deliverOnce(still.engine, [route])).toEqual([])
    expect(await release(id, 'first-report', ['mee', 'province'])).toMatchObject({ ok: true })
    expect(await deliveriesOf(still.engine, id)).toMatchObject([
      { state: 'queued', target: 'contacts mee, province' },
    ])
    const [first, ...more] = await deliverOnce(still.engine, [route])
    expect(more).toEqual([])
    expect(new Set((first!.to as Extract<Target, { type: 'email' }>).to)).toEqual(
      new Set(['duty@mee.example', 'duty@province.example', 'file@committee.example']),
    )
    expect(first!.notice).toMatchObject({
      title: {
        zh: '【突发环境事件初报】平望',
        en: 'First report on an environmental incident: Pingwang',
      },
      alert: { id, report: 'first-report', number: 1, to: ['mee', 'province'], by: '李' },
    })
    expect(first!.notice.text.zh).toContain('平望断面锑浓度超标')
    for (const step of ['follow-up-report', 'follow-up-report', 'result-report']) {
      expect(await release(id, step, ['mee'])).toMatchObject({ ok: true })
    }
    const told = await deliverOnce(still.engine, [route])
    expect(told.map(({ notice }) => [notice.alert['report'], notice.alert['number']])).toEqual([
      ['follow-up-report', 1],
      ['follow-up-report', 2],
      ['result-report', 1],
    ])
    const rows = await deliveriesOf(still.engine, id)
    expect(rows.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent', 'sent'])
    expect(JSON.stringify(rows)).not.toContain('@mee.example')
  })

  it.each([
    ['nobody of the register', 'none', 'contacts has no email of none'],
    ['somebody without an address', 'mute', 'contacts has no email of mute'],
  ])('to %s is refused, and nothing of it is taken', async (_sentence, key, detail) => {
    const id = await openReports()
    const refused = await release(id, 'first-report', ['mee', key])
    expect(refused).toMatchObject({ ok: false, code: 'no-addressee', detail: `to: ${detail}` })
    expect(await getWorkflow(still.engine.parts.db, id)).toMatchObject({ steps: [] })
    expect(await deliveriesOf(still.engine, id)).toEqual([])
  })

  it('of a drill is written down and reaches nobody', async () => {
    const id = await openReports(true)
    const released = await release(id, 'first-report', ['生态环境部'])
    expect(released).toMatchObject({ ok: true, subject: { state: 'following' } })
    expect(await deliveriesOf(still.engine, id)).toEqual([])
  })

  it('to one who has left the register since is told as dead', async () => {
    const id = await openReports()
    expect(await release(id, 'first-report', ['province'])).toMatchObject({ ok: true })
    const definition = still.engine.parts.registers.find((one) => one.id === 'contacts')!
    const act = { key: 'province', person: '王', reason: '调离' }
    await retireEntry(still.engine, definition, act, null)
    expect(await deliverOnce(still.engine, [route])).toEqual([])
    expect(await deliveriesOf(still.engine, id)).toMatchObject([
      { state: 'dead', detail: 'the register has no email of all contacts' },
    ])
  })

  it('cannot come in from the field, where nothing would be mailed', async () => {
    const id = await openReports()
    const given = { sentAt: noonAt, steps: [] }
    expect(await still.engine.desk.takeFieldSteps(id, given)).toMatchObject({ code: 'not-allowed' })
  })
})
