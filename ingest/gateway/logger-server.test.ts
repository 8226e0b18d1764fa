import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../../test/until.ts'
import { frameText } from './fake-engine.ts'
import { gatewayLimits } from './gateway-limits.ts'
import { answerTo, headOf, type LoggerFrame } from './logger-frame.ts'
import { openLoggerServer, type LoggerServer, type LoggerServerOptions } from './logger-server.ts'

const mn = '310118A00001000000000A01'
const one = frameText('20261123113000001', mn)
const two = frameText('20261123113000002', mn)
const answerOf = (text: string) => Buffer.from(answerTo(headOf(Buffer.from(text))!)!).toString()

let server: LoggerServer
let taken: string[]
let reported: string[]
/** What becomes of frames; by default they are taken at once. */
let take: LoggerServerOptions['take']
const sockets: Socket[] = []

const textsOf = (frames: readonly LoggerFrame[]) =>
  frames.map(({ bytes }) => Buffer.from(bytes).toString())

async function open(limits: Partial<LoggerServerOptions['limits']> = {}): Promise<void> {
  server = await openLoggerServer({
    ...{ host: '127.0.0.1', port: 0, limits: { ...gatewayLimits, ...limits } },
    take: (frames) => {
      taken.push(...textsOf(frames))
      return take(frames)
    },
    report: (line) => reported.push(line),
  })
}

/** A logger's end of a connection, and all that it was answered. */
async function dial() {
  const socket = connect({ port: server.port, host: '127.0.0.1' })
  sockets.push(socket)
  let answers = ''
  socket.on('data', (bytes) => (answers += bytes.toString()))
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('connect', resolve))
  return {
    socket,
    answers: () => answers,
    /** Each part in a read of its own, as far as the system lets it. */
    async send(...parts: (string | Uint8Array)[]) {
      for (const part of parts) {
        await new Promise((resolve) => socket.write(part, resolve))
        await new Promise(setImmediate)
      }
    },
    ended: new Promise((resolve) => socket.once('close', resolve)),
  }
}

beforeEach(() => {
  taken = []
  reported = []
  take = (frames) => Promise.resolve(frames)
})
afterEach(async () => {
  await server.close()
  for (const socket of sockets.splice(0)) socket.destroy()
})

describe('a logger', () => {
  it('is answered once its frame is taken', async () => {
    await open()
    const logger = await dial()
    await logger.send(one)
    await until(() => expect(logger.answers()).toBe(answerOf(one)))
    expect(taken).toEqual([one])
    expect(server.counts()).toEqual({ received: 1, answered: 1, broken: 0 })
  })

  it('is not answered before that', async () => {
    const done: (() => void)[] = []
    take = (frames) => new Promise((resolve) => done.push(() => resolve(frames)))
    await open()
    const slow = await dial()
    await slow.send(one)
    await until(() => expect(done).toHaveLength(1))
    const other = await dial()
    await other.send(two)
    await until(() => expect(done).toHaveLength(2))
    expect([slow.answers(), other.answers()]).toEqual(['', ''])
    done[1]!()
    await until(() => expect(other.answers()).toBe(answerOf(two)))
    expect(slow.answers()).toBe('')
    done[0]!()
    await until(() => expect(slow.answers()).toBe(answerOf(one)))
  })

  it('is not answered for what is not taken, and stays connected', async () => {
    take = (frames) => Promise.resolve(frames.filter(({ head }) => head.qn?.endsWith('2')))
    await open()
    const logger = await dial()
    await logger.send(one + two)
    await until(() => expect(logger.answers()).toBe(answerOf(two)))
    expect(server.counts()).toEqual({ received: 2, answered: 1, broken: 0 })
  })

  it('is not answered where it does not ask', async () => {
    await open()
    const silent = frameText('20261123113000001', mn, { flag: 4 })
    const logger = await dial()
    await logger.send(silent + one)
    await until(() => expect(logger.answers()).toBe(answerOf(one)))
    expect(taken).toEqual([silent, one])
  })

  it('may cut its frames anywhere, and say goodbye at once', async () => {
    await open()
    const logger = await dial()
    await logger.send(one.slice(0, 3), one.slice(3, 90), one.slice(90) + two.slice(0, 5))
    await logger.send(two.slice(5))
    logger.socket.end()
    await logger.ended
    expect(logger.answers()).toBe(answerOf(one) + answerOf(two))
    expect(taken).toEqual([one, two])
  })

  it('may be one of many on a line that others break', async () => {
    await open()
    const steady = await dial()
    const broken = await dial()
    await broken.send(two.slice(0, 50))
    broken.socket.resetAndDestroy()
    await steady.send(one)
    await until(() => expect(steady.answers()).toBe(answerOf(one)))
  })
})

describe('what is broken', () => {
  const damaged = one.replace('3.1', '3.2')
  it.each([
    ['a wrong checksum', damaged, /frame: expected checksum/],
    ['text', 'GET / HTTP/1.1\r\n\r\n', /bytes outside of any frame/],
    ['a frame without data', '##0012QN=1;CN=2011', /no checksum|bytes/],
  ])('is told, dropped and not answered: %s', async (_what, text, line) => {
    await open()
    const logger = await dial()
    await logger.send(text + two)
    await until(() => expect(logger.answers()).toBe(answerOf(two)))
    expect(taken).toEqual([two])
    expect(server.counts()).toEqual({ received: 1, answered: 1, broken: 1 })
    expect(reported).toHaveLength(1)
    expect(reported[0]).toMatch(/^127\.0\.0\.1:\d+: /)
    expect(reported[0]).toMatch(line)
  })

  it('in its length gives free what it swallowed, when nothing more comes', async () => {
    await open({ halfFrameMs: 60 })
    const logger = await dial()
    await logger.send(one.replace(/^##0/, '##9') + two)
    await until(() => expect(logger.answers()).toBe(answerOf(two)))
    expect(server.counts().broken).toBe(1)
  })

  it('is half a frame whose rest never comes', async () => {
    await open({ halfFrameMs: 60 })
    const logger = await dial()
    await logger.send(one.slice(0, 60))
    await until(() => expect(server.counts().broken).toBe(1))
    await logger.send(two)
    await until(() => expect(logger.answers()).toBe(answerOf(two)))
  })

  it('of any kind and length keeps nothing but the last half', async () => {
    await open()
    const logger = await dial()
    const noise = Buffer.alloc(3_000_000, '##9999 ##0412QN=1;\r\n')
    await logger.send(noise, Buffer.from('\n'.repeat(10_100)), one)
    await until(() => expect(logger.answers()).toBe(answerOf(one)))
  })
})

describe('the server', () => {
  it('turns away more loggers than it has room for', async () => {
    await open({ connectionsMax: 1 })
    const first = await dial()
    const second = await dial()
    await second.ended
    await first.send(one)
    await until(() => expect(first.answers()).toBe(answerOf(one)))
  })

  it('cuts off a logger that reads no answers', async () => {
    await open({ answerBytesMax: 1_000 })
    const logger = await dial()
    logger.socket.pause()
    const flood = Buffer.from(one.repeat(2_000))
    const ended = new Promise((resolve) => logger.socket.once('close', resolve))
    const pour = () => {
      if (!logger.socket.destroyed) logger.socket.write(flood, () => setImmediate(pour))
    }
    pour()
    await ended
  })

  it('answers what it has taken before it closes', async () => {
    let finish: () => void = () => undefined
    take = (frames) => new Promise((resolve) => (finish = () => resolve(frames)))
    await open()
    const logger = await dial()
    await logger.send(one)
    await until(() => expect(taken).toEqual([one]))
    const closed = server.close()
    finish()
    await closed
    await logger.ended
    expect(logger.answers()).toBe(answerOf(one))
  })

  it('says that its port is taken', async () => {
    await open()
    const second = openLoggerServer({
      ...{ host: '127.0.0.1', port: server.port, limits: gatewayLimits },
      ...{ take, report: () => undefined },
    })
    await expect(second).rejects.toMatchObject({ code: 'gateway-port' })
  })
})
