import { connectAsync } from 'mqtt'

/** What the engine tells a gateway of one message. */
export type Receipt = {
  readonly id: string | null
  readonly session: string | null
  readonly seq: number | null
  readonly stored: number
  readonly duplicate: number
  readonly revised: number
  readonly refused: readonly {
    readonly parameter: string | null
    readonly code: string
    readonly detail: string
  }[]
  readonly durableAt: string
}

export type Observation = {
  readonly time: string | number
  readonly values: Readonly<Record<string, unknown>>
} & Readonly<Record<string, unknown>>

/** A gateway as anyone would write one: publishes with QoS 1, listens for receipts. */
export type Gateway = {
  /** Resolves with the PUBACK; rejects when the connection goes before it. */
  readonly publish: (topic: string, payload: string | Uint8Array) => Promise<void>
  /** Publishes an observation; resolves with its receipt once the PUBACK has come too. */
  readonly observe: (station: string, observation: Observation) => Promise<Receipt>
  /** Every receipt so far, of any station. */
  readonly receipts: readonly Receipt[]
  /** Ends at once, as a lost connection would. */
  readonly close: () => Promise<void>
}

let sent = 0

/** The text of an `obs/1` message; a time as a number is epoch milliseconds. */
export function obsText({ time, ...rest }: Observation): string {
  const text = typeof time === 'number' ? new Date(time).toISOString() : time
  return JSON.stringify({ schema: 'obs/1', time: text, ...rest })
}

/**
 * Connects to a broker by MQTT 3.1.1 and subscribes to all receipts.
 *
 * @param onReceipt  called in the turn in which each receipt comes
 */
export async function openGateway(
  url: string,
  onReceipt: (receipt: Receipt) => void = () => undefined,
): Promise<Gateway> {
  const client = await connectAsync(url, { reconnectPeriod: 0, protocolVersion: 4 })
  client.on('error', () => undefined)
  // What is not acknowledged when the connection goes is told as failed, and not kept for later.
  client.once('close', () => client.end(true))
  const receipts: Receipt[] = []
  const waiting = new Map<string, (receipt: Receipt) => void>()
  client.on('message', (_topic, payload) => {
    const receipt = JSON.parse(payload.toString('utf8')) as Receipt
    receipts.push(receipt)
    onReceipt(receipt)
    waiting.get(receipt.id ?? '')?.(receipt)
  })
  await client.subscribeAsync('qingliu/v1/+/receipt', { qos: 1 })

  const publish = async (topic: string, payload: string | Uint8Array) => {
    const bytes = typeof payload === 'string' ? payload : Buffer.from(payload)
    await client.publishAsync(topic, bytes, { qos: 1 })
  }
  return {
    publish,
    receipts,
    async observe(station, observation) {
      sent += 1
      const id = `message-${sent}`
      const receipt = new Promise<Receipt>((resolve) => waiting.set(id, resolve))
      await publish(`qingliu/v1/${station}/obs`, obsText({ id, ...observation }))
      return receipt
    },
    close: () => client.endAsync(true),
  }
}
