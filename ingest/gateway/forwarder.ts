import { setTimeout as wait } from 'node:timers/promises'
import { connect, type MqttClient } from 'mqtt'
import { z } from 'zod'
import type { GatewayLimits } from './gateway-limits.ts'
import { headOf, receiptKey } from './logger-frame.ts'
import { Outbox } from './outbox.ts'
import { describe } from './spool-file.ts'
import type { Place } from './spool.ts'

export type ForwarderOptions = {
  /** `mqtt://` or `mqtts://`, credentials in it if the broker wants them. */
  readonly url: string
  readonly stations: ReadonlySet<string>
  readonly spool: {
    read(place: Place): Buffer
    finish(place: Place): void
  }
  readonly limits: GatewayLimits
  readonly report: (line: string) => void
}

export type Forwarder = {
  /** Takes a frame of a station over; it is done when its receipt has come. */
  add(station: string, place: Place): void
  counts(): { readonly published: number; readonly receipted: number; readonly inFlight: number }
  isConnected(): boolean
  close(): Promise<void>
}

/** As much of a receipt as is looked at; one that answers an observation names no frames. */
const frameReceiptShape = z.object({
  qn: z.string().nullable(),
  cn: z.string().nullable(),
  faultCodes: z.array(z.string()).default([]),
})
const receiptShape = z.object({
  refused: z.array(z.object({ code: z.string() })).default([]),
  frames: z.array(frameReceiptShape).default([]),
})
const receiptTopic = /^qingliu\/v1\/([^/]+)\/receipt$/
const subscriptionRefused = 128

/**
 * Publishes frames out of the spool on `qingliu/v1/<station>/hj212`, one a message, bytes
 * unchanged, QoS 1, and marks them done when their receipts come. States:
 *
 *     connecting → subscribed to the receipts → publishing → connection lost → connecting …
 *
 * A connection is used only once it hears receipts; what was in flight over the one before it is
 * published again. An acknowledgement of the broker counts for nothing: it says that the broker
 * has the frame, not that the engine has.
 */
export function openForwarder(options: ForwarderOptions): Forwarder {
  const forwarding = new Forwarding(options)
  const running = forwarding.run()
  return {
    add: (station, place) => forwarding.add(station, place),
    counts: () => forwarding.counts(),
    isConnected: () => forwarding.isConnected(),
    async close() {
      forwarding.close()
      await running
    },
  }
}

class Forwarding {
  readonly #options: ForwarderOptions
  readonly #outbox: Outbox
  readonly #closing = new AbortController()
  /** Gives the present connection up. */
  #abandon: () => void = () => undefined
  /** Null unless it hears receipts. */
  #client: MqttClient | null = null
  #published = 0
  #receipted = 0
  #lastTrouble = ''

  constructor(options: ForwarderOptions) {
    this.#options = options
    const keyOf = (place: Place) =>
      receiptKey(headOf(options.spool.read(place)) ?? { qn: null, cn: null })
    this.#outbox = new Outbox(options.stations, { limits: options.limits, keyOf })
  }

  add(station: string, place: Place): void {
    this.#outbox.add(station, place)
    this.#publishNext(station)
  }

  counts() {
    const inFlight = this.#outbox.inFlight()
    return { published: this.#published, receipted: this.#receipted, inFlight }
  }

  isConnected(): boolean {
    return this.#client !== null
  }

  /** One connection after another until closed; looks each tick at what is due again. */
  async run(): Promise<void> {
    const { signal } = this.#closing
    const { tickMs, reconnectMs } = this.#options.limits
    const ticking = setInterval(() => this.#publishDue(), tickMs)
    while (!signal.aborted) {
      await this.#connectOnce().catch((error: unknown) => {
        if (!signal.aborted) this.#trouble(`broker: ${describe(error)}`)
      })
      await wait(reconnectMs, null, { signal }).catch(() => undefined)
    }
    clearInterval(ticking)
  }

  /** Ends with the connection: by an error, or when we close. */
  async #connectOnce(): Promise<void> {
    const { url, limits, stations } = this.#options
    const client = connect(url, {
      protocolVersion: 4,
      reconnectPeriod: 0,
      connectTimeout: limits.connectTimeoutMs,
    })
    // Without a listener an error would be thrown; it ends the connection, which is waited for.
    const lost = new Promise<never>((_, reject) => {
      client.on('error', reject)
      client.on('close', () => reject(new Error('connection lost')))
      this.#abandon = () => reject(new Error('closed'))
    })
    try {
      client.on('message', (topic, payload) => this.#hear(topic, payload))
      await Promise.race([new Promise((resolve) => client.on('connect', resolve)), lost])
      const topics = Array.from(stations, (station) => `qingliu/v1/${station}/receipt`)
      const grants = await Promise.race([client.subscribeAsync(topics, { qos: 1 }), lost])
      if (grants.some(({ qos }) => qos >= subscriptionRefused)) {
        throw new Error('refuses a subscription to receipts')
      }
      this.#begin(client)
      await lost
    } finally {
      this.#client = null
      await client.endAsync(true)
    }
  }

  #begin(client: MqttClient): void {
    this.#client = client
    if (this.#lastTrouble !== '') this.#options.report('broker: connected')
    this.#lastTrouble = ''
    this.#outbox.reconnect()
    this.#publishDue()
  }

  #publishDue(): void {
    if (this.#client === null) return
    const again = this.#outbox.overdue(performance.now())
    for (const [station, place] of again) this.#publish(station, place)
    for (const station of this.#options.stations) this.#publishNext(station)
  }

  #publishNext(station: string): void {
    while (this.#client !== null) {
      const place = this.#outbox.take(station, performance.now())
      if (place === null) return
      this.#publish(station, place)
    }
  }

  #publish(station: string, place: Place): void {
    this.#published += 1
    const frame = this.#options.spool.read(place)
    this.#client?.publish(`qingliu/v1/${station}/hj212`, frame, { qos: 1 }, () => undefined)
  }

  #hear(topic: string, payload: Buffer): void {
    const station = receiptTopic.exec(topic)?.[1]
    const receipt = parseReceipt(payload)
    if (station === undefined || receipt === null) return
    if (receipt.refused.some(({ code }) => code === 'unknown-station')) {
      const isNew = this.#outbox.pause(station, performance.now())
      if (isNew) this.#report(station, 'the engine does not know it, its frames wait')
      return
    }
    for (const frame of receipt.frames) this.#settle(station, frame)
    this.#publishNext(station)
  }

  #settle(station: string, frame: z.infer<typeof frameReceiptShape>): void {
    const done = this.#outbox.settle(station, receiptKey(frame))
    if (done !== null) {
      this.#receipted += 1
      this.#options.spool.finish(done)
    }
    const isOurs = done !== null || (frame.qn === null && frame.cn === null)
    if (!isOurs || frame.faultCodes.length === 0) return
    const codes = [...new Set(frame.faultCodes)].join(', ')
    this.#report(station, `refused of frame ${frame.qn ?? '-'} (CN ${frame.cn ?? '-'}): ${codes}`)
  }

  #report(station: string, line: string): void {
    this.#options.report(`station ${station}: ${line}`)
  }

  close(): void {
    this.#closing.abort()
    this.#abandon()
  }

  /** Told when it is another trouble than the last, since most come once a second. */
  #trouble(line: string): void {
    if (line !== this.#lastTrouble) this.#options.report(line)
    this.#lastTrouble = line
  }
}

function parseReceipt(payload: Buffer): z.infer<typeof receiptShape> | null {
  try {
    return receiptShape.safeParse(JSON.parse(payload.toString('utf8'))).data ?? null
  } catch {
    return null
  }
}
