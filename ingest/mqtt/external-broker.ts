import { connect, type IClientOptions, type MqttClient, type Packet } from 'mqtt'
import { AppError } from '../../src/domain/errors.ts'
import { brokerLimits, type BrokerDoor, type BrokerLimits, type Intake } from './broker-door.ts'
import { createIntakeWindow, type IntakeWindow } from './intake-window.ts'

const intakeTopics = ['obs', 'hj212', 'status', 'response'].map((kind) => `qingliu/v1/+/${kind}`)

/** CONNACK codes by which a broker says that it does not speak MQTT 5 (3.1.1 §3.2.2.3, 5 §3.2.2.2). */
const unacceptableVersion = new Set([0x01, 0x84])

type ExternalBrokerOptions = {
  /** `mqtt://` or `mqtts://`, credentials in it if the broker wants them. */
  readonly url: string
  /** The same at every start: the broker keeps the session under it. */
  readonly clientId: string
  readonly intake: Intake
  /** Tried in this order; `[4]` (3.1.1) for a broker whose MQTT 5 is not to be trusted. */
  readonly protocolVersions?: readonly (5 | 4)[]
  readonly limits?: Partial<BrokerLimits>
}

/**
 * Opens the door to a broker elsewhere: MQTT 5 where it is granted, else 3.1.1, with a session
 * that outlives us. Resolves once connected and subscribed; later losses of the connection are
 * healed by MQTT.js.
 *
 * Each message is acknowledged to the broker after the intake has resolved. A rejected intake
 * drops the connection, so that the session's unacknowledged messages are sent again.
 *
 * What we publish goes over a connection of its own: on the other the broker's answers would stand
 * behind all that it has queued for us (Mosquitto 2.0 sends far more than the receive maximum).
 *
 * @throws {AppError} `broker-away` when the broker cannot be reached, `broker-refused` when it
 *   refuses us or a subscription
 */
export async function openExternalBroker(options: ExternalBrokerOptions): Promise<BrokerDoor> {
  const limits = { ...brokerLimits, ...options.limits }
  const address = withoutCredentials(options.url)
  const window = createIntakeWindow(options.intake, limits.inFlightMax, limits.inFlightBytesMax)
  let closing = false
  const client = await connectClient(options, limits, address, (fresh) =>
    acknowledgeAfterIntake(fresh, window, () => closing),
  )
  const sender = await connectSender(client.options, options, limits).catch(
    async (error: unknown) => {
      await client.endAsync(true)
      throw connectionError(address, error)
    },
  )
  const listeners: ((connected: boolean) => void)[] = []
  let subscribed = true
  const change = (state: boolean) => {
    if (state === subscribed) return
    subscribed = state
    for (const listener of listeners) listener(state)
  }
  client.on('close', () => change(false))
  client.on('connect', () => {
    subscribe(client, address).then(
      () => change(true),
      () => client.stream.destroy(),
    )
  })

  return {
    address,
    publish(topic, payload, { retain = false } = {}) {
      if (!sender.connected) {
        return Promise.reject(new AppError('broker-away', `not connected to ${address}`))
      }
      const bytes = typeof payload === 'string' ? payload : Buffer.from(payload)
      gather(sender)
      return new Promise((resolve, reject) => {
        sender.publish(topic, bytes, { qos: 1, retain }, (error) => {
          if (error instanceof Error) reject(error)
          else resolve()
        })
      })
    },
    connected: () => subscribed,
    onConnectionChange: (listener) => void listeners.push(listener),
    inFlight: () => window.inFlight(),
    async close() {
      closing = true
      window.shut()
      await window.drained(limits.drainMs)
      await endWithin(client, window.inFlight() > 0 ? 0 : limits.drainMs)
      await endWithin(sender, limits.drainMs)
      change(false)
    },
  }
}

/** One for all: to make an error is to walk the stack. */
const acknowledgedLater = new Error('acknowledged after the commit')

type PacketSender = { readonly _sendPacket: (this: MqttClient, packet: Packet) => void }

/**
 * Holds back the acknowledgement of each QoS 1 message until the intake has resolved.
 *
 * MQTT.js acknowledges when `handleMessage` calls back, and reads nothing on before: one message
 * at a time. Called back with an error it leaves the acknowledgement out and reads on; the
 * acknowledgement is then ours to send, through a method that is private in its types. It goes
 * out only over the connection that brought the message: packet numbers mean nothing on another.
 * While the window is full the call back is held, and MQTT.js reads no further.
 */
function acknowledgeAfterIntake(
  client: MqttClient,
  window: IntakeWindow,
  closing: () => boolean,
): void {
  const { _sendPacket: send } = client as unknown as PacketSender
  let connection = 0
  client.on('close', () => (connection += 1))
  client.handleMessage = ({ topic, payload: sent, qos, messageId }, readOn) => {
    const broughtBy = connection
    const payload = typeof sent === 'string' ? Buffer.from(sent) : sent
    const stillOn = () => broughtBy === connection && client.connected
    window.take({ topic, payload }).then(
      () => {
        if (qos === 0 || messageId === undefined || !stillOn()) return
        gather(client)
        send.call(client, { cmd: 'puback', messageId, reasonCode: 0 })
      },
      () => {
        if (stillOn() && !closing()) client.stream.destroy()
      },
    )
    if (window.full()) void window.free().then(() => readOn(acknowledgedLater))
    else readOn(acknowledgedLater)
  }
}

/** What is written in one turn goes out in one piece: a batch's packets are hundreds of calls. */
function gather({ stream }: MqttClient): void {
  if (stream.writableCorked > 0) return
  stream.cork()
  setImmediate(() => stream.uncork())
}

async function connectClient(
  options: ExternalBrokerOptions,
  limits: BrokerLimits,
  address: string,
  prepare: (client: MqttClient) => void,
): Promise<MqttClient> {
  for (const protocolVersion of options.protocolVersions ?? ([5, 4] as const)) {
    const client = connect(options.url, clientOptions(options.clientId, limits, protocolVersion))
    // A lost connection is told by `close` and healed; without a listener it would be thrown.
    client.on('error', () => undefined)
    prepare(client)
    try {
      const kept = await firstConnection(client, limits.connectTimeoutMs)
      const subscribing = subscribe(client, address)
      // A session that was kept has its subscriptions. What waited in it comes before the answer,
      // and may be more than fits in before the engine runs.
      if (kept) subscribing.catch(() => client.stream.destroy())
      else await subscribing
      return client
    } catch (error) {
      await client.endAsync(true)
      if (protocolVersion === 5 && unacceptableVersion.has(codeOf(error))) continue
      throw error instanceof AppError ? error : connectionError(address, error)
    }
  }
  throw new AppError('broker-refused', `${address} speaks no version of MQTT that we do`)
}

/** The connection that we publish over; the broker keeps nothing for it. */
async function connectSender(
  { protocolVersion }: IClientOptions,
  { url, clientId }: ExternalBrokerOptions,
  { reconnectMs, connectTimeoutMs }: BrokerLimits,
): Promise<MqttClient> {
  const sender = connect(url, {
    clientId: `${clientId}-receipts`,
    ...(protocolVersion !== undefined && { protocolVersion }),
    clean: true,
    reconnectPeriod: reconnectMs,
    reconnectOnConnackError: false,
    connectTimeout: connectTimeoutMs,
    log: unlogged,
  })
  sender.on('error', () => undefined)
  try {
    await firstConnection(sender, connectTimeoutMs)
    return sender
  } catch (error) {
    await sender.endAsync(true)
    throw error
  }
}

/** MQTT.js tells each step of a packet to its log, which makes a tenth of the path's garbage. */
const unlogged = () => undefined

function clientOptions(
  clientId: string,
  limits: BrokerLimits,
  protocolVersion: 4 | 5,
): IClientOptions {
  return {
    clientId,
    protocolVersion,
    clean: false,
    resubscribe: false,
    reconnectPeriod: limits.reconnectMs,
    reconnectOnConnackError: false,
    connectTimeout: limits.connectTimeoutMs,
    log: unlogged,
    ...(protocolVersion === 5 && {
      properties: {
        sessionExpiryInterval: limits.sessionExpirySeconds,
        receiveMaximum: Math.min(limits.inFlightMax, 65_535),
      },
    }),
  }
}

/**
 * The first connection either stands within the time or fails; retrying at start is not ours.
 *
 * @returns whether the broker had kept our session
 */
function firstConnection(client: MqttClient, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      clearTimeout(timer)
      reject(error)
    }
    const timer = setTimeout(() => fail(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs)
    client.once('connect', ({ sessionPresent }) => {
      clearTimeout(timer)
      resolve(sessionPresent)
    })
    client.once('error', fail)
  })
}

async function subscribe(client: MqttClient, address: string): Promise<void> {
  const grants = await client.subscribeAsync(intakeTopics, { qos: 1 })
  const refused = grants.filter((grant) => grant.qos >= 128).map((grant) => grant.topic)
  if (refused.length > 0) {
    throw new AppError('broker-refused', `${address} refused to subscribe us to ${refused.join()}`)
  }
}

/** Ends in good order; a broker that acknowledges our last messages too late is left behind. */
async function endWithin(client: MqttClient, timeoutMs: number): Promise<void> {
  if (!client.connected || timeoutMs === 0) {
    await client.endAsync(true)
    return
  }
  const timer = setTimeout(() => void client.endAsync(true), timeoutMs)
  await client.endAsync(false)
  clearTimeout(timer)
}

function codeOf(error: unknown): number {
  return error instanceof Error && 'code' in error && typeof error.code === 'number'
    ? error.code
    : -1
}

function connectionError(address: string, cause: unknown): AppError {
  const refused = codeOf(cause) > 0
  const why = cause instanceof Error ? cause.message || String(codeOf(cause)) : String(cause)
  return new AppError(
    refused ? 'broker-refused' : 'broker-away',
    refused ? `${address} refused the connection: ${why}` : `cannot reach ${address}: ${why}`,
    cause,
  )
}

function withoutCredentials(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}
