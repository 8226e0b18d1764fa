import { WebSocket } from 'ws'
import { answerParent, wallMs } from './child.ts'

/** Readers of a stream: when the last of them had each number. */
const sockets: WebSocket[] = []
const heard = new Map<number, { readers: number; lastMs: number; text: string }>()
const listeners = new Set<() => void>()
const openAtOnce = 100

/** As much of a frame as tells its number. */
const numberOf = /^\{"n":(\d+),/

function take(bytes: Buffer): void {
  const found = numberOf.exec(bytes.toString('latin1', 0, 40))
  if (found === null) return
  const n = Number(found[1])
  const one = heard.get(n) ?? { readers: 0, lastMs: 0, text: bytes.toString() }
  heard.set(n, one)
  one.readers += 1
  one.lastMs = wallMs()
  for (const listener of listeners) listener()
}

async function connect({ url, count }: { url: string; count: number }): Promise<number> {
  for (let opened = 0; opened < count; opened += openAtOnce) {
    const some = Array.from({ length: Math.min(openAtOnce, count - opened) }, () => {
      const socket = new WebSocket(url, { perMessageDeflate: false })
      socket.on('message', take)
      sockets.push(socket)
      return new Promise((resolve, reject) => {
        socket.once('open', resolve)
        socket.once('error', reject)
      })
    })
    await Promise.all(some)
  }
  return sockets.length
}

/** Waits until so many readers have a number. @returns when the last had it, and the frame */
async function reached({ n, readers }: { n: number; readers: number }) {
  await new Promise<void>((resolve) => {
    const look = () => {
      if ((heard.get(n)?.readers ?? 0) < readers) return
      listeners.delete(look)
      resolve()
    }
    listeners.add(look)
    look()
  })
  const { lastMs, text } = heard.get(n)!
  heard.clear()
  return { lastMs, text }
}

/** Comes back after `since` with so many readers, and counts until each stands at `head`. */
async function resume({ url, since, head, count }: Resume) {
  const startedAt = performance.now()
  const readers = Array.from({ length: count }, async () => {
    const socket = new WebSocket(`${url}?since=${since}`)
    let last = since
    let faults = 0
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject)
      socket.on('close', (code) => reject(new Error(`closed with ${code} at ${last}`)))
      socket.on('message', (bytes: Buffer) => {
        const found = numberOf.exec(bytes.toString('latin1', 0, 40))
        if (found === null) return
        faults += Number(found[1]) === last + 1 ? 0 : 1
        last = Number(found[1])
        if (last === head) resolve()
      })
    })
    socket.removeAllListeners('close')
    socket.terminate()
    return faults
  })
  const faults = (await Promise.all(readers)).reduce((a, b) => a + b, 0)
  return { seconds: (performance.now() - startedAt) / 1_000, faults }
}

type Resume = { url: string; since: number; head: number; count: number }

function leave(): void {
  for (const socket of sockets.splice(0)) socket.terminate()
  heard.clear()
}

answerParent({ open: () => null, connect, reached, resume, leave, close: leave })
