import { spawn, type ChildProcess } from 'node:child_process'
import { createCipheriv } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { encodeFrame } from '../../ingest/decode/hj212/frame.ts'
import { frameText, openFakeEngine } from '../../ingest/gateway/fake-engine.ts'
import { openEngine, type EngineApp } from '../../test/engine-app.ts'
import type { Reading } from '../../test/engine-api.ts'
import { until } from '../../test/until.ts'

/** The command in a process of its own, killed where it hurts, with the real engine behind it. */
const main = join(inject('transpiled'), 'src/cli/main.js')
const mn = '310118A00001000000000A01'
const station = 'jinze-reservoir'
const nobody = 'mqtt://127.0.0.1:9'

let engine: EngineApp
let folder: string
const running = new Set<ChildProcess>()
beforeAll(async () => {
  engine = await openEngine()
})
afterAll(() => engine.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-process-'))
})
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

function launch(...args: string[]) {
  return launchWith({}, ...args)
}

function launchWith(more: Readonly<Record<string, string>>, ...args: string[]) {
  const kept = Object.entries(process.env).filter(([name]) => !/^QINGLIU_|_URL$/.test(name))
  const child = spawn(process.execPath, [main, 'gateway', ...args], {
    cwd: folder,
    env: { ...Object.fromEntries(kept), ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (text: Buffer) => (said.out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (said.err += text.toString()))
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child)
    return { code: code as number | null, signal: signal as string | null, ...said }
  })
  return { child, said, ended }
}

async function startGateway(mqttUrl: string, ...args: string[]) {
  const usual = ['--hj212-port', '0', '--mqtt', mqttUrl, '--station', `${mn}=${station}`]
  const { child, said, ended } = launch(...usual, ...args)
  const listening = /^listening hj212:\/\/127\.0\.0\.1:(\d+) .*$/m
  await until(() => expect(said.out, said.err).toMatch(listening))
  const [line, port] = listening.exec(said.out)!
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  return { line, port: Number(port), said, end }
}

/** Request numbers that were answered on a connection to a gateway. */
function dial(port: number) {
  const socket: Socket = connect({ port, host: '127.0.0.1' })
  const answered: string[] = []
  let rest = ''
  socket.on('error', () => undefined)
  socket.on('data', (bytes) => {
    const lines = (rest + bytes.toString()).split('\r\n')
    rest = lines.pop() ?? ''
    answered.push(...lines.map((line) => /QN=(\d+)/.exec(line)?.[1] ?? ''))
  })
  return { socket, answered, send: (texts: readonly string[]) => socket.write(texts.join('')) }
}

/** Frames of one minute after another from an hour of the day on; QN and time tell the minute. */
function framesFrom(hour: number, count: number) {
  return Array.from({ length: count }, (_, n) => {
    const at = new Date(Date.UTC(2026, 10, 23, hour, n)).toISOString()
    const time = at.slice(0, 19).replace(/\D/g, '')
    return { time, text: frameText(`${time}000`, mn, { time }) }
  })
}
const isoOf = (time: string) => {
  const [date, clock] = [time.slice(0, 8), time.slice(8, 14)]
  const day = date.replace(/(....)(..)/, '$1-$2-')
  return new Date(`${day}T${clock.replace(/(..)(..)/, '$1:$2:')}+08:00`).toISOString()
}

/** Observation times that the engine has stored, from an hour of the day on. */
async function storedTimes(hour: number): Promise<Set<string>> {
  const from = encodeURIComponent(`2026-11-23T${String(hour).padStart(2, '0')}:00:00+08:00`)
  const query = `readings?station=${station}&parameter=do&period=PT0S&limit=1000&from=${from}`
  const items = await engine.api.items<Reading>(query)
  return new Set(items.map(({ observedAt }) => observedAt))
}

async function answeredAll(port: number, texts: readonly string[]): Promise<void> {
  const logger = dial(port)
  logger.send(texts)
  await until(() => expect(logger.answered).toHaveLength(texts.length))
  logger.socket.destroy()
}

describe('a gateway that is killed', () => {
  it('between answer and publication loses nothing', async () => {
    const sent = framesFrom(1, 40)
    const gateway = await startGateway(nobody)
    await answeredAll(
      gateway.port,
      sent.map(({ text }) => text),
    )
    expect(await gateway.end('SIGKILL')).toMatchObject({ signal: 'SIGKILL' })
    expect(await storedTimes(1)).toEqual(new Set())

    const again = await startGateway(engine.mqttAddress)
    expect(again.line).toContain('with 40 frames waiting')
    const wanted = new Set(sent.map(({ time }) => isoOf(time)))
    await until(async () => expect(await storedTimes(1)).toEqual(wanted))
    await again.end('SIGKILL')
  })

  it('between publication and receipt loses nothing', async () => {
    const mute = await openFakeEngine()
    mute.isAnswering = false
    const sent = framesFrom(3, 10)
    const gateway = await startGateway(mute.url)
    await answeredAll(
      gateway.port,
      sent.map(({ text }) => text),
    )
    await until(() => expect(mute.heard).toHaveLength(10))
    await gateway.end('SIGKILL')
    await mute.close()

    const again = await startGateway(engine.mqttAddress)
    expect(again.line).toContain('with 10 frames waiting')
    const wanted = new Set(sent.map(({ time }) => isoOf(time)))
    await until(async () => expect(await storedTimes(3)).toEqual(wanted))
    const end = await again.end('SIGTERM')
    expect(end).toMatchObject({ code: 0 })
  })

  it('at any moment has every frame that it answered in the store in the end', async () => {
    const sent = framesFrom(5, 400)
    const answered = new Set<string>()
    const unanswered = () => sent.filter(({ time }) => !answered.has(`${time}000`))
    for (const answersBefore of [3, 41, 90]) {
      const gateway = await startGateway(engine.mqttAddress)
      const logger = dial(gateway.port)
      // A few at a time, so that some are answered, some half-way and some unsent when it dies;
      // not all, so that enough is left where the death is seen late.
      const left = unanswered()
        .slice(0, answersBefore + 60)
        .map(({ text }) => text)
      const sending = setInterval(() => logger.send(left.splice(0, 5)), 1)
      await until(() => expect(logger.answered.length).toBeGreaterThan(answersBefore), 1)
      await gateway.end('SIGKILL')
      clearInterval(sending)
      for (const qn of logger.answered) answered.add(qn)
    }
    const last = await startGateway(engine.mqttAddress)
    const inStore = async () => {
      const stored = await storedTimes(5)
      expect([...answered].filter((qn) => !stored.has(isoOf(qn.slice(0, 14))))).toEqual([])
    }
    await until(inStore)
    const rest = unanswered()
    for (const { time } of rest) answered.add(`${time}000`)
    await answeredAll(
      last.port,
      rest.map(({ text }) => text),
    )
    await until(inStore)
    expect((await storedTimes(5)).size).toBe(400)
    await last.end('SIGKILL')
  })
})

describe('the gateway command', () => {
  it('leaves with 0 when told to, and says how things stand', async () => {
    const gateway = await startGateway(nobody, '--spool', 'mine.spool')
    expect(gateway.line).toBe(
      `listening hj212://127.0.0.1:${gateway.port} for 1 stations, broker ${nobody}, ` +
        `spool ${folder}/mine.spool with 0 frames waiting`,
    )
    const frame = framesFrom(0, 1)[0]!.text
    await answeredAll(gateway.port, [frame])
    const broken = dial(gateway.port)
    broken.send([frame.replace('3.1', '3.2')])
    await until(() => expect(gateway.said.err).toContain('expected checksum'))
    broken.socket.destroy()
    const { code, out } = await gateway.end('SIGTERM')
    expect(code).toBe(0)
    expect(out.trimEnd().split('\n').at(-1)).toBe(
      'frames received 1, answered 1, published 0, receipted 0, waiting 1, 1 broken, broker away',
    )
  })

  it('says of a broker only what was so before it left it', async () => {
    const gateway = await startGateway(engine.mqttAddress)
    const [{ time, text }] = framesFrom(0, 1) as [{ time: string; text: string }]
    await answeredAll(gateway.port, [text])
    await until(async () => expect([...(await storedTimes(0))]).toContain(isoOf(time)))
    const { out } = await gateway.end('SIGTERM')
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^frames received 1, .*, waiting \d$/)
  })

  it('takes its stations from a network where none is given', async () => {
    const { said, child, ended } = launch('--hj212-port', '0', '--mqtt', nobody)
    await until(() => expect(said.out).toContain('for 2 stations'))
    child.kill('SIGTERM')
    expect((await ended).code).toBe(0)
  })

  it('checks ciphered frames with the key of their station where the checksum wants it', async () => {
    const network = join(folder, 'network')
    cpSync(join(import.meta.dirname, '../../fixtures/network'), network, { recursive: true })
    const stations = JSON.parse(readFileSync(join(network, 'stations.json'), 'utf8')) as object[]
    const secret = { sm4KeyFrom: 'QINGLIU_SM4_JINZE', crcOver: 'plain' }
    const ciphering = stations.map((one) => {
      const hj212 = 'hj212' in one ? (one.hj212 as { mn: string }) : null
      return hj212?.mn === mn ? { ...one, hj212: { ...hj212, ...secret } } : one
    })
    writeFileSync(join(network, 'stations.json'), JSON.stringify(ciphering))
    const args = ['--hj212-port', '0', '--mqtt', nobody, '--network', network]
    expect(await launch(...args).ended).toMatchObject({
      code: 2,
      err: 'station jinze-reservoir: expected an SM4 key of 16 bytes in QINGLIU_SM4_JINZE, got nothing\n',
    })
    const key = '0123456789abcdeffedcba9876543210'
    const { said, child, ended } = launchWith({ QINGLIU_SM4_JINZE: key }, ...args)
    const port = await until(() => Number(/hj212:\/\/\S+:(\d+)/.exec(said.out)![1]))
    const head = `QN=20261123113000128;ST=21;CN=2011;PW=123456;MN=${mn};Flag=9;CP=&&`
    const plain = 'DataTime=20261123113000;w01009-Rtd=3.10,w01009-Flag=N'.padEnd(64)
    const cipher = createCipheriv('sm4-ecb', Buffer.from(key, 'hex'), null).setAutoPadding(false)
    const area = cipher.update(plain, 'utf8', 'hex') + cipher.final('hex')
    const sent = Buffer.from(encodeFrame(`${head}${area}&&`)).toString()
    const crc = Buffer.from(encodeFrame(`${head}${plain}&&`))
      .toString()
      .slice(-6)
    const logger = dial(port)
    logger.send([sent, `${sent.slice(0, -6)}${crc}`])
    await until(() => expect(logger.answered).toEqual(['20261123113000128']))
    logger.socket.destroy()
    child.kill('SIGTERM')
    expect((await ended).out).toContain('frames received 1, answered 1')
  })

  it('refuses a spool that another gateway has', async () => {
    const first = await startGateway(nobody)
    const { code, err } = await launch('--hj212-port', '0', '--mqtt', nobody).ended
    expect({ code, err }).toEqual({
      code: 2,
      err: `spool ${folder}/hj212.spool is in use by another gateway\n`,
    })
    await first.end('SIGKILL')
    const next = await startGateway(nobody)
    await next.end('SIGKILL')
  })

  it.each([
    ['no port', [], /--hj212-port/],
    ['a port that is none', ['--hj212-port', '66000'], /expected a whole number from 0 to 65535/],
    ['a station without MN', ['--hj212-port', '0', '--station', 'jinze'], /expected MN=STATION/],
    ['a logger twice', ['--hj212-port', '0', '--station', 'a=b', '--station', 'a=c'], /twice/],
    ['another broker’s URL', ['--hj212-port', '0', '--mqtt', 'http://x'], /starting with mqtt:/],
    ['a network that is none', ['--hj212-port', '0', '--network', '/none'], /network\.json/],
    ['another file', ['--hj212-port', '0', '--spool', 'letter'], /expected a spool file/],
  ])('ends with 2 on %s', async (_what, args, line) => {
    writeFileSync(join(folder, 'letter'), 'Dear reader,')
    const { code, err } = await launch(...args).ended
    expect(err).toMatch(line)
    expect([1, 2]).toContain(code)
    if (!err.includes('error:')) expect(code).toBe(2)
  })
})
