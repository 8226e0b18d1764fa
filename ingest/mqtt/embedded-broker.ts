import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { Aedes, type AedesOptions, type PublishPacket } from 'aedes'
import { AppError } from '../../src/domain/errors.ts'
import { brokerLimits, type BrokerDoor, type BrokerLimits, type Intake } from './broker-door.ts'
import { createFrameGuard } from './frame-guard.ts'
import { createIntakeWindow, type IntakeWindow } from './intake-window.ts'

const statusTopic = /^qingliu\/v1\/[^/]+\/status$/
const enginesTopic = /^qingliu\/v1\/[^/]+\/(receipt|request)$/

/**
 * Opens the broker inside the engine: MQTT 3.1.1, no sessions kept, nothing to install.
 *
 * Each publication goes through the intake before its PUBACK is written (aedes acknowledges after
 * `authorizePublish` has called back). A rejected intake closes the connection, so the gateway
 * sends again. Back-pressure: aedes reads on from a connection only when all packets of its last
 * read are answered, so a message waiting for a place in the window stops its gateway.
 *
 * A client asking for a persistent session gets a clean one and is told so in its CONNACK: the
 * queue of an absent subscriber would have no bound, and the truth behind a lost receipt is in
 * the store.
 *
 * @throws {AppError} `broker-port` when the address cannot be listened on
 */
export async function openEmbeddedBroker(options: {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly intake: Intake
  readonly limits?: Partial<BrokerLimits>
}): Promise<BrokerDoor> {
  const limits = { ...brokerLimits, ...options.limits }
  const window = createIntakeWindow(options.intake, limits.inFlightMax, limits.inFlightBytesMax)
  const broker = await Aedes.createBroker(brokerOptions(window, limits))
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    broker.handle(socket)
    guardFrames(socket, limits.frameBytesMax)
  })
  server.maxConnections = limits.connectionsMax
  const port = await listen(server, options.host, options.port).catch((error: unknown) => {
    broker.close()
    throw error
  })
  const listeners: ((connected: boolean) => void)[] = []
  let open = true

  return {
    address: `mqtt://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    publish: (topic, payload, { retain = false } = {}) =>
      open
        ? publishFromEngine(broker, topic, payload, retain)
        : Promise.reject(new AppError('broker-away', 'the embedded broker is closed')),
    connected: () => open,
    onConnectionChange: (listener) => void listeners.push(listener),
    inFlight: () => window.inFlight(),
    async close() {
      if (!open) return
      const serverClosed = new Promise((resolve) => server.close(resolve))
      window.shut()
      await window.drained(limits.drainMs)
      // The last acknowledgements are written in the turn after the last intake has resolved.
      await new Promise((resolve) => setImmediate(resolve))
      open = false
      await new Promise<void>((resolve) => broker.close(resolve))
      for (const socket of sockets) socket.destroy()
      await serverClosed
      for (const listener of listeners) listener(false)
    },
  }
}

function brokerOptions(window: IntakeWindow, limits: BrokerLimits): AedesOptions {
  return {
    queueLimit: limits.beforeConnackMax,
    drainTimeout: limits.slowReaderMs,
    preConnect(_client, packet, callback) {
      packet.clean = true
      callback(null, true)
    },
    authorizePublish(_client, packet, callback) {
      if (packet.topic.startsWith('$')) {
        callback(new Error('topics beginning with $ are the broker’s own'))
        return
      }
      if (!statusTopic.test(packet.topic)) packet.retain = false
      window.take({ topic: packet.topic, payload: bytesOf(packet.payload) }).then(
        () => callback(null),
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
      )
    },
    /** Only the engine's own packets carry no client: what is its to say no client passes on. */
    authorizeForward: (_client, packet) =>
      enginesTopic.test(packet.topic) && 'clientId' in packet ? null : packet,
  }
}

function bytesOf(payload: string | Buffer): Uint8Array {
  return typeof payload === 'string' ? Buffer.from(payload) : payload
}

/** aedes reads in paused mode; a `data` listener sees what it reads before it is parsed. */
function guardFrames(socket: Socket, frameBytesMax: number): void {
  const passes = createFrameGuard(frameBytesMax)
  socket.on('data', (chunk) => {
    if (!passes(chunk)) socket.destroy(new Error(`a packet is longer than ${frameBytesMax} bytes`))
  })
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', (cause) => {
      reject(
        new AppError('broker-port', `cannot listen on ${host}:${port}: ${cause.message}`, cause),
      )
    })
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}

function publishFromEngine(
  broker: Aedes,
  topic: string,
  payload: string | Uint8Array,
  retain: boolean,
): Promise<void> {
  const packet: PublishPacket = {
    cmd: 'publish',
    topic,
    payload: typeof payload === 'string' ? payload : Buffer.from(payload),
    qos: 1,
    retain,
    dup: false,
  }
  return new Promise((resolve, reject) => {
    broker.publish(packet, (error) => {
      if (error) reject(new AppError('broker-away', `cannot publish on ${topic}`, error))
      else resolve()
    })
  })
}
