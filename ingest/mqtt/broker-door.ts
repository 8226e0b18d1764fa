/** One message as it came from a broker, not yet looked into. */
export type BrokerMessage = { readonly topic: string; readonly payload: Uint8Array }

/**
 * Takes one message. Resolves after the commit, or after its refusal is recorded: only then is
 * it acknowledged. Rejects only when the engine is stopping or the store is away: the message
 * stays unacknowledged and comes again.
 */
export type Intake = (message: BrokerMessage) => Promise<unknown>

/** What both doors offer, whether the broker runs inside the engine or elsewhere. */
export type BrokerDoor = {
  /** URL of the broker, without credentials. */
  readonly address: string
  /**
   * Publishes with QoS 1; a string is sent as UTF-8. Resolves once the broker has it.
   *
   * @throws {AppError} `broker-away` when there is no connection to publish over
   */
  publish(
    topic: string,
    payload: string | Uint8Array,
    options?: { readonly retain?: boolean },
  ): Promise<void>
  connected(): boolean
  /** Called with the new state at each change; the state at the call is not told. */
  onConnectionChange(listener: (connected: boolean) => void): void
  /** Messages handed to the intake and not yet acknowledged, and those waiting for a place. */
  inFlight(): number
  /** Takes nothing more, lets what is in hand finish within `drainMs`, then disconnects. */
  close(): Promise<void>
}

const mebibyte = 1024 * 1024

/** Bounds of the broker doors; every one may be set lower by a test. */
export type BrokerLimits = {
  readonly inFlightMax: number
  readonly inFlightBytesMax: number
  readonly frameBytesMax: number
  readonly connectionsMax: number
  readonly beforeConnackMax: number
  readonly slowReaderMs: number
  readonly sessionExpirySeconds: number
  readonly connectTimeoutMs: number
  readonly reconnectMs: number
  readonly drainMs: number
}

export const brokerLimits: BrokerLimits = {
  /** 20,000 messages a second, each 50 ms from arrival to commit, are 1,000 in flight; times 4. */
  inFlightMax: 4_096,
  /** 4,096 ordinary messages of 2 KB are 8 MB; 64 MB lets 256 of the largest taken (256 KB) in. */
  inFlightBytesMax: 64 * mebibyte,
  /** 64 times the largest message taken, so that one too large is refused with a reason and not
   *  by a broken connection; beyond it a device is broken and its memory would be ours. */
  frameBytesMax: 16 * mebibyte,
  /** A station has one gateway; ten times the network of three districts. Each connection holds
   *  at most what one read gave it (64 KB) while it waits: 2,000 of them hold 128 MB. */
  connectionsMax: 2_000,
  /** Packets a client may send before it has its CONNACK; gateways with a full buffer send at once. */
  beforeConnackMax: 1_000,
  /** A subscriber that takes no byte for so long is cut off, since it holds up the others. */
  slowReaderMs: 10_000,
  /** An external broker keeps our session over a long weekend's outage. */
  sessionExpirySeconds: 4 * 24 * 3_600,
  connectTimeoutMs: 10_000,
  /** Short, since every second away is a second of latency; one connection cannot be a storm. */
  reconnectMs: 1_000,
  /** Half of the ten seconds in which the engine has to leave. */
  drainMs: 5_000,
}
