import { expect, it } from 'vitest'
import { bookingOf } from '../alerts/workflow/dispatch.ts'
import type { Command } from '../alerts/commands.ts'
import { reportStateOf } from '../alerts/workflow/report-clock.ts'
import { findReports } from '../src/casework/reports.ts'
import type { Alert } from '../src/domain/alert.ts'
import type { ResourceKind } from '../src/domain/incident.ts'
import { dayMs, hourMs, minuteMs } from '../src/domain/time.ts'
import type { Engine } from '../src/engine.ts'
import { heldIn } from '../src/store/bookings.ts'
import { verifyLog } from '../src/store/change-log.ts'
import type { Db } from '../src/store/db.ts'
import { verifyState } from '../src/store/verify-state.ts'
import { getWorkflow } from '../src/store/workflows.ts'
import { noonAt } from './engine-app.ts'
import { obsText } from './engine-gateway.ts'
import { place } from './patrol-walk.ts'
import { until } from './until.ts'
import { alertsIn, made, passSecond, step } from './acts.ts'
import { useKeptStore } from './use-engine.ts'

/**
 * Antimony comes down the Taipu and makes two districts' incidents at once: reports by the clock,
 * one boat too few. A new engine on the same store after every act, in simulated time.
 */
const store = useKeptStore()

/** The acts of the engine at `at`; its tick comes twice before and twice after them. */
const act = <T>(at: number, work: (engine: Engine) => Promise<T>) =>
  store.once(at, async (engine) => {
    await tick(engine)
    const done = await work(engine)
    await tick(engine)
    return done
  })

async function tick(engine: Engine): Promise<void> {
  await passSecond(engine)
  await passSecond(engine)
}

/** What people were told of the work itself: rule, condition, how often. */
const toldOf = async (engine: Engine) =>
  (await alertsIn(engine.parts.db, { kind: 'system' }))
    .map(({ rule, subject, condition, occurrences: n }) => `${rule} ${subject} ${condition} ${n}`)
    .sort()

/** Antimony at a section, through the path; resolves when its alert is there. */
async function slug(engine: Engine, station: string, sb: number, time: number): Promise<string> {
  const ended = engine.pipeline.run()
  const payload = Buffer.from(obsText({ time, values: { sb } }))
  const receipt = await engine.pipeline.take(`qingliu/v1/${station}/obs`, payload)
  expect(receipt).toMatchObject({ stored: 1, refused: [] })
  const id = await until(async () => {
    const about = { kind: 'deterioration', station } as const
    const [found] = await alertsIn(engine.parts.db, about)
    expect(found).toBeDefined()
    return found!.id
  })
  engine.pipeline.close()
  await ended
  return id
}

const command = async (engine: Engine, id: string, given: Partial<Command>) =>
  made(await engine.desk.command(id, { person: '王', ...given } as Command, null))

const stepBy = (engine: Engine, id: string, name: string, district: string, data = {}) =>
  step(engine, id, name, { district, place, data })
const takeBy = async (...given: Parameters<typeof stepBy>) => made(await stepBy(...given))

const toAt = noonAt + 2 * dayMs
type Want = { readonly resource: string } | { readonly kind: ResourceKind }
const book = (engine: Engine, forWorkflow: string, district: string, want: Want) =>
  engine.desk.book({
    ...{ forWorkflow, district, want, person: '李' },
    ...{ fromAt: noonAt, toAt },
  })
const code = (done: { ok: true } | { ok: false; code: string }) => (done.ok ? 'held' : done.code)
const holders = async ({ parts: { db } }: Engine) =>
  (await heldIn(db, { fromAt: noonAt, toAt, exercise: true }))
    .map((one) => `${bookingOf(one).resource} ${one.state}`)
    .sort()

const monitoringOf = async ({ parts: { db } }: Engine, { workflows }: Alert) => {
  const all = await Promise.all(workflows.map((id) => getWorkflow(db, id)))
  return all.find((one) => one?.kind === 'emergency-monitoring')!.id
}
const reportsOn = async ({ parts }: Engine, monitoring: string) =>
  (await findReports(parts, monitoring))!
const report = { to: ['生态环境部', '省生态环境厅'], text: '核实后的初报' }

it(
  'runs two incidents side by side, with each report told late once and no boat held twice',
  { timeout: 600_000 },
  async () => {
    // Pingwang is Wujiang's, Dongcai bridge Jiashan's; nobody has said yet that it is real.
    const wujiangAlert = await act(noonAt, (engine) => slug(engine, 'pingwang', 0.012, noonAt))
    const jiashanAlert = await act(noonAt + minuteMs, (engine) =>
      slug(engine, 'dongcai-bridge', 0.009, noonAt + minuteMs),
    )
    await act(noonAt + 2 * hourMs, async (engine) => {
      expect(await toldOf(engine), 'no clock runs for what is only a signal').toEqual([])
      expect(await holders(engine)).toEqual([])
    })

    const knownAt = noonAt + 3 * hourMs
    const wujiang = await act(knownAt, async (engine) => {
      const alert = await command(engine, wujiangAlert, { verb: 'confirm' })
      const id = await monitoringOf(engine, alert)
      expect(await findReports(engine.parts, id), 'no grade, no incident').toBeNull()
      await command(engine, wujiangAlert, { verb: 'grade', grade: 'IV' })
      const reports = await reportsOn(engine, id)
      expect(reportStateOf(reports)).toMatchObject({
        ...{ grade: 'IV', next: 'first', dueAt: reports.openedAt + 2 * hourMs },
        asMajor: ['drinking-water', 'cross-district', 'heavy-metal'],
      })
      return { id, reports: reports.id }
    })
    const jiashan = await act(knownAt, async (engine) => {
      await command(engine, jiashanAlert, { verb: 'grade', grade: 'II' })
      const alert = await command(engine, jiashanAlert, { verb: 'confirm' })
      const id = await monitoringOf(engine, alert)
      return { id, reports: (await reportsOn(engine, id)).id }
    })
    expect(jiashan.reports).not.toBe(wujiang.reports)
    await act(knownAt + minuteMs, async (engine) => {
      await command(engine, wujiangAlert, { verb: 'grade', grade: 'IV' })
      const again = await reportsOn(engine, wujiang.id)
      expect([again.id, again.steps], 'the same grade changes nothing').toEqual([
        ...[wujiang.reports, []],
      ])
    })

    // Each district has one boat; both need two, and there are three in the zone.
    const boat = { kind: 'boat' } as const
    await act(knownAt + 5 * minuteMs, async (engine) => {
      expect(code(await book(engine, wujiang.id, 'wujiang', boat))).toBe('held')
      expect(code(await book(engine, jiashan.id, 'jiashan', boat))).toBe('held')
      const taken = await book(engine, jiashan.id, 'jiashan', { resource: 'wujiang-boat-1' })
      expect(taken).toMatchObject({ code: 'resource-taken' })
      expect(taken).toMatchObject({ detail: expect.stringContaining(wujiang.id) as string })
    })
    const short = (id: string, condition: string) => `resource-shortfall ${id}/boat ${condition} 1`
    await act(knownAt + 6 * minuteMs, async (engine) => {
      for (let nth = 0; nth < 2; nth += 1) {
        const refusal = await book(engine, wujiang.id, 'wujiang', boat)
        expect(refusal).toMatchObject({ code: 'resource-shortfall' })
        expect(refusal).toMatchObject({
          detail: expect.stringContaining('qingpu-boat-1') as string,
        })
      }
      expect(await toldOf(engine)).toEqual([short(wujiang.id, 'firing')])
      const [alert] = await alertsIn(engine.parts.db, { kind: 'system' })
      expect(alert!.evidence).toMatchObject({ to: 'executive-committee', free: ['qingpu-boat-1'] })
    })
    const dispatch = await act(knownAt + 7 * minuteMs, async (engine) => {
      const asked = await book(engine, wujiang.id, 'wujiang', { resource: 'qingpu-boat-1' })
      const { id, procedure, state } = made(asked).workflow
      expect([procedure, state]).toEqual(['cross-border', 'requested'])
      expect(code(await stepBy(engine, id, 'confirm', 'qingpu'))).toBe('step-not-allowed')
      return id
    })
    await act(knownAt + 8 * minuteMs, async (engine) => {
      const refusal = await book(engine, jiashan.id, 'jiashan', { resource: 'qingpu-boat-1' })
      expect(code(refusal), 'it is kept free for who asked first').toBe('resource-taken')
      await takeBy(engine, dispatch, 'order', 'qingpu')
      expect(code(await stepBy(engine, dispatch, 'confirm', 'wujiang'))).toBe('not-the-owner')
      expect(await toldOf(engine)).toEqual([short(wujiang.id, 'firing')])
    })
    await act(knownAt + 9 * minuteMs, async (engine) => {
      await takeBy(engine, dispatch, 'confirm', 'qingpu')
      await tick(engine)
      expect(await toldOf(engine)).toEqual([short(wujiang.id, 'resolved')])
      expect(code(await book(engine, jiashan.id, 'jiashan', boat))).toBe('resource-shortfall')
    })
    const oneTooFew = [short(jiashan.id, 'firing'), short(wujiang.id, 'resolved')].sort()

    // Wujiang reports in time, Jiashan does not.
    await act(knownAt + hourMs, async (engine) => {
      expect(await toldOf(engine)).toEqual(oneTooFew)
      await takeBy(engine, wujiang.reports, 'first-report', 'wujiang', report)
    })
    const late = (condition: string) => `report-overdue ${jiashan.reports} ${condition} 1`
    for (const at of [knownAt + 2 * hourMs + minuteMs, knownAt + 3 * hourMs]) {
      await act(at, async (engine) => {
        expect(await toldOf(engine)).toEqual([...oneTooFew, late('firing')].sort())
        const { steps } = (await getWorkflow(engine.parts.db, jiashan.reports))!
        expect(steps.map((one) => one.step)).toEqual(['overdue'])
      })
    }
    await act(knownAt + 3 * hourMs, async (engine) => {
      await takeBy(engine, jiashan.reports, 'first-report', 'jiashan', report)
      await tick(engine)
      expect(await toldOf(engine)).toEqual([...oneTooFew, late('resolved')].sort())
    })

    // Wujiang's water is clean first: its monitoring ends, its boats go back, Jiashan's goes on.
    await act(knownAt + 4 * hourMs, async (engine) => {
      await takeBy(engine, wujiang.id, 'start', 'wujiang')
      await takeBy(engine, wujiang.id, 'first-judgement', 'wujiang', { judgement: '印染废水' })
      const plan = { points: ['pingwang'], factors: ['sb'], methods: ['HJ 694'], frequency: 'PT1H' }
      await takeBy(engine, wujiang.id, 'plan', 'wujiang', plan)
      await takeBy(engine, wujiang.id, 'sampling-round', 'wujiang', { results: [{ sb: 0.003 }] })
      const criterion = { criterion: 'experts-agree' }
      await takeBy(engine, wujiang.id, 'propose-termination', 'wujiang', criterion)
      await takeBy(engine, wujiang.id, 'end', 'wujiang')
      await takeBy(engine, dispatch, 'return', 'qingpu')
    })
    await act(knownAt + 5 * hourMs, async (engine) => {
      const reports = (await getWorkflow(engine.parts.db, wujiang.reports))!
      expect(reportStateOf(reports)).toMatchObject({ next: 'result', escalatedAt: null })
      const asked = await book(engine, jiashan.id, 'jiashan', { resource: 'qingpu-boat-1' })
      const { id } = made(asked).workflow
      await takeBy(engine, id, 'order', 'qingpu')
      await takeBy(engine, id, 'confirm', 'qingpu')
      await tick(engine)
      expect((await toldOf(engine)).filter((one) => one.includes('firing'))).toEqual([])
      await takeBy(engine, wujiang.reports, 'result-report', 'wujiang', report)
    })
    await act(knownAt + 6 * hourMs, async (engine) => {
      const { db } = engine.parts
      expect(await getWorkflow(db, wujiang.reports)).toMatchObject({ state: 'closed' })
      expect(await getWorkflow(db, jiashan.reports)).toMatchObject({ state: 'following' })
      const held = ['jiashan-boat-1 held', 'qingpu-boat-1 held', 'wujiang-boat-1 held']
      expect(await holders(engine)).toEqual(held)
    })
    await act(toAt, async (engine) => {
      expect(await holders(engine), 'what is over holds nothing').toEqual([])
      const late = (await toldOf(engine)).filter((one) => one.startsWith('report-overdue'))
      expect(late, 'Wujiang was never late').toEqual([`report-overdue ${jiashan.reports} firing 2`])
      await verifyStates(engine.parts.db)
    })
  },
)

/** The log is whole, each state is what it left, and one that is not is named by its change. */
async function verifyStates(db: Db): Promise<void> {
  expect(await verifyLog(db)).toMatchObject({ intact: true })
  expect(await verifyState(db)).toMatchObject({ intact: true })
  const damages = [
    ['alert', `SET body = jsonb_set(body, '{colour}', '"red"')`],
    ['alert', `SET kind = 'air'`],
    ['workflow', `SET body = jsonb_set(body, '{steps}', '[]')`],
    ['workflow', 'SET due_at = now()'],
  ] as const
  for (const [table, damage] of damages) {
    const damaged = db.transaction(async (tx) => {
      const [last] = await tx.query<{ n: number }>(`SELECT max(n) AS n FROM ${table}`)
      await tx.query(`UPDATE ${table} ${damage} WHERE n = ${last!.n}`)
      expect(await verifyState(tx), damage).toMatchObject({ intact: false, firstWrong: last!.n })
      throw new Error('put back')
    })
    await expect(damaged).rejects.toThrow('put back')
  }
}
