import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A receiver of webhooks that remembers what it took, and now and then breaks off unanswered. */
export type Receiver = {
  readonly url: string
  /** By idempotency key: how often it came whole, and whether always with the same bytes. */
  readonly heard: ReadonlyMap<string, { times: number; answered: number; same: boolean }>
  close(): void
}

export async function openReceiver(random: () => number): Promise<Receiver> {
  const heard = new Map<string, { hash: string; times: number; answered: number; same: boolean }>()
  const server = createServer((request, response) => {
    const hash = createHash('sha256')
    request.on('data', (piece: Buffer) => hash.update(piece))
    request.on('end', () => {
      const key = decodeURIComponent(String(request.headers['idempotency-key']))
      const body = hash.digest('hex')
      const known = heard.get(key) ?? { hash: body, times: 0, answered: 0, same: true }
      heard.set(key, known)
      known.times += 1
      known.same &&= known.hash === body
      if (random() < 0.02) request.socket.destroy()
      else {
        known.answered += 1
        response.end('taken')
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/in`,
    heard,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
