import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInstant } from '../../src/domain/time.ts'
import type { DecodeContext, Decoded, Decoder } from './decode.ts'
import { fakeSetup, fakeStation } from './fake-station.ts'
import { createHj212Decoder } from './hj212/hj212.ts'
import { encodeFrame } from './hj212/frame.ts'
import { createObsDecoder } from './obs.ts'

const mn = '310118A00001000000000A01'
const hj212 = { mn, codes: {}, units: {}, flagDialect: 'hj212' } as const
const context: DecodeContext = {
  station: fakeStation({ kind: 'intake', hj212 }),
  now: parseInstant('2026-11-23T11:31:00+08:00') ?? NaN,
}
const tight = { ...fakeSetup, limits: { ...fakeSetup.limits, valuesMax: 3 } }

const samples = (kind: string, ending: string) => {
  const folder = join(import.meta.dirname, '../../fixtures/messages', kind)
  const names = readdirSync(folder).filter((name) => name.endsWith(ending))
  return names.map((name): Uint8Array => readFileSync(join(folder, name)))
}

const obsOf = (count: number) => {
  const values = Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, n]))
  return Buffer.from(JSON.stringify({ schema: 'obs/1', time: '2026-11-23T11:30:00+08:00', values }))
}
const hj212Of = (count: number) => {
  const factors = Array.from({ length: count }, (_, n) => `;p${n}-Rtd=${n}`).join('')
  const head = `QN=1;ST=21;CN=2011;PW=1;MN=${mn};Flag=5`
  return encodeFrame(`${head};CP=&&DataTime=20261123113000${factors}&&`)
}

type Suite = {
  name: string
  create: typeof createObsDecoder
  samples: Uint8Array[]
  withValues: (count: number) => Uint8Array
}
const suites: Suite[] = [
  {
    name: 'obs',
    create: createObsDecoder,
    samples: samples('obs', '.message.json'),
    withValues: obsOf,
  },
  {
    name: 'hj212',
    create: createHj212Decoder,
    samples: samples('hj212', '.hj212'),
    withValues: hj212Of,
  },
]

/** What holds for every decoder and every payload. */
function checkContract(decode: Decoder, payload: Uint8Array): Decoded {
  const before = Uint8Array.from(payload)
  const decoded = decode(payload, context)
  const { readings, faults, values, refused } = decoded
  expect(decode(payload, context)).toEqual(decoded)
  expect(Buffer.compare(payload, before)).toBe(0)
  const lost = values - readings.length
  expect(lost).toBeGreaterThanOrEqual(faults.length)
  if (faults.every(({ parameter }) => parameter !== null)) expect(lost).toBe(faults.length)
  if (refused) {
    expect(readings).toEqual([])
    expect(values).toBeGreaterThanOrEqual(1)
    expect(faults.length).toBeGreaterThanOrEqual(1)
    for (const { parameter } of faults) expect(parameter).toBeNull()
  }
  for (const { parameter, detail } of faults) {
    expect(`${parameter ?? ''}${detail}`).not.toMatch(/[\p{Cc}\p{Cs}]/u)
    expect(detail.length).toBeLessThanOrEqual(240)
  }
  for (const reading of readings) {
    expect(reading.value).toSatisfy(Number.isFinite)
    expect(reading.observedAt).toSatisfy(Number.isFinite)
    expect(fakeSetup.catalogue.resolve(reading.parameter, 'water')?.code).toBe(reading.parameter)
  }
  return decoded
}

describe.each(suites)('the $name decoder', ({ create, samples, withValues }) => {
  const decode = create(fakeSetup)
  const sample = fc.constantFrom(...samples)

  it('keeps the contract on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        checkContract(decode, bytes)
      }),
    )
  })

  it('keeps it on good messages with bytes changed, cut and put in', () => {
    const edit = fc.tuple(fc.nat(), fc.nat(3), fc.uint8Array({ maxLength: 3 }))
    fc.assert(
      fc.property(sample, fc.array(edit, { minLength: 1, maxLength: 4 }), (bytes, edits) => {
        const edited = edits.reduce((now, [where, cut, put]) => {
          const at = where % (now.length + 1)
          return Buffer.concat([now.subarray(0, at), put, now.subarray(at + cut)])
        }, Buffer.from(bytes))
        checkContract(decode, edited)
      }),
      { numRuns: 1_000 },
    )
  })

  it('keeps it on every sample, and takes readings from some', () => {
    const taken = samples.map((bytes) => checkContract(decode, bytes).readings.length)
    expect(Math.max(...taken)).toBeGreaterThan(5)
  })

  it('takes as many values as the limit and no more', () => {
    const narrow = create(tight)
    expect(narrow(withValues(3), context)).toMatchObject({ refused: false, values: 3 })
    const { refused, values, faults } = checkContract(narrow, withValues(4))
    expect({ refused, values }).toEqual({ refused: true, values: 4 })
    expect(faults.map(({ code }) => code)).toEqual(['too-many-values'])
  })

  it('takes as many bytes as the limit and no more', () => {
    const payload = withValues(2)
    const { limits } = fakeSetup
    const just = create({ ...fakeSetup, limits: { ...limits, payloadBytesMax: payload.length } })
    expect(just(payload, context).refused).toBe(false)
    const longer = Buffer.concat([payload, Buffer.from('\n')])
    expect(just(longer, context).faults.map(({ code }) => code)).toEqual(['too-large'])
  })

  it.each([
    ['10 MB', Buffer.alloc(10 * 1024 * 1024, '#')],
    ['100,000 values', obsOf(100_000)],
  ])('refuses %s without reading it', (_, payload) => {
    const decoded = checkContract(decode, payload)
    expect(decoded.faults.map(({ code }) => code)).toEqual(['too-large'])
  })

  it.each([
    ['brackets', '['],
    ['objects', '{"a":'],
    ['heads', '##0512'],
    ['escaped quotes', '"\\"\\"'],
    ['digits', '9'],
  ])('survives the longest payload of %s', (_, part) => {
    const length = fakeSetup.limits.payloadBytesMax
    const payload = Buffer.from(part.repeat(Math.floor(length / part.length)))
    expect(checkContract(decode, payload).refused).toBe(true)
  })
})

describe('the obs decoder', () => {
  it('survives deep nesting in a key that it ignores', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const text = `{"schema":"obs/1","time":"2026-11-23T11:30:00+08:00","values":{"do":8},"x":${deep}}`
    const decoded = checkContract(createObsDecoder(fakeSetup), Buffer.from(text))
    expect(decoded.readings).toHaveLength(1)
  })

  it('refuses text that is no UTF-8', () => {
    const payload = Buffer.concat([Buffer.from('{"schema":"'), Buffer.from([0xc3, 0x28, 0x22])])
    const decoded = checkContract(createObsDecoder(fakeSetup), payload)
    expect(decoded.faults).toMatchObject([{ code: 'not-json' }])
  })
})
