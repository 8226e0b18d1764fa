import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame, splitFrames, type Piece } from './frame.ts'

const text = (payload: Uint8Array, piece: Piece): string =>
  'fault' in piece
    ? piece.fault.code
    : Buffer.from(payload.subarray(piece.start, piece.end)).toString()

const split = (payload: Uint8Array) => splitFrames(payload).map((piece) => text(payload, piece))

const segment = fc.stringMatching(/^[A-Za-z0-9=;,&.运行-]{0,80}$/)

describe('splitFrames', () => {
  it('writes a frame as annex A prints it', () => {
    const body =
      'QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;' +
      'CP=&&RtdInterval=30&&'
    expect(Buffer.from(encodeFrame(body)).toString()).toBe(`##0101${body}1C80\r\n`)
  })

  it('gives back all frames of a payload, whatever tail each has', () => {
    const tail = fc.constantFrom(0, 1, 2)
    fc.assert(
      fc.property(fc.array(fc.tuple(segment, tail), { maxLength: 8 }), (parts) => {
        const frames = parts.map(([body, cut]) => {
          const frame = encodeFrame(body)
          return frame.subarray(0, frame.length - cut)
        })
        expect(split(Buffer.concat(frames))).toEqual(parts.map(([body]) => body))
      }),
    )
  })

  it('finds the good frame behind any broken text that holds no head', () => {
    const noise = fc.uint8Array({ minLength: 1, maxLength: 60 }).filter((bytes) => {
      return bytes.some((byte) => byte > 0x20) && !bytes.includes(0x23)
    })
    fc.assert(
      fc.property(noise, segment, (bytes, body) => {
        const payload = Buffer.concat([bytes, encodeFrame(body)])
        expect(split(payload)).toEqual(['hj212-frame', body])
      }),
    )
  })

  it('never takes a frame with one byte changed for the one that was sent', () => {
    const body = 'QN=20261123113000128;ST=21;CN=2011;CP=&&DataTime=20261123113000;w01009-Rtd=3.1&&'
    const at = fc.integer({ min: 0, max: body.length + 9 })
    fc.assert(
      fc.property(at, fc.integer({ min: 1, max: 255 }), (position, change) => {
        const payload = encodeFrame(body)
        payload[position] = (payload[position] ?? 0) ^ change
        const pieces = split(payload)
        const caseOnly = position >= body.length + 6 && change === 0x20
        if (!caseOnly) expect(pieces).not.toContain(body)
      }),
    )
  })

  /** Counts how often bytes are read, since wall time proves nothing on a shared machine. */
  function countReads(payload: Uint8Array): number {
    let reads = 0
    const counted = new Proxy<Record<number, number> & { length: number }>(
      { length: payload.length },
      {
        get(target, key) {
          if (key === 'length') return target.length
          reads++
          return payload[Number(key)]
        },
      },
    )
    splitFrames(counted)
    return reads
  }

  const frame = Buffer.from(encodeFrame('CP=&&a01001-Rtd=1&&')).toString()
  it.each([
    ['hashes alone', '#'],
    ['heads that announce more than there is', '##9999'],
    ['heads inside the segment of heads', '##0512'],
    ['heads that all end on hex digits', '##0506ABCD ABCD'],
    ['sound frames', frame],
    ['frames with a wrong checksum', frame.replace('&&', '&;')],
    ['text', 'w01009-Rtd=3.1;'],
  ])('reads each byte a few times: %s', (_, part) => {
    const payload = Buffer.from(part.repeat(Math.ceil(60_000 / part.length)))
    expect(countReads(payload)).toBeLessThan(16 * payload.length)
  })
})
