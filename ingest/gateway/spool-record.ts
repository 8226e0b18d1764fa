import { readSync } from 'node:fs'
import { crc32 } from 'node:zlib'

/**
 * Records of a spool file. Behind `fileHead`, one after another:
 *
 *     'Q' 'R' | kind, 1 byte | length of the body, 3 bytes | CRC-32 of kind, length, body | body
 *
 * A frame's body is the frame as it came. A body of kind done lists the offsets of frames that
 * need not be sent again, 6 bytes each. Numbers are big-endian.
 */
export const fileHead = Buffer.from('QLSPOOL1')
export const recordKind = { frame: 1, done: 2 } as const
export const recordHeadBytes = 10
const bodyBytesMax = 128 * 1024
const offsetBytes = 6
/** Offsets in one record of kind done, well below `bodyBytesMax`. */
export const doneOffsetsMax = 10_000

const marker = Buffer.from('QR')
const kinds: readonly number[] = Object.values(recordKind)
const chunkBytes = 1024 * 1024

export function encodeRecord(kind: number, body: Uint8Array): Buffer {
  const record = Buffer.alloc(recordHeadBytes + body.length)
  marker.copy(record)
  record.writeUInt8(kind, 2)
  record.writeUIntBE(body.length, 3, 3)
  record.writeUInt32BE(crc32(body, crc32(record.subarray(2, 6))), 6)
  record.set(body, recordHeadBytes)
  return record
}

export function encodeOffsets(records: readonly { readonly offset: number }[]): Buffer {
  const body = Buffer.alloc(offsetBytes * records.length)
  for (const [n, { offset }] of records.entries()) {
    body.writeUIntBE(offset, n * offsetBytes, offsetBytes)
  }
  return body
}

export function decodeOffsets(body: Buffer): number[] {
  const count = Math.floor(body.length / offsetBytes)
  return Array.from({ length: count }, (_, n) => body.readUIntBE(n * offsetBytes, offsetBytes))
}

/**
 * Reads the records of a file in order. What is no record is passed over up to the next one, so a
 * damaged place costs what stood there and nothing behind it.
 *
 * @param visit  called with kind, offset of the record, and its body, which is valid for the call
 * @returns where the last record ends, and how many bytes before it were passed over
 */
export function scanRecords(
  fd: number,
  size: number,
  visit: (kind: number, offset: number, body: Buffer) => void,
): { readonly end: number; readonly damagedBytes: number } {
  const bytesAt = createReader(fd, size)
  let end = fileHead.length
  let damagedBytes = 0
  for (let at = end; at + recordHeadBytes <= size;) {
    const body = recordAt(bytesAt, at, size)
    if (body === null) {
      at += 1
      continue
    }
    damagedBytes += at - end
    visit(bytesAt(at + 2, 1).readUInt8(), at, body)
    at += recordHeadBytes + body.length
    end = at
  }
  return { end, damagedBytes }
}

/** Body of a whole and sound record, or null. */
function recordAt(
  bytesAt: (at: number, length: number) => Buffer,
  at: number,
  size: number,
): Buffer | null {
  const head = bytesAt(at, recordHeadBytes)
  if (head[0] !== marker[0] || head[1] !== marker[1] || !kinds.includes(head[2]!)) return null
  const length = head.readUIntBE(3, 3)
  if (length > bodyBytesMax || at + recordHeadBytes + length > size) return null
  const stated = head.readUInt32BE(6)
  const headSum = crc32(head.subarray(2, 6))
  const body = bytesAt(at + recordHeadBytes, length)
  return crc32(body, headSum) === stated ? body : null
}

/** Reads a file by large chunks; a view is valid until the next call. */
function createReader(fd: number, size: number): (at: number, length: number) => Buffer {
  let chunk = Buffer.alloc(0)
  let chunkAt = 0
  return (at, length) => {
    if (at < chunkAt || at + length > chunkAt + chunk.length) {
      chunk = Buffer.alloc(Math.min(Math.max(chunkBytes, length), size - at))
      chunkAt = at
      readSync(fd, chunk, 0, chunk.length, at)
    }
    return chunk.subarray(at - chunkAt, at - chunkAt + length)
  }
}
