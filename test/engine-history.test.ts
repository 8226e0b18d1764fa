import { describe, expect, it } from 'vitest'
import { hourMs, minuteMs } from '../src/domain/time.ts'
import type { Alert, Problem, Reading } from './engine-api.ts'
import { noonAt } from './engine-app.ts'
import { until } from './until.ts'
import { useEngineAndGateway } from './use-engine.ts'

/** What the engine knows of the past: revisions, late readings, receipts, and that all adds up. */
const { engine, gateway } = useEngineAndGateway()

const readings = (query: string) => engine.api.items<Reading>(`readings?${query}`)
const iso = (at: number) => new Date(at).toISOString()

describe('what came before', () => {
  const observedAt = noonAt - 2 * hourMs
  const key = `station=yuhuitang&parameter=w21011&from=${iso(observedAt)}&to=${iso(observedAt + 1)}`
  const send = (value: unknown) =>
    gateway.observe('yuhuitang', { time: observedAt, values: { tp: value } })

  it('counts the same value as duplicate and another as revision, and keeps the first', async () => {
    const first = await send(0.081)
    const again = await send({ value: 81.2, unit: 'ug/L' })
    expect(first).toMatchObject({ stored: 1, duplicate: 0, revised: 0 })
    expect(again).toMatchObject({ stored: 0, duplicate: 1, revised: 0 })
    // The clock must have moved on before the revision, for it to be later than the first.
    await until(async () => {
      const { body } = await engine.api.get<{ now: string }>('clock')
      expect(Date.parse(body.now)).toBeGreaterThan(Date.parse(again.durableAt))
    })
    const other = await send(0.092)
    const third = await send(0.093)
    expect(other).toMatchObject({ stored: 0, duplicate: 0, revised: 1 })
    expect(third).toMatchObject({ revised: 1 })
    expect(await readings(key)).toMatchObject([{ value: 0.093, revision: 2 }])
    expect(await readings(`${key}&asOf=${again.durableAt}`)).toMatchObject([
      { value: 0.081, revision: 0 },
    ])
    expect(await readings(`${key}&asOf=${iso(noonAt - hourMs)}`)).toEqual([])
    const back = await send(0.081)
    expect(back, 'the first value again is one more revision').toMatchObject({ revised: 1 })
  })

  it('is asked for by a half-open time, in pages', async () => {
    const times = [0, 5, 10, 15, 20].map((minutes) => noonAt - hourMs + minutes * minuteMs)
    for (const time of times) await gateway.observe('hongqitang', { time, values: { do: 7 } })
    const span = `from=${encodeURIComponent('2026-11-23T11:05:00+08:00')}&to=${iso(times[4]!)}`
    const some = await engine.api.items<Reading>(`readings?station=hongqitang&${span}&limit=2`)
    expect(some.map((one) => one.observedAt)).toEqual(times.slice(1, 4).map(iso))
  })

  it.each([
    ['limit=0', 400, 'bad-query'],
    ['limit=1001', 400, 'bad-query'],
    ['limit=', 400, 'bad-query'],
    ['from=2026-11-23T11:05:00', 400, 'bad-query'],
    ['parameter=nonsense', 400, 'unknown-parameter'],
    ['cursor=nonsense', 400, 'bad-cursor'],
  ])('refuses the question %s', async (query, status, code) => {
    const answer = await engine.api.get<Problem>(`readings?station=hongqitang&${query}`)
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })
})

describe('late readings and back-fill', () => {
  const openAlerts = (station: string) =>
    engine.api.items<Alert>(`alerts?state=open&station=${station}`)
  const sb = (station: string, hours: number, value: number, more: object = {}) =>
    gateway.observe(station, { time: noonAt + hours * hourMs, values: { sb: value }, ...more })

  it('are stored and open no live alert, which the same value would in time', async () => {
    // Antimony comes each 4 h: two cadences late is not late yet, more is.
    await sb('dingzha-gate', -1, 0.0012)
    expect(await sb('dingzha-gate', -10, 0.02)).toMatchObject({ stored: 1, refused: [] })
    expect(await sb('dashun-gate', -1, 0.02, { historical: true })).toMatchObject({ stored: 1 })
    await sb('pingwang', -1, 0.02)
    await until(async () => expect(await openAlerts('pingwang')).toHaveLength(1))
    expect(await openAlerts('dingzha-gate')).toEqual([])
    expect(await openAlerts('dashun-gate')).toEqual([])
    const [late] = await readings('station=dingzha-gate&parameter=sb')
    expect(late).toMatchObject({ value: 0.02, observedAt: iso(noonAt - 10 * hourMs) })
    expect(late?.reasons).toContain('late')
    const [told] = await readings('station=dashun-gate&parameter=sb')
    expect(told?.reasons).toContain('historical')
    const events = await engine.api.items('events?station=dashun-gate')
    expect(events).toMatchObject([{ rule: 'toxic-limit', live: false }])
  })

  it('are scored in their place, by events that open no alert', async () => {
    const station = 'dongcai-bridge'
    await sb(station, -1, 0.0012)
    const late = [
      [-44, 0.0012],
      [-34, 0.02],
      [-30, 0.001],
      [-26, 0.001],
      [-22, 0.001],
    ] as const
    for (const [hours, value] of late) await sb(station, hours, value)
    await until(async () =>
      expect(await engine.api.items(`events?station=${station}`)).toMatchObject([
        { rule: 'toxic-limit', phase: 'end', live: false, observedAt: iso(noonAt - 26 * hourMs) },
        { rule: 'toxic-limit', phase: 'begin', live: false, observedAt: iso(noonAt - 34 * hourMs) },
      ]),
    )
    expect(await openAlerts(station)).toEqual([])
  })

  it('age against the clock makes nothing late, but the alert is retrospective', async () => {
    expect(await sb('lili', -390 * 24, 0.02)).toMatchObject({ stored: 1, refused: [] })
    const [reading] = await readings('station=lili&parameter=sb')
    expect(reading?.reasons).toEqual([])
    await until(async () =>
      expect(await openAlerts('lili')).toMatchObject([{ retrospective: true }]),
    )
  })
})

describe('receipts/{station}', () => {
  const asked = () => engine.api.items('receipts/taipu-gate')
  const send = (session: string, seq: number, values: object = { flow: 100 + seq }) =>
    gateway.observe('taipu-gate', { session, seq, time: noonAt + seq, values: { ...values } })

  it('tells of each session the last durable seq and its gaps', async () => {
    for (const seq of [10, 11, 14, 20]) await send('day', seq)
    await send('night', 3)
    expect(await asked()).toMatchObject([
      { session: 'night', lastSeq: 3, gaps: [] },
      {
        session: 'day',
        lastSeq: 20,
        gaps: [
          [12, 13],
          [15, 19],
        ],
      },
    ])
    await send('day', 12)
    await send('day', 17)
    expect((await asked())[0]).toMatchObject({
      session: 'day',
      lastSeq: 20,
      gaps: [
        [13, 13],
        [15, 16],
        [18, 19],
      ],
    })
  })

  it('counts a refused message as durable, since its refusal is', async () => {
    const refused = await send('noon', 1, { nonsense: 1 })
    expect(refused).toMatchObject({ stored: 0, refused: [{ code: 'unknown-parameter' }] })
    expect((await asked())[0]).toMatchObject({ session: 'noon', lastSeq: 1, gaps: [] })
  })

  it('does not know a station that is not registered', async () => {
    expect((await engine.api.get<Problem>('receipts/nowhere')).status).toBe(404)
  })
})

describe('conservation', () => {
  it('adds up over all that was sent here, and with what the receipts told', async () => {
    const { receipts } = gateway
    const sum = (count: (receipt: (typeof receipts)[number]) => number) =>
      receipts.reduce((total, receipt) => total + count(receipt), 0)
    const counts = await engine.api.counts()
    expect(counts).toEqual({
      received: counts.stored + counts.duplicate + counts.revised + counts.refused,
      stored: sum(({ stored }) => stored),
      duplicate: sum(({ duplicate }) => duplicate),
      revised: sum(({ revised }) => revised),
      refused: sum(({ refused }) => refused.length),
      inHand: 0,
    })
    const { stored, duplicate, revised, refused } = counts
    expect(Math.min(stored, duplicate, revised, refused), 'each was seen').toBeGreaterThan(0)
  })

  it('counts what nobody reads: a gateway that says it is there is no value', async () => {
    const before = await engine.api.counts()
    const told = gateway.receipts.length
    const status = JSON.stringify({ online: true, session: 's', at: iso(noonAt) })
    await gateway.publish('qingliu/v1/pingwang/status', status)
    expect(await engine.api.counts()).toEqual(before)
    expect(gateway.receipts).toHaveLength(told)
  })
})
