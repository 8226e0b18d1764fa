import { once } from 'node:events'
import { WebSocket } from 'ws'
import { afterEach, describe, expect, it } from 'vitest'
import type { Fake } from './fake/capabilities.ts'
import { fakeAlert, fakeReading, fakeWorkflow } from './fake/samples.ts'
import { openFakeServer } from './fake/server.ts'
import { openStreamClient } from './fake/stream-client.ts'
import type { HttpServer } from './server.ts'
import type { StreamOptions } from './stream.ts'

let server: HttpServer
let fake: Fake
let port: number
afterEach(() => server.close())

async function listen(stream: StreamOptions = {}) {
  ;({ fake, server } = await openFakeServer({ stream }))
  port = await server.listen('127.0.0.1', 0)
}
const isHello = ({ type }: { type: string }) => type === 'hello'
const isNumber = (wanted: number) => (frame: { n?: number }) => frame.n === wanted

describe('the stream', () => {
  it('says hello, then each change as it comes', async () => {
    await listen()
    fake.log.append('alert.raised', 'a1')
    const client = openStreamClient(port)
    expect(await client.frame(isHello)).toEqual({ type: 'hello', head: 1, oldest: 1 })
    fake.log.append('alert.acknowledged', 'a1')
    fake.log.append('workflow.opened', 'w1')
    expect(await client.frame(isNumber(2))).toMatchObject({
      n: 2,
      prev: 1,
      type: 'alert.acknowledged',
      at: '2026-11-23T00:05:00.000Z',
      data: {
        id: 'a1',
        kind: 'limit',
        colour: 'yellow',
        station: 'TP-1',
        actor: 'engine',
        etag: '"2"',
      },
    })
    expect(await client.frame(isNumber(3))).toMatchObject({
      prev: 2,
      type: 'workflow.opened',
      data: { id: 'w1', kind: 'joint-patrol', siteDistrict: 'qingpu' },
    })
    expect(client.frames).toHaveLength(3)
  })

  it('is not for pages of others', async () => {
    await listen()
    const open = async (origin: string) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/stream`, { origin })
      await once(socket, 'open')
      socket.terminate()
    }
    await expect(open('https://example.org')).rejects.toThrow('Unexpected server response: 403')
    await expect(open(`http://127.0.0.1:${port}`)).resolves.toBeUndefined()
  })

  it('gives what came after since, chained in the view asked for', async () => {
    await listen()
    const types = ['alert.raised', 'alert.closed', 'alert.raised', 'alert.closed', 'alert.raised']
    for (const type of types) fake.log.append(type as 'alert.raised', 'a1')
    const whole = openStreamClient(port, '?since=0&types=alert.raised')
    await whole.frame(isNumber(5))
    const link = ({ n, prev }: { n?: number; prev?: number }) => [n, prev]
    expect(whole.frames.slice(1).map(link)).toEqual([
      [1, 0],
      [3, 1],
      [5, 3],
    ])
    const again = openStreamClient(port, '?since=3&types=alert.raised')
    await again.frame(isNumber(5))
    expect(again.frames.slice(1).map(link)).toEqual([[5, 3]])
  })

  it('gives a snapshot below oldest - 1, and goes on from its upTo', async () => {
    await listen()
    fake.alerts.set('a1', fakeAlert('a1', 3))
    fake.workflows.set('w1', fakeWorkflow('w1', 2))
    fake.log.append('alert.raised', 'a1')
    fake.log.append('alert.raised', 'a1')
    fake.log.append('alert.closed', 'a1')
    fake.log.forget(2)
    const client = openStreamClient(port, '?since=0&types=alert.raised')
    const isSnapshot = ({ type }: { type: string }) => type === 'snapshot'
    expect(await client.frame(isSnapshot)).toMatchObject({
      upTo: 2,
      alerts: [{ id: 'a1', etag: '"3"', allowed: expect.any(Array) as string[] }],
      workflows: [{ id: 'w1' }],
    })
    fake.log.append('alert.raised', 'a1')
    expect(await client.frame(isNumber(4))).toMatchObject({ prev: 2 })
    // Had the reader left after the snapshot, it would stand at the same place.
    const again = openStreamClient(port, '?since=2&types=alert.raised')
    expect(await again.frame(isNumber(4))).toMatchObject({ prev: 2 })
    expect(again.frames.some(isSnapshot)).toBe(false)
  })

  it('gives a snapshot below 0, which is below oldest - 1 of a whole log too', async () => {
    await listen()
    fake.log.append('alert.closed', 'a1')
    const client = openStreamClient(port, '?since=-1')
    expect(await client.frame(({ type }) => type === 'snapshot')).toMatchObject({ upTo: 1 })
    fake.log.append('alert.closed', 'a1')
    expect(await client.frame(isNumber(2))).toMatchObject({ prev: 1 })
  })

  it.each([
    ['?since=8', 4009],
    ['?since=99999999999999999999', 4009],
    ['?since=x', 4400],
    ['?types=alert.lost', 4400],
  ])('closes %s with %i', async (query, code) => {
    await listen()
    expect(await openStreamClient(port, query).closed).toBe(code)
  })

  it('beats, saying how far the view has come', async () => {
    await listen({ heartbeatMs: 10 })
    fake.log.append('alert.closed', 'a1')
    fake.log.append('alert.closed', 'a1')
    const client = openStreamClient(port, '?since=0&types=alert.raised')
    const is = (upTo: number) => (frame: Record<string, unknown>) => frame['upTo'] === upTo
    expect(await client.frame(is(2))).toEqual({ type: 'heartbeat', head: 2, upTo: 2 })
    fake.log.append('alert.closed', 'a1')
    expect(await client.frame(is(3))).toEqual({ type: 'heartbeat', head: 3, upTo: 3 })
  })

  it('sees a change without a wake-up, by looking', async () => {
    await listen({ pollMs: 10 })
    const client = openStreamClient(port)
    await client.frame(isHello)
    fake.log.appendSilently('alert.raised', 'a1')
    expect(await client.frame(isNumber(1))).toMatchObject({ prev: 0 })
  })

  it('gives readings to who asked for them', async () => {
    await listen({ heartbeatMs: 10 })
    const asked = openStreamClient(port, '?types=reading')
    const other = openStreamClient(port)
    const isBeat = ({ type }: { type: string }) => type === 'heartbeat'
    await Promise.all([asked.frame(isBeat), other.frame(isBeat)])
    for (const take of fake.feeds) take([fakeReading])
    fake.log.append('alert.raised', 'a1')
    const frame = await asked.frame(({ type }) => type === 'reading')
    expect(frame).toMatchObject({ data: { station: 'TP-1', parameter: 'w01009', value: 8.37 } })
    expect(frame.n).toBeUndefined()
    await other.frame(isNumber(1))
    expect(other.frames.some(({ type }) => type === 'reading')).toBe(false)
    expect(asked.frames.some(({ n }) => n !== undefined)).toBe(false)
  })

  it('does not look at what a reader sends, and takes nothing large', async () => {
    await listen()
    const client = openStreamClient(port)
    await client.frame(isHello)
    client.socket.send('{not json')
    client.socket.send(Buffer.of(0, 255))
    fake.log.append('alert.raised', 'a1')
    await client.frame(isNumber(1))
    client.socket.send('x'.repeat(100_000))
    expect([1006, 1009]).toContain(await client.closed)
  })

  it('closes a reader too slow for the numbered changes and no other', async () => {
    await listen({ bounds: { bufferedBytesMax: 100_000, stallMs: 60_000 } })
    const slow = openStreamClient(port, '?since=0')
    const quick = openStreamClient(port, '?since=0')
    await Promise.all([slow.frame(isHello), quick.frame(isHello)])
    slow.socket.pause()
    const text = 'x'.repeat(100_000)
    // Kernel buffers are some megabytes; the server's bound is met after them.
    for (let n = 1; n <= 200; n += 1) {
      fake.log.append('alert.updated', 'a1', text)
      await quick.frame(isNumber(n))
    }
    slow.socket.resume()
    expect(await slow.closed).toBe(4008)
    const numbers = slow.frames.slice(1).map(({ n }) => n)
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
    expect(numbers.length).toBeLessThan(200)
    expect(quick.frames).toHaveLength(201)

    const resumed = openStreamClient(port, `?since=${numbers.length}`)
    await resumed.frame(isNumber(200))
    expect(resumed.frames[1]).toMatchObject({ n: numbers.length + 1, prev: numbers.length })
    expect(resumed.frames).toHaveLength(201 - numbers.length)
  })

  it('ends with 1001 when the server closes, also for who does not read', async () => {
    await listen()
    const client = openStreamClient(port)
    const deaf = openStreamClient(port)
    await Promise.all([client.frame(isHello), deaf.frame(isHello)])
    deaf.socket.pause()
    await server.close()
    expect(await client.closed).toBe(1001)
    deaf.socket.terminate()
    expect(fake.log.wakers()).toBe(0)
    expect(fake.feeds.size).toBe(0)
  })

  it.each(['/api/v1/strea', '/api/v1/alerts', '/livez', '/api/v1/streams/'])(
    'is at no other path: an upgrade at %s finds nothing',
    async (path) => {
      await listen()
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`)
      const [error] = (await once(socket, 'error')) as [Error]
      expect(error.message).toBe('Unexpected server response: 404')
    },
  )

  it('tells a plain request to upgrade', async () => {
    await listen()
    const answer = await server.app.inject('/api/v1/stream')
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
      426,
      'upgrade-required',
    ])
  })
})
