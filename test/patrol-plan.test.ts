import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { planOfYear } from '../src/casework/planning.ts'
import type { Workflow } from '../src/domain/alert.ts'
import { dayMs, hourMs } from '../src/domain/time.ts'
import type { Engine } from '../src/engine.ts'
import { retireEntry } from '../src/registers/acts.ts'
import { verifyLog } from '../src/store/change-log.ts'
import { eightSteps, leader, place } from './patrol-walk.ts'
import { alertsIn, enterRows, importRows, made, passSecond, workflowsIn } from './acts.ts'
import { useKeptStore, useStillEngine } from './use-engine.ts'

const at = (text: string) => Date.parse(`${text}+08:00`)
const firms = { free: '91310000MA1FL00001', exempt: '91310000MA1FL00002' }

const enterFirms = (engine: Engine) => {
  const rows = [`${firms.free},甲厂,吴江,no`, `${firms.exempt},乙厂,吴江,yes`]
  return enterRows(engine, 'enterprises', ['creditCode,name,district,exempt', ...rows])
}
const plan = (engine: Engine, row: string) =>
  importRows(engine, 'patrol-plan', [
    ...['id,waterBody,district,from,to,times,sites,exemptReason', row],
  ])
const patrolsOf = async ({ parts: { db } }: Engine) =>
  (await workflowsIn(db, 'joint-patrol')).toReversed()
const said = (name: string, part: object = {}) => ({
  ...{ step: name, district: 'qingpu', person: '李', at: 0, place, data: {}, attachments: [] },
  ...part,
})

describe('the plan of the year, on an engine that starts anew each time', () => {
  const store = useKeptStore()

  /** As the timers do, twice. */
  const tick = async (engine: Engine) => {
    for (let times = 0; times < 2; times += 1) {
      await engine.desk.openPlanned()
      await passSecond(engine)
    }
  }
  const once = <T>(time: string, work: (engine: Engine) => Promise<T>) => store.once(at(time), work)
  const told = async ({ parts: { db } }: Engine) => {
    const items = await alertsIn(db, { kind: 'system' })
    return items.map(({ rule, condition, subject }) => [rule, condition, subject])
  }
  const states = async ({ parts }: Engine) =>
    (await planOfYear(parts, 2026, true)).map(({ planned, state }) => [planned.slice(-5), state])

  it('opens each patrol once, tells what is late once, and keeps what was planned', async () => {
    await once('2026-02-20T09:00:00', async (engine) => {
      await enterFirms(engine)
      const row = `P-1,太浦河,吴江,2026-03-01,2026-03-31,2,${firms.free},`
      expect(await plan(engine, row)).toMatchObject({ tally: { added: 1 } })
      await tick(engine)
      expect(await patrolsOf(engine)).toEqual([])
      expect(await states(engine)).toEqual([
        ['P-1/1', 'ahead'],
        ['P-1/2', 'ahead'],
      ])
    })
    await once('2026-03-01T00:00:00', async (engine) => {
      await tick(engine)
      const opened = await patrolsOf(engine)
      expect(opened).toMatchObject([
        {
          ...{ state: 'opened', siteDistrict: 'wujiang', station: null, exercise: true },
          dueAt: at('2026-03-16T00:00:00'),
          about: {
            ...{ planned: 'patrol-plan/P-1/1', waterBody: 'taipu', sites: [firms.free] },
            plan: { entry: 'P-1', version: 1, number: 1, of: 2 },
            teamHead: { year: 2026, district: 'qingpu' },
          },
        },
      ])
    })
    // Away over the end of the first and all of the second: both are late, each told once.
    let first: Workflow | null = null
    for (const time of ['2026-04-02T08:00:00', '2026-04-03T08:00:00']) {
      await once(time, async (engine) => {
        await tick(engine)
        const opened = await patrolsOf(engine)
        expect(opened.map(({ about }) => about!['planned'])).toEqual([
          ...['patrol-plan/P-1/1', 'patrol-plan/P-1/2'],
        ])
        expect(opened.map(({ steps }) => steps.map((one) => one.step))).toEqual([
          ...[['overdue'], ['overdue']],
        ])
        expect((await told(engine)).map(([rule, state]) => [rule, state])).toEqual([
          ...[
            ['patrol-overdue', 'firing'],
            ['patrol-overdue', 'firing'],
          ],
        ])
        expect((await states(engine)).map(([, state]) => state)).toEqual(['late', 'late'])
        first = opened[0]!
      })
    }
    await once('2026-04-04T08:00:00', async (engine) => {
      // Recorded on site in time, brought in after it was called late: the walk stands.
      const inTime = at('2026-03-10T09:00:00')
      const steps = [said('assign-leader', leader), ...eightSteps.map((name) => said(name))]
      const walked = steps.map((one, nth) => ({ ...one, at: inTime + nth * hourMs }))
      const sentAt = engine.parts.clock.now()
      const done = made(await engine.desk.takeFieldSteps(first!.id, { sentAt, steps: walked }))
      expect(done.outcomes.map(({ outcome }) => outcome)).toEqual(walked.map(() => 'taken'))
      await tick(engine)
      expect(await states(engine)).toEqual([
        ['P-1/1', 'done'],
        ['P-1/2', 'late'],
      ])
      const over = (await told(engine)).filter(([, , subject]) => subject === first!.id)
      expect(over).toEqual([['patrol-overdue', 'resolved', first!.id]])
      expect(await verifyLog(engine.parts.db)).toMatchObject({ intact: true })
    })
  })
})

describe('an entry of the plan', () => {
  const still = useStillEngine(at('2026-06-10T09:00:00'))
  beforeAll(() => enterFirms(still.engine))
  const enter = (row: string) => plan(still.engine, row)
  const open = async () => {
    await still.engine.desk.openPlanned()
    return (await patrolsOf(still.engine)).map(({ about }) => about!)
  }

  it('names who is exempt only with a reason', async () => {
    const row = `P-E,太浦河,吴江,2026-09-01,2026-09-30,1,${firms.free}; ${firms.exempt}`
    expect(await enter(`${row},`)).toEqual({
      ok: false,
      faults: [`line 2, exemptReason: expected a reason, since exempt of "${firms.exempt}" is yes`],
    })
    expect(await enter(`P-E,太浦河,吴江,2026-09-01,2026-09-30,1,nobody,complaint`)).toEqual({
      ok: false,
      faults: ['line 2, sites: expected an entry of enterprises in force, got "nobody"'],
    })
    expect(await enter(`${row},信访投诉`)).toMatchObject({ ok: true, tally: { added: 1 } })
    still.setNow(at('2026-09-01T08:00:00'))
    expect((await open()).at(-1)).toMatchObject({
      ...{ sites: [firms.free, firms.exempt], leftOut: [] },
      ...{ exempt: [firms.exempt], exemptReason: 'complaint' },
    })
  })

  it('visits nobody who was exempted since it was entered', async () => {
    await enterRows(still.engine, 'enterprises', [
      ...['creditCode,name,district', '91310000MA1FL00003,丙,吴江'],
    ])
    await enter('P-L,汾湖,吴江,2026-09-02,2026-09-30,1,91310000MA1FL00003,')
    await enterRows(still.engine, 'enterprises', ['creditCode,exempt', '91310000MA1FL00003,yes'])
    still.setNow(at('2026-09-02T08:00:00'))
    expect((await open()).at(-1)).toMatchObject({
      ...{ planned: 'patrol-plan/P-L/1', sites: [] },
      leftOut: [{ site: '91310000MA1FL00003', because: 'exempt' }],
    })
  })

  it('opens nothing of what was over before, and nothing more once it is retired', async () => {
    const before = (await open()).length
    await enter('P-O,汾湖,吴江,2026-03-01,2026-03-31,1,,')
    expect(await open()).toHaveLength(before)
    const items = await planOfYear(still.engine.parts, 2026, false)
    expect(items.find(({ entry }) => entry.key === 'P-O')).toMatchObject({
      ...{ state: 'past', workflow: null },
    })
    await enter('P-R,汾湖,吴江,2026-09-10,2026-09-30,1,,')
    const definition = still.engine.parts.registers.find(({ id }) => id === 'patrol-plan')!
    const retiring = { key: 'P-R', person: '王', reason: '并入 P-L' }
    await retireEntry(still.engine, definition, retiring, null)
    still.setNow(at('2026-09-10T00:00:00') + dayMs)
    expect(await open()).toHaveLength(before)
  })

  it('is taken as the example is written', async () => {
    const example = readFileSync('fixtures/registers/patrol-plan.csv', 'utf8')
    expect(await importRows(still.engine, 'patrol-plan', [example])).toMatchObject({
      tally: { added: 4 },
    })
  })

  it('opens each once, however many ask at once', async () => {
    const before = (await open()).length
    await enter('P-M,元荡,吴江,2026-09-15,2026-09-20,3,,')
    still.setNow(at('2026-09-21T00:00:00'))
    const { desk } = still.engine
    const counts = await Promise.all([desk.openPlanned(), desk.openPlanned(), desk.openPlanned()])
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3)
    expect(await open()).toHaveLength(before + 3)
  })
})
