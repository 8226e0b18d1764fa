import { createServer, type AddressInfo, type Socket } from 'node:net'
import { Aedes, type PublishPacket } from 'aedes'
import { encodeFrame, splitFrames } from '../decode/hj212/frame.ts'
import { frameName } from '../decode/hj212/hj212.ts'
import { parseHead } from '../decode/hj212/segment.ts'

/** A broker with an engine behind it that hears frames and sends receipts, or holds them back. */
export type FakeEngine = {
  readonly url: string
  readonly port: number
  /** Every publication on an hj212 topic, in order: station and text. */
  readonly heard: (readonly [station: string, text: string])[]
  /** While true each frame gets its receipt at once. */
  isAnswering: boolean
  /** Sends the receipt of something heard. */
  answer(station: string, text: string): void
  send(station: string, receipt: unknown): void
  /** Breaks every connection; new ones are taken. */
  dropConnections(): void
  close(): Promise<void>
}

export async function openFakeEngine(port = 0): Promise<FakeEngine> {
  const broker = await Aedes.createBroker()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    broker.handle(socket)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const bound = (server.address() as AddressInfo).port
  const engine: FakeEngine = {
    url: `mqtt://127.0.0.1:${bound}`,
    port: bound,
    heard: [],
    isAnswering: true,
    answer: (station, text) => {
      engine.send(station, { refused: [], frames: [outcomeOf(text)] })
    },
    send: (station, receipt) => {
      const topic = `qingliu/v1/${station}/receipt`
      const payload = typeof receipt === 'string' ? receipt : JSON.stringify(receipt)
      const packet: PublishPacket = {
        ...{ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false },
      }
      broker.publish(packet, () => undefined)
    },
    dropConnections: () => {
      for (const socket of sockets) socket.destroy()
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      await new Promise<void>((resolve) => broker.close(resolve))
      engine.dropConnections()
      await closed
    },
  }
  broker.on('publish', ({ topic, payload }) => {
    const station = /^qingliu\/v1\/([^/]+)\/hj212$/.exec(topic)?.[1]
    if (station === undefined) return
    const text = payload.toString()
    engine.heard.push([station, text])
    if (engine.isAnswering) engine.answer(station, text)
  })
  return engine
}

function outcomeOf(text: string) {
  const payload = Buffer.from(text)
  const piece = splitFrames(payload)[0]
  const isSound = piece !== undefined && 'start' in piece
  const head = isSound ? parseHead(payload.subarray(piece.start, piece.end).toString()) : null
  const name = head === null || 'code' in head ? { qn: null, cn: null } : frameName(head)
  return { ...name, readings: 1, faultCodes: [] }
}

/** A frame of real-time data as a logger sends it. */
export function frameText(
  qn: string | null,
  mn: string,
  { value = 3.1, flag = 5, time = '20261123113000' } = {},
): string {
  const name = qn === null ? '' : `QN=${qn};`
  const head = `${name}ST=21;CN=2011;PW=123456;MN=${mn};Flag=${flag};`
  const area = `DataTime=${time};w01009-Rtd=${value},w01009-Flag=N`
  return Buffer.from(encodeFrame(`${head}CP=&&${area}&&`)).toString()
}
