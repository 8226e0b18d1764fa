import { createCipheriv, createDecipheriv } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInstant } from '../../../src/domain/time.ts'
import type { DecoderSetup } from '../decode.ts'
import { fakeSetup, fakeStation, type FakeRegistration } from '../fake-station.ts'
import { hj212Crc } from './crc.ts'
import { encodeFrame } from './frame.ts'
import { createHj212Decoder } from './hj212.ts'

const mn = '310118A00001000000000A01'
const now = parseInstant('2026-11-23T11:31:00+08:00') ?? NaN
const area = 'DataTime=20261123113000;w01009-Rtd=3.10,w01009-Flag=N'

type Source = Partial<NonNullable<FakeRegistration['hj212']>>

function decode(payload: Uint8Array, source: Source = {}, setup: DecoderSetup = fakeSetup) {
  const station = fakeStation({ kind: 'intake', hj212: { mn, ...source } })
  const { readings, faults, frames, refused } = createHj212Decoder(setup)(payload, { station, now })
  return {
    values: readings.map(({ parameter, value, period }) => [parameter, value, period]),
    codes: faults.map(({ code }) => code),
    names: frames?.map(({ qn, cn }) => [qn, cn]),
    refused,
  }
}

const headOf = (cn: string, more = '') =>
  `QN=1;ST=21;CN=${cn};PW=123456;MN=${mn};Flag=5;${more}CP=&&`
const plainFrame = (cn: string, text = area, more = '') =>
  encodeFrame(`${headOf(cn, more)}${text}&&`)

describe('packets of a split upload', () => {
  const part = (pno: number, factor: string) =>
    plainFrame('2011', `DataTime=20261123113000;${factor}-Rtd=3.1`, `PNUM=2;PNO=${pno};`)
  const first = part(1, 'w01009')
  const second = part(2, 'w01010')
  const oxygen = ['w01009', 3.1, 'PT0S']
  const temperature = ['w01010', 3.1, 'PT0S']

  it.each([
    ['the first alone', [first], [oxygen]],
    ['the second alone', [second], [temperature]],
    ['both at once', [first, second], [oxygen, temperature]],
    ['the second first', [second, first], [temperature, oxygen]],
  ])('are read each by itself: %s', (_what, parts, values) => {
    expect(decode(Buffer.concat(parts))).toMatchObject({ values, codes: [] })
  })

  it('lose nothing when the other is broken', () => {
    const broken = second.map((byte, at) => (at === 100 ? byte ^ 1 : byte))
    const { values, codes } = decode(Buffer.concat([broken, first]))
    expect({ values, codes }).toEqual({ values: [oxygen], codes: ['hj212-crc'] })
  })
})

describe('periods', () => {
  it.each([
    ['minutes as usual', '2051', {}, 'PT10M'],
    ['minutes as registered', '2051', { minutePeriod: 'PT5M' }, 'PT5M'],
    ['an hour as usual', '2061', {}, 'PT1H'],
    ['a 4-hour result as registered', '2061', { hourPeriod: 'PT4H' }, 'PT4H'],
    ['a moment, whatever is registered', '2011', { minutePeriod: 'PT5M' }, 'PT0S'],
    ['a day, whatever is registered', '2031', { hourPeriod: 'PT4H' }, 'P1D'],
  ])('%s', (_what, cn, source, period) => {
    expect(decode(plainFrame(cn), source).values).toEqual([['w01009', 3.1, period]])
  })
})

describe('names that every object knows', () => {
  it.each(['constructor', '__proto__', 'toString'])('refuses the factor %s', (factor) => {
    const frame = plainFrame('2011', `${area};${factor}-Rtd=1`)
    expect(decode(frame).codes).toEqual(['unknown-parameter'])
  })
})

const key = Buffer.from('0123456789ABCDEFFEDCBA9876543210', 'hex')
const sm4KeyFrom = 'QINGLIU_SM4_HERE'

function setupWith(secret: Uint8Array | null): DecoderSetup {
  const decrypt = (station: string, bytes: Uint8Array) => {
    if (secret === null || station !== 'here' || bytes.length % 16 !== 0) return null
    const decipher = createDecipheriv('sm4-ecb', secret, null).setAutoPadding(false)
    return Buffer.concat([decipher.update(bytes), decipher.final()])
  }
  return { ...fakeSetup, decrypt }
}
const withKey = setupWith(key)

const fillings: Readonly<Record<string, (missing: number) => Buffer>> = {
  blanks: (missing) => Buffer.alloc(missing, ' '),
  zeros: (missing) => Buffer.alloc(missing, 0),
  counts: (missing) => Buffer.alloc(missing || 16, missing || 16),
}
const fill = (text: string, filling = 'blanks') =>
  Buffer.concat([Buffer.from(text), fillings[filling]!(-Buffer.byteLength(text) & 15)])

function encrypt(plain: Uint8Array): Buffer {
  const cipher = createCipheriv('sm4-ecb', key, null).setAutoPadding(false)
  return Buffer.concat([cipher.update(plain), cipher.final()])
}

/** As `encodeFrame`, for an area of any bytes and a checksum over another. */
function frameOf(cn: string, sent: Uint8Array, summed: Uint8Array = sent): Buffer {
  const segment = (bytes: Uint8Array) => Buffer.concat([Buffer.from(headOf(cn)), bytes, closing])
  const closing = Buffer.from('&&')
  const body = segment(sent)
  const crc = hj212Crc(segment(summed)).toString(16).padStart(4, '0')
  const head = `##${String(body.length).padStart(4, '0')}`
  return Buffer.concat([Buffer.from(head), body, Buffer.from(`${crc}\r\n`)])
}
const taken = {
  values: [['w01009', 3.1, 'PT0S']],
  codes: [],
  names: [['1', '2011']],
  refused: false,
}
const refused = { values: [], codes: ['hj212-cipher'], names: [['1', '2011']], refused: true }

describe('ciphered data areas', () => {
  it('agree with the example of the SM4 standard', () => {
    const example = encrypt(key).toString('hex')
    expect(example).toBe('681edf34d206965e86b3e94f536e4246')
  })

  describe.each(Object.keys(fillings))('filled up with %s', (filling) => {
    const bytes = encrypt(fill(area, filling))
    it('are taken as bytes', () => {
      expect(decode(frameOf('2011', bytes), { sm4KeyFrom }, withKey)).toEqual(taken)
    })
    it.each(['toLowerCase', 'toUpperCase'] as const)('are taken as hex digits, %s', (spell) => {
      const digits = Buffer.from(bytes.toString('hex')[spell]())
      expect(decode(frameOf('2011', digits), { sm4KeyFrom }, withKey)).toEqual(taken)
    })
    it.each([
      ['with what fills up', fill(area, filling)],
      ['without', Buffer.from(area)],
    ])('are taken under a checksum over the plain text %s', (_what, plain) => {
      const frame = frameOf('2011', bytes, plain)
      const source = { sm4KeyFrom, crcOver: 'plain' } as const
      expect(decode(frame, source, withKey)).toEqual(taken)
      expect(decode(frame, { sm4KeyFrom }, withKey).codes).toEqual(['hj212-crc'])
    })
  })

  const sound = frameOf('2011', encrypt(fill(area)))
  it.each([
    ['with another key', sound, setupWith(Buffer.alloc(16, 7))],
    ['without a key', sound, setupWith(null)],
    ['where nobody can decipher', sound, fakeSetup],
    ['that were not ciphered', plainFrame('2011'), withKey],
    ['of broken blocks', frameOf('2011', encrypt(fill(area)).subarray(0, 30)), withKey],
    ['of deciphered nonsense', frameOf('2011', Buffer.alloc(32, 0xee)), withKey],
  ])('are refused %s', (_what, frame, setup) => {
    expect(decode(frame, { sm4KeyFrom }, setup)).toEqual(refused)
  })

  it('of another sender are refused as such', () => {
    const source = { mn: 'another', sm4KeyFrom }
    expect(decode(sound, source, withKey).codes).toEqual(['hj212-mn'])
  })

  it('are wanted of uploads alone', () => {
    const heartbeat = plainFrame('9015', '')
    expect(decode(heartbeat, { sm4KeyFrom }, withKey)).toMatchObject({ codes: [], values: [] })
  })

  it('are no matter of a station that does not cipher', () => {
    expect(decode(plainFrame('2011'), {}, withKey)).toEqual(taken)
    expect(decode(sound, {}, withKey)).toMatchObject({ values: [], codes: ['bad-time'] })
  })

  it('of any bytes never throw, and give a value only where there was one', () => {
    const crcOver = fc.constantFrom('as-sent', 'plain')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), crcOver, (bytes, over) => {
        const { values } = decode(frameOf('2011', bytes), { sm4KeyFrom, crcOver: over }, withKey)
        expect(values).toEqual([])
      }),
    )
  })
})
