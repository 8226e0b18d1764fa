import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { AppError } from '../../src/domain/errors.ts'
import { splitFrames, splitStream, type ChecksumTest, type Piece } from '../decode/hj212/frame.ts'
import type { GatewayLimits } from './gateway-limits.ts'
import { HalfFrame } from './half-frame.ts'
import { answerTo, cutFrame, type LoggerFrame } from './logger-frame.ts'

export type LoggerServerOptions = {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly limits: Pick<
    GatewayLimits,
    'connectionsMax' | 'halfFrameMs' | 'answerBytesMax' | 'closeMs'
  >
  /** Resolves with those of the frames that are on the disk now; the others were not taken. */
  readonly take: (frames: readonly LoggerFrame[]) => Promise<readonly LoggerFrame[]>
  /** How a frame's checksum is computed; over the bytes as they came unless told. */
  readonly checksumOf?: (arrived: Uint8Array) => ChecksumTest
  readonly report: (line: string) => void
}

export type LoggerServer = {
  readonly port: number
  counts(): { readonly received: number; readonly answered: number; readonly broken: number }
  /** Takes nothing more; what was taken is answered before the connections end. */
  close(): Promise<void>
}

/**
 * Listens for HJ 212 data loggers. A connection goes round in three states:
 *
 *     reading → a frame is whole → taking it (nothing is read) → on the disk: answered → reading
 *
 * Not answered is what was not taken, and what is broken: the logger sends it again, or keeps it.
 * Half of a frame is kept until the rest comes, for as long as a logger waits for its answer.
 *
 * @throws {AppError} `gateway-port` when the address cannot be listened on
 */
export async function openLoggerServer(options: LoggerServerOptions): Promise<LoggerServer> {
  const tally: Tally = { received: 0, answered: 0, broken: 0 }
  const connections = new Set<Connection>()
  const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (socket) => {
    const connection = new Connection(socket, options, tally)
    connections.add(connection)
    socket.once('close', () => connections.delete(connection))
  })
  server.maxConnections = options.limits.connectionsMax
  const port = await listen(server, options.host, options.port)
  return {
    port,
    counts: () => ({ ...tally }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      await Promise.all(Array.from(connections, (connection) => connection.close()))
      await closed
    },
  }
}

type Tally = { received: number; answered: number; broken: number }

class Connection {
  readonly #socket: Socket
  readonly #options: LoggerServerOptions
  readonly #tally: Tally
  readonly #from: string
  readonly #half = new HalfFrame()
  #work: Promise<void> = Promise.resolve()
  #isClosing = false

  constructor(socket: Socket, options: LoggerServerOptions, tally: Tally) {
    this.#socket = socket
    this.#options = options
    this.#tally = tally
    this.#from = `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? 0}`
    // Loggers come and go by mobile networks: a connection that breaks is no news.
    socket.on('error', () => undefined)
    socket.setTimeout(options.limits.halfFrameMs)
    socket.on('data', (read) => this.#next(() => this.#read(read)))
    socket.on('timeout', () => this.#next(() => this.#giveUpHalf()))
    socket.on('end', () =>
      this.#next(async () => {
        await this.#giveUpHalf()
        socket.end()
      }),
    )
  }

  /** One thing after another, and nothing is read meanwhile. */
  #next(work: () => Promise<void>): void {
    this.#socket.pause()
    this.#work = this.#work
      .then(work)
      .then(() => {
        if (!this.#isClosing) this.#socket.resume()
      })
      .catch((error: unknown) => void this.#socket.destroy(error as Error))
  }

  async #read(read: Uint8Array): Promise<void> {
    const arrived = this.#half.add(read)
    if (arrived === null) return
    const { pieces, rest } = splitStream(arrived, this.#options.checksumOf?.(arrived))
    this.#half.keep(arrived.subarray(rest))
    await this.#take(arrived, pieces)
  }

  /** The rest of a frame did not come in time; a whole one may stand behind its beginning. */
  async #giveUpHalf(): Promise<void> {
    const arrived = this.#half.take()
    await this.#take(arrived, splitFrames(arrived, this.#options.checksumOf?.(arrived)))
  }

  async #take(arrived: Uint8Array, pieces: readonly Piece[]): Promise<void> {
    const frames: LoggerFrame[] = []
    const faults: string[] = []
    for (const piece of pieces) {
      const frame = 'fault' in piece ? null : cutFrame(arrived, piece)
      if (frame !== null) frames.push(frame)
      else faults.push('fault' in piece ? piece.fault.detail : 'frame: has no data area')
    }
    this.#tally.broken += faults.length
    if (faults.length > 0) {
      const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
      this.#options.report(`${this.#from}: ${faults[0]}${more}`)
    }
    if (frames.length === 0) return
    this.#tally.received += frames.length
    this.#answer(await this.#options.take(frames))
  }

  #answer(frames: readonly LoggerFrame[]): void {
    const answers = frames.map(({ head }) => answerTo(head)).filter((answer) => answer !== null)
    this.#tally.answered += answers.length
    if (answers.length > 0) this.#socket.write(Buffer.concat(answers))
    if (this.#socket.writableLength > this.#options.limits.answerBytesMax) {
      this.#socket.destroy(new Error('reads no answers'))
    }
  }

  async close(): Promise<void> {
    this.#isClosing = true
    this.#socket.pause()
    await this.#work
    const socket = this.#socket
    if (socket.destroyed) return
    // A connection that is cut with bytes unread may take the last answers with it.
    socket.removeAllListeners('data').resume()
    const timer = setTimeout(() => socket.destroy(), this.#options.limits.closeMs)
    await new Promise((resolve) => socket.once('close', resolve).end())
    clearTimeout(timer)
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `gateway: cannot listen on ${host}:${port}: ${cause.message}`
      reject(new AppError('gateway-port', message, cause))
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}
