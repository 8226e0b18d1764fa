import { WebSocket } from 'ws'
import type { Frame } from './outlet.ts'

/** A WebSocket client that keeps every frame; the test closes it. */
type StreamClient = {
  readonly socket: WebSocket
  readonly frames: Frame[]
  /** Resolves with the close code. */
  readonly closed: Promise<number>
  /** Waits for the first frame that is so, however often looked at. */
  readonly frame: (is: (frame: Frame) => boolean) => Promise<Frame>
}

export function openStreamClient(port: number, query = ''): StreamClient {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/stream${query}`)
  const frames: Frame[] = []
  const looking = new Set<() => void>()
  socket.on('message', (text: Buffer) => {
    frames.push(JSON.parse(text.toString('utf8')) as Frame)
    for (const look of looking) look()
  })
  const closed = new Promise<number>((resolve, reject) => {
    socket.on('close', resolve)
    socket.on('error', reject)
  })
  const frame = (is: (frame: Frame) => boolean) =>
    new Promise<Frame>((resolve) => {
      const look = () => {
        const found = frames.find(is)
        if (found === undefined) return
        looking.delete(look)
        resolve(found)
      }
      looking.add(look)
      look()
    })
  return { socket, frames, closed, frame }
}
