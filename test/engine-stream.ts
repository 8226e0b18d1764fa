import { WebSocket } from 'ws'

/** A frame of the stream; numbered ones carry `n` and `prev`. */
export type Frame = {
  readonly type: string
  readonly n?: number
  readonly prev?: number
  readonly head?: number
  readonly upTo?: number
  readonly data?: Readonly<Record<string, unknown>>
}

/** One connection of the stream, and every frame that came over it. */
export type Stream = {
  readonly frames: readonly Frame[]
  /** The first frame, come or to come, of which this holds; rejects when the stream is closed. */
  readonly frame: (holds: (frame: Frame) => boolean) => Promise<Frame>
  /** Resolves with the close code. */
  readonly closed: Promise<number>
  readonly close: () => Promise<number>
}

/** Opens `WS /api/v1/stream` with a query such as `?since=0`; resolves after hello or close. */
export async function openStream(httpAddress: string, query = ''): Promise<Stream> {
  const url = `${httpAddress.replace('http', 'ws')}/api/v1/stream${query}`
  const socket = new WebSocket(url)
  const frames: Frame[] = []
  const looks = new Set<() => void>()
  let ended = false
  const look = () => {
    for (const one of [...looks]) one()
  }
  socket.on('message', (bytes: Buffer) => {
    frames.push(JSON.parse(bytes.toString('utf8')) as Frame)
    look()
  })
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      ended = true
      look()
      resolve(code)
    })
  })
  const frame = (holds: (frame: Frame) => boolean) =>
    new Promise<Frame>((resolve, reject) => {
      const tryIt = () => {
        const found = frames.find(holds)
        if (found === undefined && !ended) return
        looks.delete(tryIt)
        if (found === undefined) reject(new Error(`closed after ${JSON.stringify(frames)}`))
        else resolve(found)
      }
      looks.add(tryIt)
      tryIt()
    })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  await frame(({ type }) => type === 'hello').catch(() => undefined)
  return {
    frames,
    frame,
    closed,
    close: () => {
      socket.close()
      return closed
    },
  }
}

/** Numbered frames only. */
export function numbered(frames: readonly Frame[]): (Frame & { n: number; prev: number })[] {
  return frames.filter((frame): frame is Frame & { n: number; prev: number } => 'n' in frame)
}
