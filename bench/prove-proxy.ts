import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A TCP proxy on a loopback port whose connections can be cut at the worst moment. */
export type Proxy = {
  readonly port: number
  /** Ends every connection at once. */
  cut(): void
  /** Lets nothing through for so long, without a word to either side, then cuts. */
  hush(ms: number): Promise<void>
  /** Passes on the next bytes of a client that hold `text`, and cuts before their answer. */
  cutAfter(text: string): void
  close(): void
}

export async function openProxy(targetPort: number): Promise<Proxy> {
  const pairs = new Set<readonly [client: Socket, target: Socket]>()
  let fatal: string | null = null
  let hushed = false
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1')
    const pair = [client, target] as const
    pairs.add(pair)
    client.on('data', (bytes) => {
      const last = fatal !== null && bytes.includes(fatal)
      if (last) {
        fatal = null
        client.destroy()
        target.end(bytes)
      } else if (!target.write(bytes)) client.pause()
    })
    target.on('drain', () => hushed || client.resume())
    target.on('data', (bytes) => {
      if (!client.destroyed && !client.write(bytes)) target.pause()
    })
    client.on('drain', () => hushed || target.resume())
    if (hushed) client.pause()
    for (const [one, other] of [pair, [target, client] as const]) {
      one.on('error', () => undefined)
      one.on('end', () => other.end())
      one.on('close', () => one === target && client.destroy())
      one.on('close', () => one === target && pairs.delete(pair))
      one.on('close', () => one === client && !target.writableEnded && target.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => pairs.forEach((pair) => pair.forEach((socket) => socket.destroy()))
  const hush = async (ms: number) => {
    hushed = true
    pairs.forEach((pair) => pair.forEach((socket) => socket.pause()))
    await new Promise((resolve) => setTimeout(resolve, ms))
    hushed = false
    cut()
  }
  const cutAfter = (text: string) => void (fatal = text)
  const close = () => {
    server.close()
    cut()
  }
  return { port: (server.address() as AddressInfo).port, cut, hush, cutAfter, close }
}
