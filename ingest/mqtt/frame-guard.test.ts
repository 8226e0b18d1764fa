import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFrameGuard } from './frame-guard.ts'

function frame(bodyBytes: number): number[] {
  const bytes = [0x30]
  let rest = bodyBytes
  do {
    const low = rest % 128
    rest = Math.floor(rest / 128)
    bytes.push(rest > 0 ? low | 0x80 : low)
  } while (rest > 0)
  return [...bytes, ...Array.from({ length: bodyBytes }, () => 0xff)]
}

describe('createFrameGuard', () => {
  it.each([
    [999, true],
    [1000, true],
    [1001, false],
  ])('a packet of %i bytes under a limit of 1,000: passes %s', (bodyBytes, passes) => {
    expect(createFrameGuard(1000)(Uint8Array.from(frame(bodyBytes)))).toBe(passes)
  })

  it('is cut off at its announcement, not at its end', () => {
    const guard = createFrameGuard(1000)
    expect(guard(Uint8Array.from(frame(1001).slice(0, 2)))).toBe(true)
    expect(guard(Uint8Array.from(frame(1001).slice(2, 3)))).toBe(false)
  })

  it('refuses a length of five bytes, which no MQTT packet has', () => {
    expect(createFrameGuard(2 ** 40)(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff))).toBe(false)
  })

  it('finds the same however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 50 }),
        (lengths, step) => {
          const stream = lengths.flatMap(frame)
          const guard = createFrameGuard(300)
          let passes = true
          for (let at = 0; at < stream.length && passes; at += step) {
            passes = guard(Uint8Array.from(stream.slice(at, at + step)))
          }
          expect(passes).toBe(lengths.every((length) => length <= 300))
        },
      ),
    )
  })
})
