import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame, splitStream } from '../decode/hj212/frame.ts'
import { HalfFrame } from './half-frame.ts'

/** Segments of what was split, and how many bytes were given to the splitting. */
function gather(reads: readonly Uint8Array[]) {
  const half = new HalfFrame()
  const found: string[] = []
  let bytes = 0
  for (const read of reads) {
    const arrived = half.add(read)
    if (arrived === null) continue
    bytes += arrived.length
    const { pieces, rest } = splitStream(arrived)
    half.keep(arrived.subarray(rest))
    found.push(...pieces.map((piece) => shown(arrived, piece)))
  }
  return { found, bytes, left: half.take() }
}

/** The same, splitting all that is kept with each read. */
function gatherAnew(reads: readonly Uint8Array[]) {
  const found: string[] = []
  let kept = new Uint8Array()
  for (const read of reads) {
    const arrived = Uint8Array.from([...kept, ...read])
    const { pieces, rest } = splitStream(arrived)
    kept = arrived.subarray(rest)
    found.push(...pieces.map((piece) => shown(arrived, piece)))
  }
  return { found, left: kept }
}

const shown = (arrived: Uint8Array, piece: ReturnType<typeof splitStream>['pieces'][number]) =>
  'fault' in piece
    ? `fault ${piece.fault.code}`
    : Buffer.from(arrived.subarray(piece.start, piece.end)).toString()

const bytesOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte))

describe('half of a frame', () => {
  it('is split once, however small the pieces in which it comes', () => {
    const frame = encodeFrame(`CP=&&${'w01009-Rtd=8.1;'.repeat(60)}&&`)
    const { found, bytes } = gather(bytesOf(frame))
    expect(found).toHaveLength(1)
    expect(bytes).toBeLessThan(2 * frame.length)
  })

  it('whose rest never came does not hold up the next frame', () => {
    const half = encodeFrame(`CP=&&${'x'.repeat(900)}&&`).subarray(0, 700)
    const { found } = gather([half, ...bytesOf(encodeFrame('CP=&&a&&'))])
    expect(found).toEqual(['fault hj212-frame', 'CP=&&a&&'])
  })

  it('is found in any pieces as by splitting all with each', () => {
    const whole = fc.constantFrom('CP=&&&&', 'CP=&&##0009&&', 'CP=&&a;##0004CP=&FFFF&&')
    const part = fc.oneof(
      whole.map((segment) => encodeFrame(segment)),
      fc.tuple(whole, fc.nat(20)).map(([segment, cut]) => encodeFrame(segment).subarray(0, cut)),
      fc
        .constantFrom('##', '#', '##00', '##0000', '\r\n', 'FFFF', '0')
        .map((text) => Buffer.from(text)),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.array(fc.nat(30)), (parts, cuts) => {
        let left = Uint8Array.from(parts.flatMap((one) => [...one]))
        const reads: Uint8Array[] = []
        for (const cut of cuts) {
          if (cut === 0 || left.length === 0) continue
          reads.push(left.subarray(0, cut))
          left = left.subarray(cut)
        }
        if (left.length > 0) reads.push(left)
        const { found, left: rest } = gather(reads)
        const anew = gatherAnew(reads)
        expect({ found, rest: [...rest] }).toEqual({ found: anew.found, rest: [...anew.left] })
      }),
      { numRuns: 500, seed: 212 },
    )
  })
})
