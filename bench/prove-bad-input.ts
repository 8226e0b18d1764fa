import { encodeFrame } from '../ingest/decode/hj212/frame.ts'
import { formatInstant, hourMs, secondMs, type Instant } from '../src/domain/time.ts'
import type { InputOptions, ProveMessage } from './prove-message.ts'

/** Sends nothing sound, so that every receipt without an id is of the message just sent. */
export const badStation = 'dongcai-bridge'
const everyMs = 2_500

type Bad = {
  readonly topic: 'obs' | 'hj212'
  readonly refused: number
  /** Begins with `mark`, by which its refusal is found again. */
  readonly text: (mark: string, startAt: Instant) => string | Uint8Array
}

const obs = (mark: string, fields: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ mark, schema: 'obs/1', ...fields })

const kinds: readonly Bad[] = [
  { topic: 'obs', refused: 1, text: (mark) => `{"mark":"${mark}","schema":"obs/1","values":{` },
  { topic: 'obs', refused: 1, text: (mark) => Buffer.from(`{"mark":"${mark}\xff\x00`, 'latin1') },
  {
    topic: 'obs',
    refused: 1,
    text: (mark) => obs(mark, { time: '2026-11-23T08:05:00', values: { do: 8 } }),
  },
  {
    topic: 'obs',
    refused: 2,
    text: (mark, startAt) =>
      obs(mark, { time: formatInstant(startAt + 24 * 365 * hourMs), values: { do: 8, ph: 7 } }),
  },
  {
    topic: 'obs',
    refused: 1_001,
    text: (mark, startAt) => {
      const values = Array.from({ length: 1_001 }, (_, index) => [`v${index}`, index])
      return obs(mark, { time: formatInstant(startAt), values: Object.fromEntries(values) })
    },
  },
  { topic: 'obs', refused: 1, text: (mark) => obs(mark, { filler: 'x'.repeat(256 * 1024) }) },
  { topic: 'hj212', refused: 1, text: (mark) => `{"mark":"${mark}" is no frame` },
  {
    topic: 'hj212',
    refused: 2,
    // No number of this station is registered, and text stands before the frame.
    text: (mark) =>
      Buffer.concat([
        Buffer.from(`{"mark":"${mark}"`),
        encodeFrame('ST=21;CN=2011;MN=1;CP=&&DataTime=20261123040000;w01009-Rtd=8&&'),
      ]),
  },
]

/** One bad message after the other, all the run long. */
export function badMessages({ durationMs, startAt }: InputOptions): ProveMessage[] {
  const messages: ProveMessage[] = []
  for (let place = 0; place * everyMs < durationMs - 5 * secondMs; place += 1) {
    const { topic, refused, text } = kinds[place % kinds.length]!
    messages.push({
      station: badStation,
      topic,
      dueMs: place * everyMs,
      after: messages.at(-1) ?? null,
      copiesMs: [],
      payload: () => text(markOf(place), startAt),
      answeredBy: 'station',
      keys: () => [],
      refused,
      begins: false,
    })
  }
  return messages
}

export const badPrefix = '{"mark":"'
export const markOf = (place: number) => `bad-${String(place).padStart(5, '0')}`
