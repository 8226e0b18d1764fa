import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame, splitFrames, splitStream, type Piece } from './frame.ts'

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

  it('finds the sound frame within one whose length is wrong and ends on hex digits', () => {
    const sound = Buffer.from(encodeFrame('CP=&&a01001-Rtd=1&&')).toString()
    const payload = Buffer.from(`##0025${sound}`)
    expect(split(payload)).toEqual(['hj212-crc', 'CP=&&a01001-Rtd=1&&'])
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
  function countReads(
    payload: Uint8Array,
    readAll: (payload: ArrayLike<number>) => unknown = splitFrames,
  ): number {
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
    readAll(counted)
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
    expect(countReads(payload.subarray(-9_000), splitStream)).toBeLessThan(16 * 9_000)
  })
})

describe('splitStream', () => {
  /** Feeds reads of any lengths, as a connection does. */
  function feed(reads: readonly Uint8Array[]) {
    const pieces: string[] = []
    let kept: Uint8Array = new Uint8Array()
    for (const read of reads) {
      const arrived = Buffer.concat([kept, read])
      const { pieces: found, rest } = splitStream(arrived)
      pieces.push(...found.map((piece) => text(arrived, piece)))
      kept = arrived.subarray(rest)
    }
    return { pieces, kept }
  }
  function cut(stream: Uint8Array, places: readonly number[]): Uint8Array[] {
    const at = [...places.map((place) => place % (stream.length + 1)), stream.length].toSorted(
      (a, b) => a - b,
    )
    return at.map((end, n) => stream.subarray(at[n - 1] ?? 0, end))
  }
  const places = fc.array(fc.nat(), { maxLength: 12 })

  it('finds the same frames wherever the stream is cut', () => {
    const noise = fc.constantFrom('', '\r\n', ' ')
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, segment), { maxLength: 6 }), places, (parts, at) => {
        const stream = Buffer.concat(
          parts.flatMap(([before, body]) => [Buffer.from(before), encodeFrame(body)]),
        )
        const { pieces, kept } = feed(cut(stream, at))
        expect(pieces).toEqual(parts.map(([, body]) => body))
        expect(kept.toString()).toBe('')
      }),
    )
  })

  it('finds the good frame behind broken text, wherever the stream is cut', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 }).filter((some) => {
      return !some.includes(0x23)
    })
    fc.assert(
      fc.property(bytes, segment, places, (noise, body, at) => {
        const stream = Buffer.concat([noise, encodeFrame(body)])
        expect(feed(cut(stream, at)).pieces.at(-1)).toBe(body)
      }),
    )
  })

  it('finds the sound frame behind a wrong length or a lost rest, wherever the stream is cut', () => {
    const sent = encodeFrame(`CP=&&${'a01001-Rtd=1;'.repeat(40)}&&`)
    const torn = fc.constantFrom(
      Buffer.concat([Buffer.from('##9021'), sent.subarray(6)]),
      sent.subarray(0, 6),
      sent.subarray(0, -9),
    )
    fc.assert(
      fc.property(torn, segment, places, (begun, body, at) => {
        const { pieces, kept } = feed(cut(Buffer.concat([begun, encodeFrame(body)]), at))
        expect(pieces).toEqual(['hj212-frame', body])
        expect(kept.toString()).toBe('')
      }),
    )
  })

  it('takes no digits for a checksum that the next piece goes on from', () => {
    const cutAt = encodeFrame(`CP=&&${'a01001-Rtd=1;'.repeat(40)}&&`).subarray(0, -9)
    const stream = Buffer.concat([cutAt, encodeFrame('')])
    const at = cutAt.length + '##0000F'.length
    expect(feed([stream.subarray(0, at), stream.subarray(at)]).pieces).toEqual(['hj212-frame', ''])
  })

  it('waits for the rest of a frame that holds what looks like another', () => {
    const inner = Buffer.from(encodeFrame('CP=&&a01001-Rtd=1&&'))
      .toString()
      .replace('Rtd=1', 'Rtd=2')
    const body = `CP=&&note=${inner};a01001-Rtd=1&&`
    const stream = Buffer.from(encodeFrame(body))
    expect(feed([stream.subarray(0, -20), stream.subarray(-20)]).pieces).toEqual([body])
  })

  it.each(['#', '##', '##0', '##0415', '##0415QN=2026'])('keeps %j, which may go on', (begun) => {
    const { pieces, kept } = feed([Buffer.from(`noise${begun}`)])
    expect({ pieces, kept: kept.toString() }).toEqual({ pieces: ['hj212-frame'], kept: begun })
  })

  it.each(['x', '#x', '##x', '##04x'])('keeps nothing of %j', (text) => {
    expect(feed([Buffer.from(text)]).kept.toString()).toBe('')
  })

  it('keeps no more than the longest frame', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('#', '##', '##9999', '0', 'x'), { maxLength: 4_000 }),
        (parts) => {
          expect(feed([Buffer.from(parts.join(''))]).kept.length).toBeLessThan(10_010)
        },
      ),
    )
  })
})
