import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { minuteMs } from '../src/domain/time.ts'
import { packageFolder } from '../src/package.ts'
import type { Problem, Reading, Refusal } from './engine-api.ts'
import { noonAt, openEngine } from './engine-app.ts'
import { badMessages, good, obs, text } from './engine-bad-messages.ts'
import type { Gateway } from './engine-gateway.ts'
import { useEngineAndGateway } from './use-engine.ts'

/** Whatever comes from outside is refused by name, kept, counted, acknowledged; the rest goes on. */
/** The gateway that sends nonsense, and the one next door whose readings must not wait. */
const { engine, gateway: broken } = useEngineAndGateway()
let sound: Gateway
beforeAll(async () => {
  sound = await engine.gateway()
})

const newestRefusal = async () => {
  const { body } = await engine.api.get<{ items: Refusal[] }>('refusals?limit=1')
  return body.items[0]
}
let minute = 0
/** A time at which nothing was sent yet. */
const nextTime = () => noonAt - ++minute * minuteMs

describe('a bad message', () => {
  it.each(badMessages)(
    'is refused as $code, and its neighbour is taken: $what',
    async ({ code, payload, topic = obs, values = 1, taken = 0 }) => {
      const before = await engine.api.counts()
      const known = (await newestRefusal())?.id ?? 0
      const acknowledged = broken.publish(topic, payload)
      const receipt = await sound.observe('lili', { ...good, time: nextTime() })
      await acknowledged
      expect(receipt).toMatchObject({ stored: 1, refused: [] })

      const refusal = await newestRefusal()
      expect(refusal).toMatchObject({ id: known + 1, topic, values })
      expect(refusal?.faults.map((fault) => fault.code)).toEqual(
        refusal?.faults.length === 1 ? [code] : Array<string>(values).fill(code),
      )
      const after = await engine.api.counts()
      expect(after).toEqual({
        ...before,
        received: before.received + values + taken + 1,
        stored: before.stored + taken + 1,
        refused: before.refused + values,
      })
    },
  )

  it('is told in the receipt by value, when its topic names a station', async () => {
    const receipt = await broken.observe('pingwang', {
      time: nextTime(),
      values: { nonsense: 1, do: { value: 8, unit: 'furlong' }, ph: -9999, ec: 500 },
    })
    expect(receipt).toMatchObject({
      stored: 1,
      refused: [
        { parameter: 'nonsense', code: 'unknown-parameter' },
        { parameter: 'w01009', code: 'unknown-unit' },
        { parameter: 'w01001', code: 'sentinel' },
      ],
    })
    const whole = await broken.observe('pingwang', {
      ...good,
      schema: 'obs/2',
      session: 's',
      seq: 7,
    })
    expect(whole).toMatchObject({
      session: 's',
      seq: 7,
      stored: 0,
      refused: [{ parameter: null, code: 'schema-version' }],
    })
  })

  it('takes what only looks wrong: 4 minutes ahead, unknown keys, an offset of its own', async () => {
    const odd = await broken.observe('luxu', {
      time: new Date(noonAt + 4 * minuteMs + 5.5 * 60 * minuteMs)
        .toISOString()
        .replace('Z', '+05:30'),
      values: { do: 7 },
      firmware: '1.2',
    })
    expect(odd).toMatchObject({ stored: 1, refused: [] })
    const [reading] = await engine.api.items<Reading>('readings?station=luxu')
    expect(reading?.observedAt).toBe(new Date(noonAt + 4 * minuteMs).toISOString())
  })

  it('stores no reading of a station beside its good ones', async () => {
    const stored = await engine.api.items<Reading>('readings?station=pingwang')
    expect(new Set(stored.map(({ alias }) => alias))).toEqual(new Set(['ph', 'ec']))
  })
})

describe('a client that breaks the protocol', () => {
  it('is cut off, and the others stay', async () => {
    const rude = await engine.gateway()
    await expect(rude.publish('$SYS/broker/uptime', '0')).rejects.toThrow()
    expect(await sound.observe('luxu', { ...good, time: nextTime() })).toMatchObject({ stored: 1 })
  })
})

describe('refusals', () => {
  it('are listed newest first in pages, by station where asked for', async () => {
    const all = await engine.api.items<Refusal>('refusals?limit=7')
    expect(all.length).toBeGreaterThan(badMessages.length)
    expect(all.map(({ id }) => id)).toEqual(all.map((_, index) => all.length - index))
    const some = await engine.api.items<Refusal>('refusals?station=jinze-reservoir')
    expect(some.map(({ faults }) => faults[0]?.code)).toEqual(['hj212-frame', 'hj212-crc'])
  })

  it('replayed with nothing mended are refused again', async () => {
    await broken.publish(obs, text({ values: { do: -9999 } }))
    const refusal = await newestRefusal()
    const before = await engine.api.counts()
    const answer = await engine.api.post(`refusals/${refusal?.id}/replay`, {})
    expect(answer).toMatchObject({
      status: 200,
      body: { stored: 0, duplicate: 0, revised: 0, refused: 1 },
    })
    expect(await engine.api.counts()).toMatchObject({
      received: before.received + 1,
      refused: before.refused + 1,
    })
  })

  it('kept only in part cannot be replayed', async () => {
    await broken.publish(obs, Buffer.alloc(300 * 1024, ' '))
    const refusal = await newestRefusal()
    expect(refusal?.payloadWhole).toBe(false)
    const answer = await engine.api.post<Problem>(`refusals/${refusal?.id}/replay`, {})
    expect([answer.status, answer.body.code]).toEqual([409, 'payload-not-whole'])
    expect((await engine.api.post<Problem>('refusals/999999/replay', {})).status).toBe(404)
  })

  it('are taken when replayed after the station is registered', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'qingliu-replay-'))
    const data = join(folder, 'data')
    const network = join(folder, 'network')
    const station = 'jiashan-synthetic-air'
    await cp(join(packageFolder, 'fixtures/network'), network, { recursive: true })
    const file = join(network, 'stations.json')
    const whole = await readFile(file, 'utf8')
    const stations = JSON.parse(whole) as { readonly id: string }[]
    const without = stations.filter(({ id }) => id !== station)
    expect(without).toHaveLength(stations.length - 1)
    await writeFile(file, JSON.stringify(without))

    const early = await openEngine({ QINGLIU_DATA: data, QINGLIU_NETWORK: network })
    const gateway = await early.gateway()
    await gateway.publish(`qingliu/v1/${station}/obs`, text({ values: { temp: 11.4 } }))
    const [refusal] = await early.api.items<Refusal>('refusals')
    expect(refusal?.faults[0]?.code).toBe('unknown-station')
    await early.close()

    await writeFile(file, whole)
    const later = await openEngine({ QINGLIU_DATA: data, QINGLIU_NETWORK: network })
    const answer = await later.api.post(`refusals/${refusal?.id}/replay`, {})
    expect(answer).toMatchObject({ status: 200, body: { stored: 1, refused: 0 } })
    expect(await later.api.items<Reading>(`readings?station=${station}`)).toMatchObject([
      { parameter: 'a01001', value: 11.4 },
    ])
    expect(await later.api.counts()).toMatchObject({ received: 2, stored: 1, refused: 1 })
    await later.close()
    await rm(folder, { recursive: true, force: true })
  })
})
