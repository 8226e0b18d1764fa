import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hj212Crc } from './crc.ts'

/** The algorithm as the standard's annex A writes it, bit by bit. */
function bitwiseCrc(bytes: Uint8Array): number {
  let register = 0xffff
  for (const byte of bytes) {
    register = (register >> 8) ^ byte
    for (let bit = 0; bit < 8; bit++) {
      const low = register & 1
      register >>= 1
      if (low === 1) register ^= 0xa001
    }
  }
  return register
}

const annexA =
  'QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;' +
  'CP=&&RtdInterval=30&&'

describe('hj212Crc', () => {
  it('gives the checksum of annex A, where MODBUS would give 0759', () => {
    expect(hj212Crc(Buffer.from(annexA))).toBe(0x1c80)
  })

  it('is the bitwise algorithm on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(hj212Crc(bytes)).toBe(bitwiseCrc(bytes))
      }),
    )
  })

  it('reads a stretch as if it stood alone', () => {
    const bytes = Buffer.from(`##0101${annexA}1C80\r\n`)
    expect(hj212Crc(bytes, 6, 6 + annexA.length)).toBe(0x1c80)
  })
})
