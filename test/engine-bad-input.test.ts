import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayMs, minuteMs } from '../src/domain/time.ts'
import { packageFolder } from '../src/package.ts'
import type { Problem, Reading, Refusal } from './engine-api.ts'
import { noonAt, openEngine, type EngineApp } from './engine-app.ts'
import { obsText, type Gateway } from './engine-gateway.ts'

/** Whatever comes from outside is refused by name, kept, counted, acknowledged; the rest goes on. */
let engine: EngineApp
/** The gateway that sends nonsense, and the one next door whose readings must not wait. */
let broken: Gateway
let sound: Gateway
beforeAll(async () => {
  engine = await openEngine()
  broken = await engine.gateway()
  sound = await engine.gateway()
})
afterAll(() => engine.close())

const obs = 'qingliu/v1/pingwang/obs'
const time = '2026-11-23T11:55:00+08:00'
const good = { time, values: { do: 8.37 } }
const text = (more: object) => obsText({ ...good, ...more })
const withValues = (values: string) => `{"schema":"obs/1","time":"${time}","values":${values}}`
const manyValues = (count: number, name: (index: number) => string) =>
  text({ values: Object.fromEntries(Array.from({ length: count }, (_, n) => [name(n), 8.37])) })

type Case = {
  readonly what: string
  readonly code: string
  readonly payload: string | Uint8Array
  readonly topic?: string
  /** Values refused; 1 unless told. */
  readonly values?: number
  /** Values of the same message that are taken. */
  readonly taken?: number
}

const badMessages: readonly Case[] = [
  { what: 'nothing at all', code: 'not-json', payload: '' },
  { what: 'words', code: 'not-json', payload: 'do=8.37' },
  { what: 'a message cut short', code: 'not-json', payload: text({}).slice(0, -7) },
  { what: 'bytes that are no UTF-8', code: 'not-json', payload: Uint8Array.of(0x7b, 0xc3, 0x28) },
  { what: 'a list', code: 'not-json', payload: '[1,2]' },
  {
    what: 'lists in lists, 100,000 deep',
    code: 'not-json',
    payload: '['.repeat(100_000),
  },
  { what: 'no schema', code: 'wrong-schema', payload: text({ schema: undefined }) },
  { what: 'a schema of somebody else', code: 'wrong-schema', payload: text({ schema: 'x/1' }) },
  {
    what: 'a later major of the schema',
    code: 'schema-version',
    payload: text({ schema: 'obs/2' }),
  },
  { what: 'values that are a list', code: 'wrong-schema', payload: text({ values: [8.37] }) },
  { what: 'no values', code: 'no-values', payload: text({ values: {} }) },
  { what: 'no time', code: 'bad-time', payload: text({ time: undefined }) },
  { what: 'words for a time', code: 'bad-time', payload: text({ time: 'just now' }) },
  {
    what: 'the 30th of February',
    code: 'bad-time',
    payload: text({ time: '2026-02-30T08:00:00Z' }),
  },
  {
    what: 'local time without an offset',
    code: 'no-offset',
    payload: text({ time: '2026-11-23T11:55:00' }),
  },
  {
    what: '10 minutes in the future',
    code: 'future-time',
    payload: text({ time: noonAt + 10 * minuteMs }),
  },
  { what: 'years old', code: 'too-old', payload: text({ time: '2019-11-23T08:05:00+08:00' }) },
  {
    what: 'a day over 400 days old',
    code: 'too-old',
    payload: text({ time: noonAt - 401 * dayMs }),
  },
  { what: 'a period of months', code: 'bad-period', payload: text({ period: 'P1M' }) },
  {
    what: 'the same key twice',
    code: 'duplicate-parameter',
    payload: withValues('{"do":8,"do":3}'),
  },
  {
    what: 'time twice',
    code: 'duplicate-parameter',
    payload: `{"time":"${time}",${text({}).slice(1)}`,
  },
  {
    what: 'one parameter under two of its names',
    code: 'duplicate-parameter',
    payload: text({ values: { do: 8, w01009: 8 } }),
    values: 2,
  },
  { what: 'a bare NaN', code: 'not-finite', payload: withValues('{"do":NaN}') },
  { what: 'a bare Infinity', code: 'not-finite', payload: withValues('{"do":-Infinity}') },
  { what: 'a number beyond all numbers', code: 'not-finite', payload: withValues('{"do":1e999}') },
  { what: 'null for a value', code: 'not-finite', payload: text({ values: { do: null } }) },
  { what: 'NaN as a word', code: 'not-finite', payload: text({ values: { do: 'NaN' } }) },
  { what: 'a number as a word', code: 'bad-value', payload: text({ values: { do: '8.37' } }) },
  { what: 'the sentinel -9999', code: 'sentinel', payload: text({ values: { do: -9999 } }) },
  { what: 'the sentinel 9999.99', code: 'sentinel', payload: text({ values: { do: 9999.99 } }) },
  {
    what: 'a parameter of no catalogue',
    code: 'unknown-parameter',
    payload: text({ values: { x9: 1 } }),
  },
  {
    what: 'a name that JavaScript knows',
    code: 'unknown-parameter',
    payload: withValues('{"__proto__":1,"constructor":2}'),
    values: 2,
  },
  {
    what: 'a unit of no science',
    code: 'unknown-unit',
    payload: text({ values: { do: { value: 8, unit: 'furlong' } } }),
  },
  {
    what: 'a unit of another science',
    code: 'impossible-unit',
    payload: text({ values: { do: { value: 8, unit: '℃' } } }),
  },
  {
    what: 'a flag of no alphabet',
    code: 'bad-value',
    payload: text({ values: { do: { value: 8, flag: 'Q' } } }),
  },
  {
    what: 'one bad value among good ones',
    code: 'sentinel',
    payload: text({ values: { ph: 7.7, do: -9999, ec: 512 } }),
    taken: 2,
  },
  {
    what: '1,001 values',
    code: 'too-many-values',
    payload: manyValues(1_001, (n) => `p${n}`),
    values: 1_001,
  },
  { what: '100,000 values', code: 'too-large', payload: manyValues(100_000, (n) => `p${n}`) },
  { what: '10 MB', code: 'too-large', payload: Buffer.alloc(10 * 1024 * 1024, 'x') },
  {
    what: 'a station nobody registered',
    code: 'unknown-station',
    topic: 'qingliu/v1/atlantis/obs',
    payload: text({}),
  },
  {
    what: 'a station of 30,000 letters',
    code: 'unknown-station',
    topic: `qingliu/v1/${'a'.repeat(30_000)}/obs`,
    payload: text({}),
  },
  {
    what: 'a kind of topic that is none',
    code: 'topic-kind',
    topic: 'qingliu/v1/pingwang/data',
    payload: text({}),
  },
  {
    what: 'the topic of the engine’s receipts',
    code: 'topic-kind',
    topic: 'qingliu/v1/pingwang/receipt',
    payload: '{}',
  },
  { what: 'a topic elsewhere', code: 'unknown-topic', topic: 'home/kitchen', payload: text({}) },
  {
    what: 'a later version of the topics',
    code: 'unknown-topic',
    topic: 'qingliu/v2/pingwang/obs',
    payload: text({}),
  },
  { what: 'a topic too deep', code: 'unknown-topic', topic: `${obs}/1`, payload: text({}) },
  {
    what: 'a topic with a blank',
    code: 'unknown-topic',
    topic: 'qingliu/v1/ping wang/obs',
    payload: text({}),
  },
  {
    what: 'a topic in Chinese',
    code: 'unknown-topic',
    topic: 'qingliu/v1/平望/obs',
    payload: text({}),
  },
  {
    what: 'a topic that is SQL',
    code: 'unknown-topic',
    topic: `qingliu/v1/';drop table reading;--/obs`,
    payload: text({}),
  },
  {
    what: 'a topic with a bell',
    code: 'unknown-topic',
    topic: 'qingliu/v1/ping\u0007wang/obs',
    payload: text({}),
  },
  {
    what: 'a frame of HJ 212 with a wrong checksum',
    code: 'hj212-crc',
    topic: 'qingliu/v1/jinze-reservoir/hj212',
    payload:
      '##0087QN=20261123080512347;ST=91;CN=9014;PW=123456;MN=310118A00001000000000A01;Flag=4;CP=&&&&7EC1\r\n',
  },
  {
    what: 'a frame of a device of another station',
    code: 'hj212-mn',
    topic: 'qingliu/v1/wujiang-yuexiu/hj212',
    payload:
      '##0140QN=20261123113000128;ST=21;CN=2011;PW=123456;MN=310118A00001000000000A01;Flag=9;CP=&&DataTime=20261123113000;w01009-Rtd=3.10,w01009-Flag=N&&A6C1\r\n',
  },
  {
    what: 'no frame at all',
    code: 'hj212-frame',
    topic: 'qingliu/v1/jinze-reservoir/hj212',
    payload: 'GET / HTTP/1.1\r\n\r\n',
  },
]

const newestRefusal = async () => {
  const { body } = await engine.api.get<{ items: Refusal[] }>('refusals?limit=1')
  return body.items[0]
}
let minute = 0

describe('a bad message', () => {
  it.each(badMessages)(
    'is refused as $code, and its neighbour is taken: $what',
    async ({ code, payload, topic = obs, values = 1, taken = 0 }) => {
      const before = await engine.api.counts()
      const known = (await newestRefusal())?.id ?? 0
      await broken.publish(topic, payload)
      minute += 1
      const receipt = await sound.observe('lili', { ...good, time: noonAt - minute * minuteMs })
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
      ...good,
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
    expect(await sound.observe('luxu', { ...good })).toMatchObject({ stored: 1 })
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
