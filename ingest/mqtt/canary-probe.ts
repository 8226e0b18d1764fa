import { setTimeout as wait } from 'node:timers/promises'
import { connectAsync, type MqttClient } from 'mqtt'
import { canaryStation } from '../../src/domain/canary.ts'
import { AppError } from '../../src/domain/errors.ts'

const topicOf = (kind: 'obs' | 'receipt') => `qingliu/v1/${canaryStation}/${kind}`

/**
 * Goes the way of a gateway: connects, publishes a message without values, and waits for the receipt,
 * which the engine sends once the message's commit is done. Resolves when it has come.
 *
 * @param url  of the broker, with credentials where it wants them
 * @param id   as `canaryId` makes it
 * @throws {AppError} `canary-unanswered`, after `timeoutMs` or when the broker cannot be used
 */
export async function probePath(url: string, id: string, timeoutMs: number): Promise<void> {
  const over = new AbortController()
  const late = wait(timeoutMs, null, { signal: over.signal, ref: false })
    .catch(() => null)
    .then(() => Promise.reject(new Error(`no receipt within ${timeoutMs} ms`)))
  let client: MqttClient | null = null
  const ask = async () => {
    const options = { protocolVersion: 4, reconnectPeriod: 0, connectTimeout: timeoutMs } as const
    client = await connectAsync(url, options, false)
    client.on('error', () => undefined)
    if (over.signal.aborted) client.end(true)
    await client.subscribeAsync(topicOf('receipt'), { qos: 1 })
    const answered = receiptOf(client, id)
    // Its acknowledgement comes after the receipt, or never where a broker is stuck.
    client.publish(topicOf('obs'), id, { qos: 1 })
    await answered
  }
  try {
    await Promise.race([ask(), late])
  } catch (error) {
    throw new AppError('canary-unanswered', `canary: ${(error as Error).message}`, error)
  } finally {
    over.abort()
    ;(client as MqttClient | null)?.end(true)
  }
}

function receiptOf(client: MqttClient, id: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.on('close', () => reject(new Error('the connection was lost')))
    client.on('message', (_, payload) => {
      // Whatever else others may say there: the nonce is known to who took the message.
      if (payload.includes(id)) resolve()
    })
  })
}
