import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hourMs, minuteMs } from '../../src/domain/time.ts'
import { until } from '../../test/until.ts'
import { frameText, openFakeEngine, type FakeEngine } from './fake-engine.ts'
import { openGateway, type Gateway, type GatewayOptions } from './gateway.ts'

const mn = '310118A00001000000000A01'
const otherMn = '320509B00001000000000B01'
const stations = new Map([
  [mn, 'jinze'],
  [otherMn, 'yuexiu'],
])
const frames = (count: number, of = mn) =>
  Array.from({ length: count }, (_, n) =>
    frameText(`202611231130${String(n).padStart(5, '0')}`, of),
  )
/** Short waits but for receipts: on a busy machine a frame must not count as lost. */
const brisk = { reconnectMs: 20, tickMs: 10, receiptWaitMs: minuteMs, closeMs: 200 }

let folder: string
let engine: FakeEngine
let gateway: Gateway
let reported: string[]
let failures: string[]
const sockets: Socket[] = []

async function open(given: Partial<GatewayOptions> = {}): Promise<void> {
  const { limits, ...others } = given
  gateway = await openGateway({
    ...{ host: '127.0.0.1', port: 0, stations, mqttUrl: engine.url },
    spoolPath: join(folder, 'spool'),
    report: (line) => reported.push(line),
    onFailure: (error) => failures.push(error.code),
    ...others,
    limits: { ...brisk, ...limits },
  })
}

/** Sends and resolves with the answers, once there are as many as told. */
async function send(texts: readonly string[], answersWanted = texts.length): Promise<string[]> {
  const socket = connect({ port: gateway.port, host: '127.0.0.1' })
  sockets.push(socket)
  let answers = ''
  socket.on('data', (bytes) => (answers += bytes.toString()))
  socket.on('error', () => undefined)
  socket.write(texts.join(''))
  const split = () => answers.split('\r\n').slice(0, -1)
  await until(() => expect(split()).toHaveLength(answersWanted))
  return split()
}
const settled = () => until(() => expect(gateway.counts().waiting).toBe(0))
const textsOf = (station: string) =>
  engine.heard.filter(([name]) => name === station).map(([, text]) => text)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-'))
  reported = []
  failures = []
  engine = await openFakeEngine()
})
afterEach(async () => {
  vi.useRealTimers()
  for (const socket of sockets.splice(0)) socket.destroy()
  await gateway.close()
  await engine.close()
  rmSync(folder, { recursive: true })
})

describe('a gateway', () => {
  it('publishes frames as they came, in order, each on the topic of its station', async () => {
    await open()
    const [ours, others] = [frames(100), frames(3, otherMn)]
    await Promise.all([send(ours), send(others)])
    await settled()
    expect(textsOf('jinze')).toEqual(ours)
    expect(textsOf('yuexiu')).toEqual(others)
    expect(gateway.counts()).toEqual({
      ...{ received: 103, answered: 103, published: 103, receipted: 103, waiting: 0 },
      ...{ stray: 0, refused: 0, broken: 0 },
    })
  })

  it('answers while the broker is away, and publishes when it comes', async () => {
    const { port } = engine
    await engine.close()
    await open()
    const sent = frames(50)
    await send(sent)
    expect(gateway.counts()).toMatchObject({ answered: 50, published: 0, waiting: 50 })
    engine = await openFakeEngine(port)
    await settled()
    expect(textsOf('jinze')).toEqual(sent)
    expect(reported.filter((line) => line.startsWith('broker: '))).toHaveLength(2)
  })

  it('keeps what a broker took that died before the engine had it', async () => {
    engine.isAnswering = false
    await open()
    const sent = frames(10)
    await send(sent)
    await until(() => expect(engine.heard).toHaveLength(10))
    const { port } = engine
    await engine.close()
    engine = await openFakeEngine(port)
    await settled()
    expect(textsOf('jinze')).toEqual(sent)
  })

  it('publishes again where no receipt comes, and takes each receipt once', async () => {
    engine.isAnswering = false
    await open({ limits: { receiptWaitMs: 60 } })
    const [text = ''] = frames(1)
    await send([text])
    await until(() => expect(engine.heard.length).toBeGreaterThan(2))
    expect(new Set(textsOf('jinze'))).toEqual(new Set([text]))
    engine.answer('jinze', text)
    engine.answer('jinze', text)
    await settled()
    expect(gateway.counts().receipted).toBe(1)
  })

  it('goes on after a restart with what has no receipt', async () => {
    engine.isAnswering = false
    await open()
    const sent = frames(30)
    await send(sent)
    for (const text of sent.slice(0, 5)) engine.answer('jinze', text)
    await until(() => expect(gateway.counts().waiting).toBe(25))
    await gateway.close()
    engine.heard.splice(0)
    engine.isAnswering = true
    await open()
    await settled()
    expect([...new Set(textsOf('jinze'))]).toEqual(sent.slice(5))
  })

  it('tells frames apart that have no request number', async () => {
    engine.isAnswering = false
    await open()
    const sent = [1, 2, 3].map((value) => frameText(null, mn, { value }))
    await send(sent)
    for (const [n, text] of sent.entries()) {
      await until(() => expect(engine.heard).toHaveLength(n + 1))
      engine.answer('jinze', text)
    }
    await settled()
    expect(textsOf('jinze')).toEqual(sent)
  })
})

describe('nothing', () => {
  it('is answered or published before it is on the disk', async () => {
    const syncs: (() => void)[] = []
    await open({ sync: () => new Promise((resolve) => syncs.push(resolve)) })
    const answered = send(frames(2))
    await until(() => expect(syncs).toHaveLength(1))
    await send(frames(1), 0)
    expect(gateway.counts()).toMatchObject({ answered: 0, published: 0, waiting: 0 })
    expect(engine.heard).toEqual([])
    syncs[0]!()
    await answered
    await until(() => expect(syncs).toHaveLength(2))
    syncs[1]!()
    await settled()
  })

  it('is answered or published when the disk fails, and that is told', async () => {
    await open({ sync: () => Promise.reject(new Error('EIO')) })
    await send(frames(2), 0)
    await until(() => expect(failures).toEqual(['spool-write']))
    expect(gateway.counts()).toMatchObject({ answered: 0, published: 0 })
  })
})

describe('a full spool', () => {
  it('is not answered; receipts make room, and the logger’s next try is taken', async () => {
    engine.isAnswering = false
    await open({ limits: { spoolFramesMax: 5 } })
    const sent = frames(6)
    await send(sent.slice(0, 5))
    await send(sent.slice(5), 0)
    await until(() => expect(gateway.counts().refused).toBe(1))
    expect(reported).toContain('spool: full, frames are not answered: the loggers keep them')
    await until(() => expect(engine.heard).toHaveLength(5))
    engine.isAnswering = true
    for (const text of sent.slice(0, 5)) engine.answer('jinze', text)
    await settled()
    expect(await send(sent.slice(5))).toHaveLength(1)
    await settled()
    expect(reported).toContain('spool: has room again')
    expect([...new Set(textsOf('jinze'))]).toEqual(sent)
  })

  it('is never filled by loggers without a station', async () => {
    const stray = frames(5, 'unheard-of')
    const bytes = Buffer.byteLength(stray[0]!)
    await open({ limits: { spoolBytesMax: 40 * bytes, strayShareMax: 3 / 40 } })
    await send(stray.slice(0, 3))
    const answers = await send([...stray.slice(3), ...frames(1)], 1)
    expect(answers[0]).toContain(mn)
    expect(gateway.counts()).toMatchObject({ stray: 3, refused: 2 })
  })
})

describe('a logger without a station', () => {
  it('is named once; its frames are kept and go out when it has one', async () => {
    const sent = frames(3, 'new-logger')
    await open()
    await send(sent)
    expect(gateway.counts()).toMatchObject({ answered: 3, published: 0, waiting: 3, stray: 3 })
    expect(reported).toEqual(['MN new-logger has no station: its frames are kept, not published'])
    await gateway.close()
    await open({ stations: new Map([...stations, ['new-logger', 'yuandang']]) })
    await settled()
    expect(textsOf('yuandang')).toEqual(sent)
  })
})

describe('receipts', () => {
  it('of an engine that knows no such station leave its frames alone for a while', async () => {
    engine.isAnswering = false
    vi.useFakeTimers({ toFake: ['performance'] })
    await open({ limits: { receiptWaitMs: minuteMs, unknownStationMs: hourMs } })
    await send(frames(1))
    await until(() => expect(engine.heard).toHaveLength(1))
    engine.send('jinze', { refused: [{ parameter: null, code: 'unknown-station', detail: '' }] })
    await until(() => expect(reported[0]).toMatch(/jinze: .* its frames wait$/))
    await send(frames(1, otherMn))
    await until(() => expect(textsOf('yuexiu')).toHaveLength(1))
    vi.advanceTimersByTime(minuteMs)
    await until(() => expect(textsOf('yuexiu')).toHaveLength(2))
    expect(textsOf('jinze')).toHaveLength(1)
    engine.isAnswering = true
    vi.advanceTimersByTime(hourMs)
    await settled()
    expect(textsOf('jinze')).toHaveLength(2)
  })

  it('that refuse a frame end it, and tell why', async () => {
    engine.isAnswering = false
    await open()
    await send(frames(1))
    await until(() => expect(engine.heard).toHaveLength(1))
    const named = { qn: '20261123113000000', cn: '2011', readings: 0 }
    engine.send('jinze', { frames: [{ ...named, faultCodes: ['future-time', 'future-time'] }] })
    await settled()
    expect(reported).toEqual([
      'station jinze: refused of frame 20261123113000000 (CN 2011): future-time',
    ])
  })

  it.each([
    ['no JSON', '{"frames":'],
    ['no receipt', '[1]'],
    ['an observation’s receipt', { id: 'a', stored: 1, refused: [] }],
    ['frames of others', { frames: [{ qn: '1', cn: '2011' }] }],
    ['frames that are none', { frames: [{ qn: 1 }, null] }],
  ])('that are %s end nothing', async (_what, receipt) => {
    engine.isAnswering = false
    await open()
    const [text = ''] = frames(1)
    await send([text])
    await until(() => expect(engine.heard).toHaveLength(1))
    engine.send('jinze', receipt)
    engine.answer('yuexiu', text)
    const [other = ''] = frames(1, otherMn)
    await send([other])
    await until(() => expect(engine.heard).toHaveLength(2))
    engine.answer('yuexiu', other)
    await until(() => expect(gateway.counts().waiting).toBe(1))
    engine.answer('jinze', text)
    await settled()
  })
})

describe('closing', () => {
  it('does not wait for a broker that never speaks', async () => {
    const mute = createServer(() => undefined)
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    const { port } = mute.address() as AddressInfo
    await open({ mqttUrl: `mqtt://127.0.0.1:${port}` })
    await new Promise((resolve) => mute.once('connection', resolve))
    await gateway.close()
    mute.close()
  })

  it('is all that is left to do when the port is taken', async () => {
    await open()
    const again = openGateway({
      ...{ host: '127.0.0.1', port: gateway.port, stations, mqttUrl: engine.url },
      ...{ spoolPath: join(folder, 'another'), report: () => undefined },
      onFailure: () => undefined,
    })
    await expect(again).rejects.toMatchObject({ code: 'gateway-port' })
  })
})
