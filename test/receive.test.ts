import { describe, expect, it } from 'vitest'
import type { Decoder } from '../ingest/decode/decode.ts'
import { createReceive } from '../src/receive.ts'
import { loadNetwork } from '../src/config/network.ts'

const network = loadNetwork('fixtures/network')
const undecoded: Decoder = () => {
  throw new Error('is not decoded here')
}
const pingwang = network.stations.filter(({ id }) => id === 'pingwang')
const receive = createReceive({
  stations: new Map(pingwang.map((station) => [station.id, station])),
  decodeObs: undecoded,
  decodeHj212: undecoded,
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

describe('the status of a gateway', () => {
  const say = (text: string) => receive('qingliu/v1/pingwang/status', bytes(text), 0)

  it.each([
    '{"online": true, "session": "a", "at": "2026-11-23T08:05:00+08:00"}',
    '{"online": false, "firmware": 3}',
    '',
  ])('is taken and is no value: %j', (text) => {
    expect(say(text)).toMatchObject({ station: 'pingwang', values: 0, faults: [] })
  })

  it.each([
    ['gone', 'not-json', 'message: expected JSON'],
    ['[true]', 'not-json', 'message: expected a JSON object'],
    ['{"online": "yes"}', 'wrong-schema', 'online: expected true or false, got "yes"'],
    ['{"session": "a"}', 'wrong-schema', 'online: expected true or false, got nothing'],
    ['{"online": true, "session": 5}', 'wrong-schema', 'session: expected text, got 5'],
    [
      '{"online": true, "at": "2026-11-23T08:05:00"}',
      'wrong-schema',
      'at: expected RFC 3339 with an offset, got "2026-11-23T08:05:00"',
    ],
    [' '.repeat(262_145), 'too-large', 'message: expected at most 262144 bytes, got 262145'],
  ])('is refused as one value: %.40s', (text, code, detail) => {
    expect(say(text)).toMatchObject({ values: 1, faults: [{ parameter: null, code, detail }] })
  })
})
