import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Fault, RawReading, RefusalCode } from '../../src/domain/reading.ts'
import { parseInstant } from '../../src/domain/time.ts'
import type { DecodeContext, Decoder } from './decode.ts'
import { fakeSetup, fakeStation, type FakeRegistration } from './fake-station.ts'
import { createHj212Decoder } from './hj212/hj212.ts'
import { parseJsonObject } from './json-text.ts'
import { obsMessage, readEnvelope } from './obs-envelope.ts'
import { createObsDecoder } from './obs.ts'

/** Every file of fixtures/messages, whose SOURCE.md tells the shape of an expectation. */
const folder = join(import.meta.dirname, '../../fixtures/messages')

type Registration = { station: FakeRegistration; now: string }
type ExpectedReading = { parameter: string; value: number; observedAt: string }
type Expected = Registration & {
  values: number
  refused: boolean
  readings: ExpectedReading[]
  faults: [string | null, RefusalCode][]
  frames?: [string | null, string | null, number][]
  id?: string | null
  session?: string | null
  seq?: number | null
  analysis?: { analysedAt: string; method: string }
}
type Refused = {
  name: string
  code: RefusalCode
  values: number
  id: string | null
  session: string | null
  seq: number | null
  text?: string
  message?: unknown
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'))

function contextOf({ station, now }: Registration): DecodeContext {
  return { station: fakeStation(station), now: parseInstant(now) ?? NaN }
}

const ordinary = { qualifier: '', sourceFlag: 'normal', source: 'automatic', depthM: null }

function toReading(expected: ExpectedReading): RawReading {
  const observedAt = parseInstant(expected.observedAt)
  return { station: 'here', historical: false, ...ordinary, ...expected, observedAt } as RawReading
}

const codesOf = (faults: readonly Fault[]) => faults.map(({ parameter, code }) => [parameter, code])

function check(decode: Decoder, payload: Uint8Array, expected: Expected) {
  const decoded = decode(payload, contextOf(expected))
  expect(decoded.readings).toEqual(expected.readings.map(toReading))
  expect(codesOf(decoded.faults).toSorted()).toEqual(expected.faults.toSorted())
  expect(decoded.values).toBe(expected.values)
  expect(decoded.refused).toBe(expected.refused)
  expect(decoded.id).toBe(expected.id ?? null)
  expect(decoded.session).toBe(expected.session ?? null)
  expect(decoded.seq).toBe(expected.seq ?? null)
  const { analysis } = expected
  const analysedAt = parseInstant(analysis?.analysedAt ?? '')
  expect(decoded.analysis).toEqual(analysis === undefined ? null : { ...analysis, analysedAt })
  const frames = decoded.frames?.map(({ qn, cn, readings }) => [qn, cn, readings])
  expect(frames).toEqual(expected.frames)
}

const namesIn = (kind: string, ending: string) =>
  readdirSync(join(folder, kind))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))

describe('HJ 212 packets', () => {
  const decode = createHj212Decoder(fakeSetup)
  it.each(namesIn('hj212', '.hj212'))('%s', (name) => {
    const payload = readFileSync(join(folder, 'hj212', `${name}.hj212`))
    check(decode, payload, readJson(`hj212/${name}.expected.json`) as Expected)
  })
})

describe('obs/1 messages', () => {
  const decode = createObsDecoder(fakeSetup)

  it.each(namesIn('obs', '.message.json'))('%s', (name) => {
    const payload = readFileSync(join(folder, 'obs', `${name}.message.json`))
    check(decode, payload, readJson(`obs/${name}.expected.json`) as Expected)
  })

  const refusals = readJson('obs/refusals.json') as Registration & { messages: Refused[] }
  it.each(refusals.messages)('refuses $name', (refused) => {
    const { code, values, id, session, seq } = refused
    const payload = Buffer.from(refused.text ?? JSON.stringify(refused.message))
    const decoded = decode(payload, contextOf(refusals))
    expect(codesOf(decoded.faults)).toEqual([[null, code]])
    expect(decoded).toMatchObject({ readings: [], refused: true, values, id, session, seq })
  })

  it('is described by the schema', () => {
    const described = (name: string) =>
      obsMessage.safeParse(readJson(`obs/${name}.message.json`)).success
    expect(described('contract')).toBe(true)
    expect(described('absent-as-null')).toBe(true)
    expect(described('manual-hour')).toBe(true)
    expect(described('mixed')).toBe(false)
  })
})

describe('what is told of a wrong envelope', () => {
  it.each([
    [{ time: undefined }, 'time: expected string, got nothing'],
    [{ seq: '5' }, 'seq: expected number, got "5"'],
    [{ depth: -1 }, 'depth: expected number to be >=0, got -1'],
    [{ source: 'robot' }, 'source: expected one of "automatic"|"manual", got "robot"'],
  ])('%j: %s', (wrong, detail) => {
    const message = { schema: 'obs/1', time: '2026-11-23T08:05:00+08:00', values: { do: 8 } }
    const envelope = readEnvelope({ ...message, ...wrong }, fakeSetup.limits)
    expect(envelope).toMatchObject({ detail })
  })
})

describe('a hostile text of 1 MB', () => {
  const hostile = ['NaN"\\', 'NaN"', '"\\', '[', '{"":', 'NaN', '-Infinity"']
  // Parsing whose time grows with the square of the length hangs here beyond the test's limit.
  it.each(hostile)('of %s over and over is refused', (piece) => {
    const payload = Buffer.from(`NaN${piece.repeat(1_000_000 / piece.length)}`)
    expect(parseJsonObject(payload).ok).toBe(false)
  })
})
