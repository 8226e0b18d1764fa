import { connectAsync } from 'mqtt'
import { describe, expect, it } from 'vitest'
import { hourMs, minuteMs } from '../src/domain/time.ts'
import type { Reading } from './engine-api.ts'
import { noonAt } from './engine-app.ts'
import { obsText } from './engine-gateway.ts'
import { openStream } from './engine-stream.ts'
import { useEngineAndGateway } from './use-engine.ts'

/** The path from MQTT to HTTP as a gateway and a client see it. */
const { engine, gateway } = useEngineAndGateway()

const readings = (query: string) => engine.api.items<Reading>(`readings?${query}`)
const iso = (at: number) => new Date(at).toISOString()
const valuesOf = (list: readonly Reading[]) =>
  Object.fromEntries(list.map(({ alias, value }) => [alias, value]))

describe('the path of an observation', () => {
  it('tells commit by a receipt, then acknowledges', async () => {
    const before = await engine.api.counts()
    const text = obsText({
      id: 'first',
      session: 's',
      seq: 4711,
      time: '2026-11-23T11:05:00+08:00',
      values: { w01009: 8.37, nh3n: { value: 0.214, unit: 'mg/L', flag: 'N' }, ph: 7.68 },
    })
    await gateway.publish('qingliu/v1/pingwang/obs', text)
    expect(gateway.receipts).toEqual([
      {
        id: 'first',
        session: 's',
        seq: 4711,
        stored: 3,
        duplicate: 0,
        revised: 0,
        refused: [],
        durableAt: expect.stringMatching(/^2026-11-23T04:00:\d\d\.\d{3}Z$/) as string,
      },
    ])
    expect(await readings('station=pingwang&parameter=do')).toEqual([
      {
        station: 'pingwang',
        parameter: 'w01009',
        alias: 'do',
        unit: 'mg/L',
        value: 8.37,
        qualifier: '',
        flag: 1,
        reasons: [],
        period: 'PT0S',
        source: 'automatic',
        sourceFlag: 'normal',
        depth: null,
        observedAt: '2026-11-23T03:05:00.000Z',
        receivedAt: expect.stringMatching(/^2026-11-23T04:00/) as string,
        revision: 0,
      },
    ])
    const after = await engine.api.counts()
    expect(after).toEqual({
      ...before,
      received: before.received + 3,
      stored: before.stored + 3,
    })
  })

  it('sends every receipt before its acknowledgement', async () => {
    const client = await connectAsync(engine.mqttAddress, { protocolVersion: 4 })
    await client.subscribeAsync('qingliu/v1/dashun-gate/receipt', { qos: 1 })
    const came: string[] = []
    client.on('packetreceive', ({ cmd }) => came.push(cmd))
    const times = Array.from({ length: 40 }, (_, n) => noonAt - n * minuteMs)
    for (const time of times) {
      const text = obsText({ time, values: { do: 7 } })
      await client.publishAsync('qingliu/v1/dashun-gate/obs', text, { qos: 1 })
    }
    await client.endAsync()
    expect(came).toEqual(times.flatMap(() => ['publish', 'puback']))
  })

  it('converts units and rounds half to even to the decimals of the catalogue', async () => {
    const receipt = await gateway.observe('fenhu-centre', {
      time: noonAt,
      values: {
        w21003: { value: 214.5, unit: 'ug/L' },
        algae: { value: 120, unit: '万个/L' },
        temp: { value: 287.4, unit: 'K' },
        ec: { value: 0.5126, unit: 'mS/cm' },
        do: 8.385,
        tp: { value: 87, unit: 'μg/L' },
        flow: { value: 36_000, unit: 'm3/h' },
      },
    })
    expect(receipt).toMatchObject({ stored: 7, refused: [] })
    expect(valuesOf(await readings('station=fenhu-centre'))).toEqual({
      nh3n: 0.214,
      algae: 1_200_000,
      temp: 14.2,
      ec: 512.6,
      do: 8.38,
      tp: 0.087,
      flow: 10,
    })
  })

  it('resolves a name by the kind of station, in messages and in questions', async () => {
    await gateway.observe('qingpu-dianshanhu', { time: noonAt, values: { temp: 11.4 } })
    await gateway.observe('lili', { time: noonAt, values: { temp: 14.2 } })
    const [air] = await readings('station=qingpu-dianshanhu&parameter=temp')
    const [water] = await readings('station=lili&parameter=temp')
    expect([air?.parameter, water?.parameter]).toEqual(['a01001', 'w01010'])
  })

  it.each([
    ['a soft range in doubt', { ec: 1500 }, 3, ['softRange']],
    ['outside what water can be', { ph: 14.01 }, 4, ['hardRange']],
    ['marked as maintenance', { turbidity: { value: 30, flag: 'M' } }, 4, ['sourceFlag']],
    ['below detection', { sb: { value: 0.0005, qualifier: '<' } }, 3, ['censored']],
    ['over the measuring range', { codmn: { value: 5, flag: 'T' } }, 3, ['censored']],
    ['back-fill', { tp: 0.08 }, 1, ['historical']],
  ])('flags with its reason: %s', async (_what, values, flag, reasons) => {
    const historical = reasons.includes('historical')
    await gateway.observe('luxu', { time: noonAt, values, historical })
    const [reading] = await readings(`station=luxu&parameter=${Object.keys(values)[0]}`)
    expect(reading).toMatchObject({ flag, reasons })
  })

  it('takes depth, period and source as part of the key, one spelling for a period', async () => {
    const time = noonAt - hourMs
    const send = (more: object) =>
      gateway.observe('yuandang', { time, values: { do: 7.5 }, ...more })
    const outcomes = [
      await send({}),
      await send({ depth: 0.5 }),
      await send({ depth: 2 }),
      await send({ source: 'manual' }),
      await send({ period: 'PT60M' }),
      await send({ period: 'PT1H' }),
    ]
    expect(outcomes.map(({ stored, duplicate }) => [stored, duplicate])).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 0],
      [0, 1],
    ])
    expect(await readings('station=yuandang&period=PT60M')).toMatchObject([{ period: 'PT1H' }])
    expect(await readings('station=yuandang&source=manual')).toHaveLength(1)
    expect(await readings('station=yuandang&period=PT0S&source=automatic')).toHaveLength(3)
  })

  it('stores frames of HJ 212 and tells each of them in the receipt', async () => {
    const [first] = engineFrames
    await gateway.publish('qingliu/v1/jinze-reservoir/hj212', first)
    expect(gateway.receipts.at(-1)).toMatchObject({
      stored: 10,
      refused: [],
      frames: [{ qn: '20261123080512347', cn: '2061' }],
    })
    const stored = await readings('station=jinze-reservoir&period=PT1H')
    expect(valuesOf(stored)).toMatchObject({ temp: 14.2, ph: 7.68, do: 8.37, sb: 0.0031 })
    expect(stored[0]?.observedAt).toBe('2026-11-22T20:00:00.000Z')
    await gateway.publish('qingliu/v1/jinze-reservoir/hj212', first)
    expect(gateway.receipts.at(-1)).toMatchObject({ stored: 0, duplicate: 10 })
  })

  it('shows a reading to who watches readings', async () => {
    const stream = await openStream(engine.httpAddress, '?types=reading')
    await gateway.observe('dazhushe', { time: noonAt, values: { turbidity: 31.5 } })
    const frame = await stream.frame(({ data }) => data?.['station'] === 'dazhushe')
    expect(frame).toMatchObject({ type: 'reading', data: { alias: 'turbidity', value: 31.5 } })
    expect(frame).not.toHaveProperty('n')
    await stream.close()
  })

  it('names the newest observation of a station, and waits for the others', async () => {
    await gateway.observe('dianfeng', { time: noonAt, values: { do: 8 } })
    await gateway.observe('dianfeng', { time: noonAt - minuteMs, values: { do: 8.1 } })
    expect((await engine.api.get('stations/dianfeng')).body).toMatchObject({
      state: 'ok',
      lastObservedAt: iso(noonAt),
    })
    expect((await engine.api.get('stations/baishiji')).body).toMatchObject({
      state: 'waiting',
      lastObservedAt: null,
    })
  })
})

const engineFrames = [
  '##0415QN=20261123080512347;ST=21;CN=2061;PW=123456;MN=310118A00001000000000A01;Flag=5;' +
    'CP=&&DataTime=20261123040000;w01010-Avg=14.2,w01010-Flag=N;w01001-Avg=7.68,w01001-Flag=N;' +
    'w01009-Avg=8.37,w01009-Flag=N;w01014-Avg=512.6,w01014-Flag=N;w01003-Avg=31.5,' +
    'w01003-Flag=N;w01019-Avg=3.62,w01019-Flag=N;w21003-Avg=0.214,w21003-Flag=N;' +
    'w21011-Avg=0.087,w21011-Flag=N;w21001-Avg=1.86,w21001-Flag=N;w20004-Avg=0.0031,' +
    'w20004-Flag=N&&7340\r\n',
] as const
