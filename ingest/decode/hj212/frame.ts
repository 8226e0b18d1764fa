import { fault } from '../fault.ts'
import type { Fault } from '../../../src/domain/reading.ts'
import { hj212Crc } from './crc.ts'

/** A stretch of a payload: the data segment `[start, end)` of a sound frame, or a fault. */
export type Piece = { readonly start: number; readonly end: number } | { readonly fault: Fault }

const hash = 0x23
const space = 0x20
export const headLength = 6
const crcLength = 4

/** Whether the checksum stated behind the segment `[start, end)` holds. */
export type ChecksumTest = (start: number, end: number, stated: number) => boolean

/**
 * Splits a payload into HJ 212 frames: `##`, four digits for the length of the data segment in
 * bytes, the segment, four hex digits of checksum, CR LF or less of it.
 *
 * A frame with a wrong checksum is one fault and is passed over, up to a sound frame within it or
 * whole; one whose length leads nowhere (not to four hex digits and an end) is one fault and the
 * search goes on at the next head; so is any text between frames. Reads each byte a fixed number
 * of times.
 *
 * @param holds  another checksum than that over the segment as it was sent
 */
export function splitFrames(payload: ArrayLike<number>, holds?: ChecksumTest): Piece[] {
  return split(payload, holds, true).pieces
}

/**
 * Splits what has come so far of a stream: as `splitFrames`, but a frame or a head that the end
 * cuts off is no fault yet, unless a sound frame stands within what has come of it: then its
 * length was wrong, or its rest never came.
 *
 * @returns `rest`: from there on the bytes are to be kept, at most 10,009 of them
 */
export function splitStream(
  arrived: ArrayLike<number>,
  holds?: ChecksumTest,
): { readonly pieces: Piece[]; readonly rest: number } {
  return split(arrived, holds, false)
}

function split(
  payload: ArrayLike<number>,
  holds: ChecksumTest | undefined,
  isWhole: boolean,
): { pieces: Piece[]; rest: number } {
  const pieces: Piece[] = []
  let at = 0
  while (at < payload.length) {
    const head = findHead(payload, at, isWhole)
    if (holdsText(payload, at, head)) {
      pieces.push(broken(`${head - at} bytes outside of any frame`))
    }
    const start = head + headLength
    if (start > payload.length) return { pieces, rest: head }
    const end = start + lengthAt(payload, head + 2)
    if (!isWhole && end + crcLength > payload.length) {
      const sound = findSound(payload, start, payload.length, holds)
      if (sound === null) return { pieces, rest: head }
      pieces.push(broken(`${end - start} bytes announced, a sound frame begins within them`))
      at = sound
      continue
    }
    const stated = hexAt(payload, end)
    if (end + crcLength > payload.length || stated === null || !endsAt(payload, end + crcLength)) {
      pieces.push(broken(describeBreak(payload, start, end)))
      at = findHead(payload, start, isWhole)
      continue
    }
    const wrong = checksumFault(payload, start, end, stated, holds)
    const sound = wrong === null ? null : findSound(payload, start, end, holds)
    // Where the text goes on behind them, these four were no checksum.
    const mayGoOn = !isWhole && end + crcLength === payload.length
    if (wrong !== null && sound === null && mayGoOn) return { pieces, rest: head }
    pieces.push(wrong === null ? { start, end } : { fault: wrong })
    at = sound ?? end + crcLength
  }
  return { pieces, rest: payload.length }
}

function checksumFault(
  payload: ArrayLike<number>,
  start: number,
  end: number,
  stated: number,
  holds: ChecksumTest | undefined,
): Fault | null {
  if (holds?.(start, end, stated) === true) return null
  const sent = holds === undefined ? hj212Crc(payload, start, end) : null
  if (sent === stated) return null
  const expected =
    sent === null ? 'the checksum as its sender is registered' : `checksum ${hex(sent)}`
  return fault(null, 'hj212-crc', `frame: expected ${expected}, got ${hex(stated)}`)
}

/**
 * Shortest length, above `length`, at which `splitStream` may find more than it did when so much
 * had come: one of the frames that begin at `from` or behind is whole then, or goes on behind what
 * seemed its checksum.
 */
export function nextWhole(arrived: ArrayLike<number>, from: number, length: number): number {
  let next = Infinity
  let at = findHead(arrived, from, true)
  while (at < arrived.length) {
    const behind = at + headLength + lengthAt(arrived, at + 2) + crcLength
    if (behind >= length) next = Math.min(next, Math.max(behind, length + 1))
    at = findHead(arrived, at + headLength, true)
  }
  return next
}

/** A data segment in its frame, as a field station would send it. */
export function encodeFrame(segment: string): Uint8Array {
  const bytes = new TextEncoder().encode(segment)
  const head = `##${String(bytes.length).padStart(4, '0')}`
  return new TextEncoder().encode(`${head}${segment}${hex(hj212Crc(bytes))}\r\n`)
}

const hex = (crc: number): string => crc.toString(16).toUpperCase().padStart(4, '0')

const broken = (detail: string): Piece => ({
  fault: fault(null, 'hj212-frame', `frame: ${detail}`),
})

function describeBreak(payload: ArrayLike<number>, start: number, end: number): string {
  const left = payload.length - start
  const announced = `${end - start} bytes announced`
  return end + crcLength > payload.length
    ? `${announced} and a checksum, ${left} bytes left`
    : `${announced}, no checksum stands behind them`
}

/** Position of the next `##` with four digits behind it, or of its first part at the end. */
function findHead(payload: ArrayLike<number>, from: number, isWhole: boolean): number {
  for (let at = from; at < payload.length; at++) {
    if (payload[at] !== hash) continue
    const left = payload.length - at
    if (left >= headLength) {
      if (payload[at + 1] === hash && !Number.isNaN(lengthAt(payload, at + 2))) return at
    } else if (!isWhole && beginsHead(payload, at, left)) return at
  }
  return payload.length
}

/** Whether the last bytes, fewer than a head has, may become one. */
function beginsHead(payload: ArrayLike<number>, at: number, left: number): boolean {
  if (left > 1 && payload[at + 1] !== hash) return false
  for (let digit = at + 2; digit < at + left; digit++) {
    if (!(payload[digit]! >= 0x30 && payload[digit]! <= 0x39)) return false
  }
  return true
}

/**
 * Position of the first whole frame with the right checksum that begins before `until`, or null.
 * Looks behind a frame with a wrong one, not within it, so that each byte is summed once.
 */
function findSound(
  payload: ArrayLike<number>,
  from: number,
  until: number,
  holds: ChecksumTest | undefined,
): number | null {
  let at = findHead(payload, from, true)
  while (at < until) {
    const start = at + headLength
    const end = start + lengthAt(payload, at + 2)
    const behind = end + crcLength
    const stated = behind > payload.length ? null : hexAt(payload, end)
    const isFrame = stated !== null && endsAt(payload, behind)
    if (isFrame && checksumFault(payload, start, end, stated, holds) === null) return at
    at = findHead(payload, isFrame ? behind : start, true)
  }
  return null
}

/** Four decimal digits, or NaN. */
function lengthAt(payload: ArrayLike<number>, at: number): number {
  let length = 0
  for (let digit = at; digit < at + 4; digit++) {
    const value = (payload[digit] ?? 0) - 0x30
    if (!(value >= 0 && value <= 9)) return NaN
    length = length * 10 + value
  }
  return length
}

/** Four hex digits of either case, or null. */
function hexAt(payload: ArrayLike<number>, at: number): number | null {
  let value = 0
  for (let digit = at; digit < at + crcLength; digit++) {
    const byte = payload[digit] ?? 0
    const lower = byte | 0x20
    if (byte >= 0x30 && byte <= 0x39) value = value * 16 + byte - 0x30
    else if (lower >= 0x61 && lower <= 0x66) value = value * 16 + lower - 0x57
    else return null
  }
  return value
}

/** Behind a checksum: the end, CR, LF, other blanks, or the next frame's head. */
function endsAt(payload: ArrayLike<number>, at: number): boolean {
  return at >= payload.length || payload[at]! <= space || payload[at] === hash
}

function holdsText(payload: ArrayLike<number>, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (payload[at]! > space) return true
  return false
}
