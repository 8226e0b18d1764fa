import { existsSync, fstatSync, readSync } from 'node:fs'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../../src/domain/errors.ts'
import {
  decodeOffsets,
  fileHead,
  recordHeadBytes,
  recordKind,
  scanRecords,
} from './spool-record.ts'

/** A frame in the file: where its record begins, and the length of the frame. */
export type Stored = { offset: number; readonly bytes: number }

export type SpoolContent = {
  readonly file: FileHandle
  /** Frames without a mark that they are done, oldest first. */
  readonly waiting: readonly Stored[]
  readonly end: number
  readonly tornBytes: number
  readonly damagedBytes: number
}

const copyBytes = 1024 * 1024

/** Length of the record of a frame. */
export function recordBytes({ bytes }: { readonly bytes: number }): number {
  return recordHeadBytes + bytes
}

/**
 * Opens a spool file, or begins one. What is torn at its end is cut off: it was never answered.
 *
 * @throws {AppError} `spool-file` when it cannot be opened or is no spool
 */
export async function openSpoolFile(path: string): Promise<SpoolContent> {
  // Left by a rewriting that did not come to its end.
  await rm(`${path}.new`, { force: true })
  const file = await openOrBegin(path)
  const { size } = fstatSync(file.fd)
  const waiting = new Map<number, Stored>()
  const { end, damagedBytes } = scanRecords(file.fd, size, (kind, offset, body) => {
    if (kind === recordKind.frame) waiting.set(offset, { offset, bytes: body.length })
    else for (const done of decodeOffsets(body)) waiting.delete(done)
  })
  if (size > end) {
    await file.truncate(end)
    await file.sync()
  }
  return { file, waiting: [...waiting.values()], end, damagedBytes, tornBytes: size - end }
}

async function openOrBegin(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, existsSync(path) ? 'r+' : 'wx+')
    const head = Buffer.alloc(fileHead.length)
    const read = readSync(file.fd, head, 0, head.length, 0)
    if (read === head.length && head.equals(fileHead)) return file
    // A crash in the very first write leaves a part of the head, or zeros in its place.
    const begun = head.subarray(0, read)
    const isBegun = fstatSync(file.fd).size <= head.length && isPartOfHead(begun)
    if (!isBegun) {
      await file.close()
      throw new AppError('spool-file', `spool ${path}: expected a spool file, got another`)
    }
    await writeAt(file, fileHead, 0)
    await file.sync()
    await syncFolder(path)
    return file
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('spool-file', `spool ${path}: cannot be opened: ${describe(cause)}`, cause)
  }
}

function isPartOfHead(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0) || fileHead.subarray(0, bytes.length).equals(bytes)
}

export async function writeAt(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done)
    done += bytesWritten
  }
}

/**
 * Writes a new file of some frames of another and gives it that one's name. Whatever happens
 * meanwhile, under the name stands a file with all of them.
 *
 * @param stored  frames in the order of the file
 * @returns the new file and the frames' new offsets; the old one is still open, and the name not
 *   yet durable
 */
export async function rewriteSpoolFile(
  old: FileHandle,
  path: string,
  stored: readonly Stored[],
): Promise<{
  readonly file: FileHandle
  readonly offsets: readonly number[]
  readonly end: number
}> {
  const file = await open(`${path}.new`, 'w+')
  try {
    const offsets: number[] = []
    let end = fileHead.length
    await writeAt(file, fileHead, 0)
    for (let next = 0; next < stored.length;) {
      const chunk: Buffer[] = []
      const chunkAt = end
      while (next < stored.length && end - chunkAt < copyBytes) {
        const one = stored[next++]!
        const record = Buffer.alloc(recordBytes(one))
        readSync(old.fd, record, 0, record.length, one.offset)
        chunk.push(record)
        offsets.push(end)
        end += record.length
      }
      await writeAt(file, Buffer.concat(chunk), chunkAt)
    }
    await file.sync()
    await rename(`${path}.new`, path)
    return { file, offsets, end }
  } catch (error) {
    await file.close()
    await rm(`${path}.new`, { force: true })
    throw error
  }
}

/** Makes the name durable, as far as the system has such a thing. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r')
  await folder.sync().finally(() => folder.close())
}

/** What went wrong, in the system's words; of several failures at once it has only a code. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || ((error as NodeJS.ErrnoException).code ?? error.name)
}
