import type { Hj212Source } from '../../../src/domain/network.ts'
import type { Fault } from '../../../src/domain/reading.ts'
import { fault } from '../fault.ts'
import { isCiphered } from './command.ts'
import { hj212Crc } from './crc.ts'
import type { ChecksumTest } from './frame.ts'
import { parseHead } from './segment.ts'

/**
 * Ciphered data areas of HJ 212-2025: SM4 with a key of 16 bytes, ECB, no padding, over the
 * characters between `CP=&&` and the closing `&&`. The standard is known second-hand only, so
 * what is unsure is taken either way: bytes or hex digits; blanks, zeros or a padding behind the
 * text up to the block. Whether the checksum covers plain or ciphered text is registered.
 */
export type CipherSource = {
  readonly crcOver: Hj212Source['crcOver']
  /** Null: no key, or no whole blocks. */
  readonly decipher: (bytes: Uint8Array) => Uint8Array | null
}

const blockBytes = 16
const space = 0x20
const ampersand = 0x26
const hexDigits = /^[0-9A-Fa-f]+$/
const latin1 = new TextDecoder('latin1')
const lossless = new TextDecoder('utf-8', { fatal: true })

/** Text of the ciphered data area of a segment, or the fault `hj212-cipher`; never throws. */
export function decipherArea(segment: Uint8Array, source: CipherSource): string | Fault {
  const [start, end] = areaOf(segment)
  const plain = source.decipher(cipheredBytes(segment.subarray(start, end)))
  if (plain === null) {
    const detail = `CP: expected whole blocks of ${blockBytes} ciphered bytes, got ${end - start}`
    return fault(null, 'hj212-cipher', detail)
  }
  const text = textOf(plain.subarray(0, filledLength(plain)))
  if (text !== null) return text
  const detail = 'CP: expected text once deciphered, got none: another key, or not ciphered'
  return fault(null, 'hj212-cipher', detail)
}

/**
 * The checksum of frames of a payload as their senders compute it: over what was sent, or over
 * the plain text where the sender ciphers and is registered so.
 *
 * @param sourceOf  what is registered for an MN; null: it does not cipher
 */
export function checksumBySource(
  payload: Uint8Array,
  sourceOf: (mn: string | null) => CipherSource | null,
): ChecksumTest {
  return (start, end, stated) => {
    const segment = payload.subarray(start, end)
    const head = parseHead(latin1.decode(segment))
    const source = 'code' in head ? null : sourceOf(head.mn)
    if ('code' in head || source?.crcOver !== 'plain' || !isCiphered(head.cn)) {
      return hj212Crc(payload, start, end) === stated
    }
    return plainChecksumHolds(segment, source, stated)
  }
}

/** With what fills up the last block, or without it: senders may do either. */
function plainChecksumHolds(segment: Uint8Array, source: CipherSource, stated: number): boolean {
  const [start, end] = areaOf(segment)
  const plain = source.decipher(cipheredBytes(segment.subarray(start, end)))
  if (plain === null) return false
  const lengths = [plain.length, filledLength(plain)]
  return lengths.some((length) => {
    const parts = [segment.subarray(0, start), plain.subarray(0, length), segment.subarray(end)]
    return hj212Crc(parts.flatMap((part) => [...part])) === stated
  })
}

/** Bounds of the data area of a segment that `parseHead` takes; its bytes may be no text at all. */
function areaOf(segment: Uint8Array): readonly [number, number] {
  const start = latin1.decode(segment).indexOf('CP=&&') + 'CP=&&'.length
  let end = segment.length - 2
  while (end > start && !(segment[end] === ampersand && segment[end + 1] === ampersand)) end--
  return [start, end]
}

/** Senders write the ciphered bytes as they are, or as hex digits. */
function cipheredBytes(area: Uint8Array): Uint8Array {
  if (area.length === 0 || area.length % (2 * blockBytes) !== 0) return area
  const digits = latin1.decode(area)
  if (!hexDigits.test(digits)) return area
  return Uint8Array.from({ length: area.length / 2 }, (_, n) =>
    Number.parseInt(digits.slice(2 * n, 2 * n + 2), 16),
  )
}

/** Length without what fills up the last block, at most one block of blanks, zeros or counts. */
function filledLength(plain: Uint8Array): number {
  const least = Math.max(0, plain.length - blockBytes)
  let length = plain.length
  while (length > least && plain[length - 1]! <= space) length--
  return length
}

function textOf(bytes: Uint8Array): string | null {
  if (bytes.some((byte) => byte < space)) return null
  try {
    return lossless.decode(bytes)
  } catch {
    return null
  }
}
