import { connectAsync, type MqttClient } from 'mqtt'
import { secondMs } from '../src/domain/time.ts'
import { createLedger, type Ledger, type Sent } from './prove-ledger.ts'
import type { ProveMessage } from './prove-message.ts'

/** The simulated gateways of all stations. */
export type Gateways = {
  readonly ledger: Ledger
  /** Resolves when every message has its receipt, or after so long without a new one. */
  settled(stalledMs: number): Promise<void>
  /** Resolves when a message that makes its condition begin has just been sent. */
  nextBeginning(): Promise<void>
  close(): Promise<void>
}

/** Sent and without receipt, a gateway; the others wait in its own memory. */
const openMax = 60
const lookMs = 20
const resendMs = { first: 4 * secondMs, most: 15 * secondMs, station: 8 * secondMs }
/** After a refusal for a time that is yet to come, and after a connection that was lost. */
const soonMs = 2 * secondMs
/** Late receipts of a bad message must not answer the next one. */
const quietAfterBadMs = 1_500

/**
 * Connects a gateway for each station, each with a session that its broker keeps, and begins to
 * send. A gateway keeps each message until its receipt came, and sends it again without one.
 *
 * @param pace  times as fast as the messages are due
 */
export async function openGateways(
  port: number,
  messages: readonly ProveMessage[],
  pace: number,
): Promise<Gateways> {
  const ledger = createLedger(messages)
  const beginnings: (() => void)[] = []
  const onSend = ({ message }: Sent) => {
    if (message.begins) for (const listener of beginnings.splice(0)) listener()
  }
  const stations = [...new Set(messages.map(({ station }) => station))]
  const startedAt = performance.now()
  const runMs = () => (performance.now() - startedAt) * pace
  const gateways = await Promise.all(
    stations.map(async (station) => {
      const client = await connectGateway(port, station)
      return openGateway(client, ledger.ofStation(station), { ledger, pace, runMs, onSend })
    }),
  )
  return {
    ledger,
    nextBeginning: () => new Promise((resolve) => beginnings.push(resolve)),
    async settled(stalledMs) {
      for (let last = performance.now(), done = -1; ledger.done() < messages.length;) {
        if (ledger.done() > done) [last, done] = [performance.now(), ledger.done()]
        if (performance.now() - last > stalledMs) return
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    close: async () => {
      await Promise.all(gateways.map((gateway) => gateway.close()))
    },
  }
}

async function connectGateway(port: number, station: string): Promise<MqttClient> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    clientId: `gateway-${station}`,
    clean: false,
    protocolVersion: 4,
    reconnectPeriod: 300,
    connectTimeout: 5_000,
    keepalive: 10,
  })
  client.on('error', () => undefined)
  await client.subscribeAsync(`qingliu/v1/${station}/receipt`, { qos: 1 })
  return client
}

type Sending = {
  readonly ledger: Ledger
  readonly pace: number
  /** Time of the run. */
  readonly runMs: () => number
  readonly onSend: (sent: Sent) => void
}

function openGateway(client: MqttClient, mine: readonly Sent[], sending: Sending) {
  const { ledger, pace, runMs, onSend } = sending
  const open = new Set<Sent>()
  const copies: { readonly sent: Sent; readonly dueMs: number }[] = []
  const due: Sent[] = []
  let next = 0

  const send = (sent: Sent) => {
    const { message } = sent
    sent.attempts += 1
    const attempt = sent.attempts
    if (attempt === 1) sent.firstSentAt = performance.now()
    sent.againAt = performance.now() + patienceMs(sent)
    const id = `${sent.seq}.${attempt}`
    const topic = `qingliu/v1/${message.station}/${message.topic}`
    const payload = message.payload(id, sent.seq)
    const bytes = typeof payload === 'string' ? payload : Buffer.from(payload)
    client.publish(topic, bytes, { qos: 1 }, (error) => {
      if (!error) sent.acknowledged.push(attempt)
    })
    onSend(sent)
  }
  const sendDue = () => {
    const now = runMs()
    while (next < mine.length && mine[next]!.message.dueMs <= now) due.push(mine[next++]!)
    for (const sent of due.splice(0)) {
      if (open.size >= openMax || !mayFollow(sent)) due.push(sent)
      else {
        open.add(sent)
        for (const ms of sent.message.copiesMs) copies.push({ sent, dueMs: now + ms })
        send(sent)
      }
    }
    for (const copy of copies.splice(0)) {
      if (copy.dueMs > now) copies.push(copy)
      else send(copy.sent)
    }
  }
  const sendAgain = () => {
    const now = performance.now()
    for (const sent of open) {
      if (sent.doneAt !== null) open.delete(sent)
      else if (now > sent.againAt) {
        sent.resent += 1
        send(sent)
      }
    }
  }
  const mayFollow = ({ message }: Sent) => {
    if (message.after === null) return true
    const { doneAt } = ledger.of(message.after)
    const quietMs = message.answeredBy === 'station' ? quietAfterBadMs / pace : 0
    return doneAt !== null && performance.now() - doneAt > quietMs
  }
  client.on('message', (topic, payload) => {
    const sent = ledger.take(topic.split('/')[2]!, payload, open)
    if (sent === null) return
    if (sent.doneAt === null) sent.againAt = performance.now() + soonMs
    else open.delete(sent)
  })
  client.on('connect', () => {
    const soonAt = performance.now() + soonMs
    for (const sent of open) sent.againAt = Math.min(sent.againAt, soonAt)
  })
  const timer = setInterval(() => {
    if (!client.connected) return
    sendDue()
    sendAgain()
  }, lookMs)
  return {
    async close() {
      clearInterval(timer)
      await client.endAsync(true)
    },
  }
}

/** Longer each time, so that what waits in a broker is not multiplied. */
function patienceMs({ message, resent }: Sent): number {
  if (message.answeredBy === 'station') return resendMs.station
  return Math.min(resendMs.first * 2 ** resent, resendMs.most)
}
