import { WebSocket } from 'ws'

/** Many readers of the stream, each of which comes back with the last number it applied. */
export type StreamClients = {
  /** Cuts this share of the connections without a word. */
  cut(share: number): void
  /** Resolves once every client stands at `head`; false where one does not in time. */
  reached(head: number, withinMs: number): Promise<boolean>
  readonly figures: ClientFigures
  close(): void
}

export type ClientFigures = {
  frames: number
  connections: number
  /** Numbers that came twice over one connection, out of order, or with one left out. */
  readonly faults: string[]
  /** Close codes that a client does not expect, by how often they came. */
  readonly codes: Map<number, number>
}

const againMs = { least: 100, most: 900 }
const faultsMax = 20
/** As much of a frame as tells its numbers. */
const numbersOf = /^\{"n":(\d+),"prev":(\d+),/

/**
 * Opens readers in turns at all the addresses; one that is cut tries another each time.
 *
 * @param random  0 to 1, for who goes where and when
 */
export function openStreamClients(
  count: number,
  addresses: readonly string[],
  random: () => number,
): StreamClients {
  const figures: ClientFigures = { frames: 0, connections: 0, faults: [], codes: new Map() }
  /** Of each number: the length of its frame, which is the same for everybody. */
  const lengths: number[] = []
  let closed = false
  const fault = (text: string) => {
    if (figures.faults.length < faultsMax) figures.faults.push(text)
  }
  const clients = Array.from({ length: count }, (_, place) => {
    const client = { last: 0, socket: null as WebSocket | null }
    const take = (bytes: Buffer) => {
      const found = numbersOf.exec(bytes.toString('latin1', 0, 60))
      if (found === null) return
      const [n, prev] = [Number(found[1]), Number(found[2])]
      if (prev !== client.last || n !== prev + 1)
        fault(`client ${place} stood at ${client.last} and got ${n} after ${prev}`)
      // The digits of `prev` are those of the whole log, so the frames are the same.
      if ((lengths[n] ??= bytes.length) !== bytes.length)
        fault(`change ${n} has ${bytes.length} bytes for client ${place}, ${lengths[n]} for others`)
      client.last = n
      figures.frames += 1
    }
    const connect = () => {
      if (closed) return
      const address = addresses[Math.floor(random() * addresses.length)]!
      const socket = new WebSocket(`${address}/api/v1/stream?since=${client.last}`)
      client.socket = socket
      socket.on('open', () => (figures.connections += 1))
      socket.on('message', take)
      socket.on('error', () => undefined)
      socket.on('close', (code) => {
        if (code >= 4000) figures.codes.set(code, (figures.codes.get(code) ?? 0) + 1)
        setTimeout(connect, againMs.least + random() * (againMs.most - againMs.least))
      })
    }
    setTimeout(connect, random() * againMs.most)
    return client
  })
  return {
    figures,
    cut(share) {
      for (const { socket } of clients) if (random() < share) socket?.terminate()
    },
    async reached(head, withinMs) {
      const untilMs = performance.now() + withinMs
      while (clients.some(({ last }) => last < head)) {
        if (performance.now() > untilMs) {
          const behind = clients.filter(({ last }) => last < head)
          fault(`${behind.length} clients never came to ${head}, one stands at ${behind[0]!.last}`)
          return false
        }
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      return true
    },
    close() {
      closed = true
      for (const { socket } of clients) socket?.terminate()
    },
  }
}
