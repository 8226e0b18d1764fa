import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { morningAt } from '../alerts/fake-alert.ts'
import { formatInstant, hourMs } from '../src/domain/time.ts'
import { heldIn } from '../src/store/bookings.ts'
import { verifyLog } from '../src/store/change-log.ts'
import type { Db } from '../src/store/db.ts'
import { migrate } from '../src/store/migrate.ts'
import { openServer } from '../src/store/server.ts'
import { startNativeServer } from './native-server.ts'
import { made, openCase } from './acts.ts'
import { createNativeDesk } from './native-desk.ts'

/** Many cases that want the same at once, on a real server where sessions do not take turns. */
const native = await startNativeServer()
const writers = 30

describe.skipIf(native === null)('resources under thirty cases at once', () => {
  let db: Db
  const desk = () => createNativeDesk(db, 'resource-shortfall', () => morningAt)
  const cases: string[] = []
  const span = { fromAt: morningAt, toAt: morningAt + 8 * hourMs }

  beforeAll(async () => {
    db = await openServer((await native?.database()) ?? '')
    await migrate(db)
    for (let nth = 0; nth < writers; nth += 1) {
      const { id } = await openCase(desk(), 'emergency-monitoring', { procedure: 'hj-589' })
      cases.push(id)
    }
  })
  afterAll(async () => {
    await db.close()
    await native?.stop()
  })
  const together = (want: { resource: string } | { kind: 'vehicle' }) =>
    Promise.all(
      cases.map((forWorkflow) => {
        return desk().book({ forWorkflow, want, district: 'wujiang', person: '王', ...span })
      }),
    )

  it('give a boat to one of them, and tell the others who has it', async () => {
    const answers = await together({ resource: 'wujiang-boat-1' })
    const [held, ...more] = answers.flatMap((one) => (one.ok ? [one.subject] : []))
    expect(more).toEqual([])
    const told = answers.flatMap((one) => (one.ok ? [] : [[one.code, one.detail]]))
    expect(told).toHaveLength(writers - 1)
    for (const [code, detail] of told) {
      expect(code).toBe('resource-taken')
      expect(detail).toContain(`booking ${held!.workflow.id} of workflow ${held!.forWorkflow}`)
    }
  })

  it('give each of two vehicles once to those that want any', async () => {
    const answers = await together({ kind: 'vehicle' })
    const held = answers.flatMap((one) => (one.ok ? [one.subject.resource] : []))
    expect(held.sort()).toEqual(['wujiang-vehicle-1', 'wujiang-vehicle-2'])
    const codes = answers.flatMap((one) => (one.ok ? [] : [one.code]))
    expect([codes.length, ...new Set(codes)]).toEqual([writers - 2, 'resource-shortfall'])
  })

  it('have the hour after a booking once, whether it is extended or booked anew', async () => {
    const { toAt } = span
    const until = toAt + hourMs
    const own = await desk().book({
      ...{ forWorkflow: cases[0]!, want: { resource: 'jiashan-boat-1' }, district: 'jiashan' },
      ...{ person: '王', ...span },
    })
    const extending = desk().takeStep(
      made(own).workflow.id,
      {
        ...{ step: 'extend', district: 'jiashan', person: '王', at: morningAt, place: null },
        ...{ data: { until: formatInstant(until) }, attachments: [] },
      },
      null,
    )
    const booking = cases.slice(1, 10).map((forWorkflow) =>
      desk().book({
        ...{ forWorkflow, want: { resource: 'jiashan-boat-1' }, district: 'jiashan' },
        ...{ person: '王', fromAt: toAt, toAt: until },
      }),
    )
    const answers = await Promise.all([extending, ...booking])
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    const codes = answers.flatMap((one) => (one.ok ? [] : [one.code]))
    expect(new Set(codes)).toEqual(new Set(['resource-taken']))
  })

  it('leave four bookings and a whole log behind', async () => {
    expect(await heldIn(db, { ...span, exercise: false })).toHaveLength(4)
    expect(await verifyLog(db)).toMatchObject({ intact: true })
  })
})
