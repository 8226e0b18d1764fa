import type { Fault } from '../../src/domain/reading.ts'
import { fault, quote } from './fault.ts'

/** Who publishes each kind of topic. */
const publishers = {
  obs: 'gateway',
  hj212: 'gateway',
  status: 'gateway',
  response: 'gateway',
  receipt: 'engine',
  request: 'engine',
} as const
type TopicKind = keyof typeof publishers
type Topic = { readonly station: string; readonly kind: TopicKind }

const shape = /^qingliu\/v1\/([A-Za-z0-9_-]+)\/([^/]*)$/

const isKind = (text: string): text is TopicKind => Object.hasOwn(publishers, text)

/**
 * Reads `qingliu/v1/<station>/<kind>`.
 *
 * @returns a fault `unknown-topic` for another shape or odd characters, `topic-kind` for a kind
 *   that does not exist; tell them apart by `'code' in result`
 * @example parseTopic('qingliu/v1/jinze/obs') // => { station: 'jinze', kind: 'obs' }
 */
export function parseTopic(topic: string): Topic | Fault {
  const match = shape.exec(topic)
  if (match === null) {
    const detail = `topic: expected qingliu/v1/<station>/<kind>, got ${quote(topic)}`
    return fault(null, 'unknown-topic', detail)
  }
  const [, station = '', kind = ''] = match
  if (isKind(kind)) return { station, kind }
  const expected = Object.keys(publishers).join(', ')
  return fault(null, 'topic-kind', `topic: expected one of ${expected}, got ${quote(kind)}`)
}

/** As `parseTopic`, and refuses as `topic-kind` what only the engine may publish to. */
export function parseGatewayTopic(topic: string): Topic | Fault {
  const parsed = parseTopic(topic)
  if ('code' in parsed || publishers[parsed.kind] === 'gateway') return parsed
  const detail = `topic: ${parsed.kind} is the engine's to publish, not a gateway's`
  return fault(null, 'topic-kind', detail)
}
