import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Latencies } from './gateways-process.ts'
import { valuesPerMessage } from './messages.ts'

/** Frames that have not come so long after the one before them will not come. */
const patienceMs = 3_000

/** Listens to `reading` frames and tells how long after its publication each came. */
export async function followStream(url: string) {
  const socket = new WebSocket(url)
  await once(socket, 'open')
  const sentMs = new Map<string, number>()
  const latencies: number[] = []
  let expected = 0
  let lastFrameMs = 0
  socket.on('message', (bytes: Buffer) => {
    const nowMs = performance.now()
    const frame = JSON.parse(bytes.toString()) as Frame
    if (frame.type !== 'reading') return
    const sentAt = sentMs.get(`${frame.data.station}@${Date.parse(frame.data.observedAt)}`)
    if (sentAt === undefined) return
    lastFrameMs = nowMs
    latencies.push(nowMs - sentAt)
  })
  return {
    sent(station: string, observedAt: number): void {
      sentMs.set(`${station}@${observedAt}`, performance.now())
      expected += valuesPerMessage
    },
    async end(): Promise<Latencies> {
      lastFrameMs = performance.now()
      while (latencies.length < expected && performance.now() - lastFrameMs < patienceMs) {
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      socket.close()
      return { ms: latencies, missing: expected - latencies.length }
    },
  }
}

type Frame = { type: string; data: { station: string; observedAt: string } }
