import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeEvent, morningAt } from '../alerts/fake-alert.ts'
import { hourMs } from '../src/domain/time.ts'
import { changeHead, verifyLog } from '../src/store/change-log.ts'
import type { Db } from '../src/store/db.ts'
import { migrate } from '../src/store/migrate.ts'
import { openServer } from '../src/store/server.ts'
import { verifyState } from '../src/store/verify-state.ts'
import { startNativeServer } from './native-server.ts'
import { alertsIn, workflowsIn } from './acts.ts'
import { createNativeDesk } from './native-desk.ts'

/** Many writers at once on a real server, where sessions do not take turns by themselves. */
const native = await startNativeServer()
const writers = 50

describe.skipIf(native === null)('the desk under fifty writers at once', () => {
  let db: Db
  let now = morningAt
  const desk = () => createNativeDesk(db, 'class-deterioration', () => now)
  const all = (station: string) => alertsIn(db, { station })
  const event = (station: string, nth: number) =>
    fakeEvent({ station, subject: station, key: `${station}-${nth}`, observedAt: now })
  const together = <T>(act: (nth: number) => Promise<T>) =>
    Promise.all(Array.from({ length: writers }, (_, nth) => act(nth)))
  const raise = async (station: string) => {
    await desk().announce([event(station, 0)])
    const [alert] = await all(station)
    return alert!
  }

  beforeAll(async () => {
    db = await openServer((await native?.database()) ?? '')
    await migrate(db)
  })
  afterAll(async () => {
    await db.close()
    await native?.stop()
  })

  it('opens one alert of a fingerprint, whoever is first', async () => {
    const desks = Array.from({ length: writers }, desk)
    await together((nth) => desks[nth]!.announce([event('pingwang', nth)]))
    expect(await all('pingwang')).toMatchObject([{ condition: 'firing', occurrences: 1 }])
    expect(await changeHead(db)).toBe(1)
  })

  it('opens the workflows of one confirmation, and tells the others that it is stale', async () => {
    const alert = await raise('jinze-hydro')
    const command = { verb: 'confirm', person: '王工' } as const
    const answers = await together(() => desk().command(alert.id, command, alert.n))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    const codes = new Set(answers.flatMap((one) => (one.ok ? [] : [one.code])))
    expect([...codes]).toEqual(['stale'])
    const opened = await workflowsIn(db)
    expect(opened.filter((one) => one.alert === alert.id)).toHaveLength(3)
  })

  it('opens nothing new for fifty confirmations that take what they find', async () => {
    const alert = await raise('lili')
    const command = { verb: 'confirm', person: '王工' } as const
    const answers = await together(() => desk().command(alert.id, command, null))
    expect(answers.every(({ ok }) => ok)).toBe(true)
    const [after] = await all('lili')
    expect(after?.workflows).toHaveLength(3)
    expect(after?.n).toBe(alert.n + 1)
  })

  it('ends a shelving once, at its time, by a desk that never saw it begin', async () => {
    const alert = await raise('luxu')
    const until = now + hourMs
    const shelve = { verb: 'shelve', person: '王工', reason: 'dredging', until } as const
    expect(await desk().command(alert.id, shelve, alert.n)).toMatchObject({ ok: true })
    const head = await changeHead(db)
    now = until - 1
    await desk().endShelvings()
    expect(await changeHead(db), 'not before its time').toBe(head)
    now = until
    await together(() => desk().endShelvings())
    expect(await all('luxu')).toMatchObject([{ shelvedUntil: null, hiding: null, n: head + 1 }])
    expect(await changeHead(db)).toBe(head + 1)
  })

  it('leaves a whole log behind', async () => {
    expect(await verifyLog(db)).toMatchObject({ intact: true })
    expect(await verifyState(db)).toMatchObject({ intact: true })
  })
})
