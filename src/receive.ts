import {
  decodeLimits,
  type DecodeContext,
  type Decoded,
  type Decoder,
} from '../ingest/decode/decode.ts'
import { readHead } from '../ingest/decode/obs.ts'
import { checkStatus } from '../ingest/decode/status.ts'
import { parseGatewayTopic } from '../ingest/decode/topic.ts'
import { canaryStation, isCanaryId } from './domain/canary.ts'
import type { Station } from './domain/network.ts'
import type { Fault } from './domain/reading.ts'
import type { Instant } from './domain/time.ts'
import type { Received } from './taken.ts'

export type ReceiveParts = {
  readonly stations: ReadonlyMap<string, Station>
  readonly decodeObs: Decoder
  readonly decodeHj212: Decoder
  /** A message states a time of its gateway's clock, be it refused for it. */
  readonly onSentAt: (station: string, sentAt: Instant, at: Instant) => void
}

/** From topic and payload to readings and faults; a fault of the topic refuses the message. */
export function createReceive(parts: ReceiveParts) {
  const decoded = (station: string, message: Decoded, now: Instant): Received => {
    if (message.sentAt !== null) parts.onSentAt(station, message.sentAt, now)
    return received(station, message)
  }

  return (topic: string, payload: Uint8Array, now: Instant): Received => {
    const parsed = parseGatewayTopic(topic)
    if ('code' in parsed) return refused(null, parsed)
    const { station: id, kind } = parsed
    const station = parts.stations.get(id)
    if (station === undefined && id === canaryStation && kind === 'obs') {
      const said = new TextDecoder().decode(payload.subarray(0, 100))
      if (isCanaryId(said)) return { ...empty, station: id, id: said }
    }
    if (station === undefined) {
      const detail = `expected the id of a registered station, got ${id}`
      const head = kind === 'obs' ? readHead(payload, decodeLimits) : null
      return { ...refused(id, { parameter: null, code: 'unknown-station', detail }), ...head }
    }
    const context: DecodeContext = { station, now }
    switch (kind) {
      case 'obs':
        return decoded(id, parts.decodeObs(payload, context), now)
      case 'hj212':
        return { ...decoded(id, parts.decodeHj212(payload, context), now), keepRaw: true }
      case 'status': {
        // Retained for whoever asks the broker; of silence our own watch tells.
        const wrong = checkStatus(payload, decodeLimits)
        return wrong === null ? { ...empty, station: id } : refused(id, wrong)
      }
      case 'response': {
        // What answers an open request was taken before it comes here.
        const detail = 'expected response/1 with the id of an open request to this station'
        return refused(id, { parameter: null, code: 'unexpected-response', detail })
      }
      case 'receipt':
      case 'request':
        // They never pass the topic's check.
        return { ...empty, station: id }
    }
  }
}

const empty: Received = {
  station: null,
  id: null,
  session: null,
  seq: null,
  readings: [],
  faults: [],
  values: 0,
  frames: null,
  analysis: null,
  keepRaw: false,
}

function refused(station: string | null, fault: Fault): Received {
  return { ...empty, station, faults: [fault], values: 1 }
}

function received(station: string, decoded: Decoded): Received {
  const { id, session, seq, readings, faults, values, frames, analysis } = decoded
  return { station, id, session, seq, readings, faults, values, frames, analysis, keepRaw: false }
}
