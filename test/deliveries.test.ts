import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fakeAlert, fakeRule, morningAt } from '../alerts/fake-alert.ts'
import { loadNetworkData } from '../src/config/network-data.ts'
import { startDeliveries, type Deliveries, type Teller } from '../src/deliveries.ts'
import type { Alert } from '../src/domain/alert.ts'
import type { Attempt, Notice, Route } from '../src/domain/delivery.ts'
import { minuteMs, secondMs } from '../src/domain/time.ts'
import { createFeed } from '../src/feed.ts'
import { packageFolder } from '../src/package.ts'
import { saveAlert } from '../src/store/alerts.ts'
import type { Db } from '../src/store/db.ts'
import { queryDeliveries } from '../src/store/deliveries.ts'
import { openEmbedded } from '../src/store/embedded.ts'
import { migrate } from '../src/store/migrate.ts'
import { until } from './until.ts'

/** Rounds against a store, in a time that the test moves. */
const { network } = loadNetworkData(join(packageFolder, 'fixtures/network'))
const station = network.stations.find(({ id }) => id === 'pingwang')!
const folder = mkdtempSync(join(tmpdir(), 'qingliu-deliveries-'))
const changes = createFeed<null>()
let db: Db
let now = morningAt
let open: Deliveries
const sent: string[] = []
/** Of the receiver, by alert; then it takes everything. */
let answers: Record<string, Attempt[]> = {}
const taken: Attempt = { outcome: 'sent', detail: '250' }
beforeAll(async () => {
  db = await openEmbedded(folder)
  await migrate(db)
})
afterAll(async () => {
  await db.close()
  rmSync(folder, { recursive: true })
})

const mail = (name: string) => ({ type: 'email', to: [`${name}@example.org`] }) as const
const route: Route = {
  ...{ id: 'duty', enabled: true, drills: 'never', kinds: null, rules: null, stations: null },
  ...{ colour: null, reminderMs: null, quiet: null },
  steps: [
    { afterMs: 0, to: mail('duty') },
    { afterMs: 30 * minuteMs, to: mail('head') },
  ],
}
function start(routes: readonly Route[] = [route]): Deliveries {
  const teller: Teller = {
    parts: { db, clock: { now: () => now, speed: 1, isWall: true }, rules: [fakeRule()] },
    stations: new Map([[station.id, station]]),
    changes,
  }
  const send = (_: unknown, body: string) => {
    const { reason, step, alert } = JSON.parse(body) as Notice
    const id = alert['id'] as string
    sent.push(`${id} ${step} ${reason}`)
    return Promise.resolve(answers[id]?.shift() ?? taken)
  }
  return startDeliveries(teller, routes, send, (error) => {
    throw error
  })
}
const save = async (id: string, part: Partial<Alert> = {}) => {
  const about = { id, fingerprint: id, station: station.id, observedAt: now, openedAt: now }
  await saveAlert(db, fakeAlert({ ...about, ...part }))
  changes.tell(null)
}
const soon = (holds: () => void | Promise<void>) => until(holds, 10)
/** A round that began after now has ended: an alert of its own was told. */
let fences = 0
async function round() {
  const id = `fence-${(fences += 1)}`
  await save(id, { attention: 'acknowledged' })
  await soon(() => expect(sent).toContain(`${id} 0 first`))
}
const toldOf = (id: string) => sent.filter((line) => line.startsWith(`${id} `))
const rowsOf = async (alert: string) => {
  const query = { state: null, alert, route: null, cursor: null, limit: 100 }
  return (await queryDeliveries(db, query)).items
}

beforeEach(() => {
  sent.length = 0
  answers = {}
  open = start()
})
afterEach(() => open.close())

describe('telling', () => {
  it('tells the beginning, what gets worse and the end, each once, and keeps why and whom', async () => {
    await save('a')
    await soon(() => expect(toldOf('a')).toEqual(['a 0 first']))
    await round()
    await save('a', { colour: 'red' })
    await soon(() => expect(toldOf('a')).toEqual(['a 0 first', 'a 0 worse']))
    await save('a', { colour: 'red', condition: 'resolved' })
    await round()
    expect(toldOf('a')).toEqual(['a 0 first', 'a 0 worse', 'a 0 resolved'])
    await soon(async () =>
      expect((await rowsOf('a')).map(({ reason, state }) => [reason, state])).toEqual([
        ['resolved', 'sent'],
        ['worse', 'sent'],
        ['first', 'sent'],
      ]),
    )
    const [row] = await rowsOf('a')
    expect(row).toMatchObject({ target: 'email duty@example.org', detail: '250', attempts: 1 })
  })

  it('tells the next step once when nobody acknowledged, also over a restart in between', async () => {
    await save('b')
    await soon(() => expect(toldOf('b')).toEqual(['b 0 first']))
    now += 20 * minuteMs
    await open.close()
    now += 10 * minuteMs - 1
    open = start()
    await round()
    expect(toldOf('b')).toEqual(['b 0 first'])
    now += 1
    await soon(() => expect(toldOf('b')).toEqual(['b 0 first', 'b 1 first']))
    await open.close()
    now += 60 * minuteMs
    open = start()
    await round()
    expect(toldOf('b')).toEqual(['b 0 first', 'b 1 first'])
  })

  it('does not tell the next step of what was acknowledged', async () => {
    await save('c')
    await soon(() => expect(toldOf('c')).toEqual(['c 0 first']))
    await save('c', { attention: 'acknowledged' })
    now += 60 * minuteMs
    await round()
    expect(toldOf('c')).toEqual(['c 0 first'])
  })

  it('tries again with the same bytes after a while, and sends what comes after it later', async () => {
    answers = { d: Array<Attempt>(2).fill({ outcome: 'again', detail: '503' }) }
    await save('d')
    await soon(async () => expect((await rowsOf('d'))[0]).toMatchObject({ attempts: 1 }))
    await save('d', { condition: 'resolved' })
    await soon(async () => expect(await rowsOf('d')).toHaveLength(2))
    expect(toldOf('d')).toEqual(['d 0 first'])
    now += 5 * secondMs
    await soon(async () => expect((await rowsOf('d'))[1]).toMatchObject({ attempts: 2 }))
    now += 10 * secondMs - 1
    changes.tell(null)
    expect((await rowsOf('d'))[1]).toMatchObject({ state: 'queued', nextAt: now + 1 })
    now += 1
    await soon(() => expect(toldOf('d').at(-1)).toBe('d 0 resolved'))
    expect(toldOf('d')).toEqual([...Array<string>(3).fill('d 0 first'), 'd 0 resolved'])
  })

  it('gives up what is refused, and after as many attempts as are allowed', async () => {
    answers = { e: [{ outcome: 'dead', detail: '404 no such hook' }] }
    await save('e')
    await soon(async () =>
      expect(await rowsOf('e')).toMatchObject([{ state: 'dead', detail: '404 no such hook' }]),
    )
    answers = { f: Array<Attempt>(30).fill({ outcome: 'again', detail: '503' }) }
    await save('f', { attention: 'acknowledged' })
    await soon(async () => {
      now += 60 * minuteMs
      changes.tell(null)
      expect(await rowsOf('f')).toMatchObject([{ state: 'dead', attempts: 30 }])
    })
  })

  it('does not tell the end to whom the beginning never reached', async () => {
    answers = { h: [{ outcome: 'dead', detail: '404' }] }
    await save('h')
    await soon(async () => expect(await rowsOf('h')).toMatchObject([{ state: 'dead' }]))
    await save('h', { condition: 'resolved' })
    const detail = 'its target was not reached by the beginning'
    await soon(async () =>
      expect((await rowsOf('h'))[0]).toMatchObject({ reason: 'resolved', state: 'dead', detail }),
    )
    expect(toldOf('h')).toEqual(['h 0 first'])
    await save('h', { occurrences: 2 })
    await soon(() => expect(toldOf('h')).toEqual(['h 0 first', 'h 0 first']))
    await save('h', { occurrences: 2, condition: 'resolved' })
    await soon(() => expect(toldOf('h').at(-1)).toBe('h 0 resolved'))
  })

  it('tells a member with its parent, whatever their ids, and the end once both are over', async () => {
    const way = { station: 'lili', distanceKm: 9, hoursFrom: 1, hoursTo: 2 }
    const memberOf = { ...way, alert: 'y-parent' }
    const times = { beganAt: now, joinedAt: now }
    const members = [{ ...way, ...times, alert: 'x-member', colour: 'blue' as const }]
    await db.transaction(async (tx) => {
      const about = { station: station.id, observedAt: now, openedAt: now }
      for (const [id, part] of [
        ['x-member', { memberOf }],
        ['y-parent', { members }],
      ] as const) {
        await saveAlert(tx, fakeAlert({ ...about, id, fingerprint: id, ...part }))
      }
    })
    await round()
    expect([toldOf('x-member'), toldOf('y-parent')]).toEqual([[], ['y-parent 0 first']])
    await save('y-parent', { members, condition: 'resolved' })
    await round()
    expect(toldOf('y-parent')).toEqual(['y-parent 0 first'])
    await save('x-member', { memberOf, condition: 'resolved' })
    await soon(() => expect(toldOf('y-parent').at(-1)).toBe('y-parent 0 resolved'))
    expect(toldOf('x-member')).toEqual([])
  })

  it('tells a member by itself once the telling of its parent was given up', async () => {
    const way = { station: 'lili', distanceKm: 9, hoursFrom: 1, hoursTo: 2 }
    const memberOf = { ...way, alert: 'lost-parent' }
    answers = { 'lost-parent': [{ outcome: 'dead', detail: '550' }] }
    await save('lost-parent')
    await soon(async () =>
      expect((await rowsOf('lost-parent'))[0]).toMatchObject({ state: 'dead' }),
    )
    await save('lost-member', { memberOf })
    await soon(() => expect(toldOf('lost-member')).toEqual(['lost-member 0 first']))
  })

  it('gives up what waits for a route that is no more', async () => {
    answers = { g: [{ outcome: 'again', detail: '503' }] }
    await save('g', { attention: 'acknowledged' })
    await soon(async () => expect((await rowsOf('g'))[0]).toMatchObject({ attempts: 1 }))
    await open.close()
    now += 60 * minuteMs
    open = start([{ ...route, id: 'other' }])
    const detail = 'its route is no more, or is off'
    await soon(async () =>
      expect((await rowsOf('g')).find((row) => row.route === 'duty')).toMatchObject({
        state: 'dead',
        detail,
      }),
    )
  })
})

describe('a drill', () => {
  const drill = { exercise: true }
  const insistent: Route = { ...route, reminderMs: minuteMs }

  it('tells nobody at its beginning, as it gets worse, lasts and ends', async () => {
    await open.close()
    open = start([insistent])
    for (const part of [{}, { colour: 'red' as const }, { condition: 'resolved' as const }]) {
      await save('drill-a', { ...drill, ...part })
      now += 2 * minuteMs
      await round()
    }
    expect([toldOf('drill-a'), await rowsOf('drill-a')]).toEqual([[], []])
  })

  it('tells nobody what was queued before its route came to take none', async () => {
    await open.close()
    answers = { 'drill-b': [{ outcome: 'again', detail: '503' }] }
    open = start([{ ...route, drills: 'also' }])
    await save('drill-b', drill)
    await soon(() => expect(toldOf('drill-b')).toEqual(['drill-b 0 first']))
    await open.close()
    sent.length = 0
    now += 60 * minuteMs
    open = start()
    await soon(async () =>
      expect(await rowsOf('drill-b')).toMatchObject([
        { state: 'dead', detail: 'a drill, and its route takes none' },
      ]),
    )
    await save('drill-b', { ...drill, condition: 'resolved' })
    await round()
    expect(toldOf('drill-b')).toEqual([])
  })
})
