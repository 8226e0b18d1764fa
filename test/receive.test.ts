import { describe, expect, it } from 'vitest'
import type { Decoder } from '../ingest/decode/decode.ts'
import { createReceive } from '../src/receive.ts'

const undecoded: Decoder = () => {
  throw new Error('a message of no registered station is not decoded')
}
const receive = createReceive({
  stations: new Map(),
  decodeObs: undecoded,
  decodeHj212: undecoded,
  onStatus: () => undefined,
  onSentAt: () => undefined,
})
const bytes = (text: string) => new TextEncoder().encode(text)
const take = (kind: string, text: string) => receive(`qingliu/v1/nowhere/${kind}`, bytes(text), 0)

describe('a message of a station that is not registered', () => {
  it('is refused with what its gateway knows it by, and all its values', () => {
    const sent = { schema: 'obs/1', id: 'i1', session: 's', seq: 7, values: { do: 8, ph: 7 } }
    expect(take('obs', JSON.stringify(sent))).toMatchObject({
      station: 'nowhere',
      id: 'i1',
      session: 's',
      seq: 7,
      readings: [],
      values: 2,
      faults: [{ parameter: null, code: 'unknown-station' }],
    })
  })

  it.each([
    ['obs', 'no JSON'],
    ['obs', '{"id": 5, "seq": -1, "values": []}'],
    ['obs', `{"id": "i1", "x": "${'x'.repeat(300_000)}"}`],
    ['hj212', '##0000'],
  ])('is one refused value as %s of %.30s', (kind, text) => {
    const { id, session, seq, values, faults } = take(kind, text)
    expect({ id, session, seq, values }).toEqual({ id: null, session: null, seq: null, values: 1 })
    expect(faults).toHaveLength(1)
  })
})
