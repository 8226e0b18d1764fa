import { readSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { AppError } from '../../src/domain/errors.ts'
import type { GatewayLimits } from './gateway-limits.ts'
import {
  describe,
  openSpoolFile,
  recordBytes,
  rewriteSpoolFile,
  syncFolder,
  writeAt,
  type SpoolContent,
  type Stored,
} from './spool-file.ts'
import {
  doneOffsetsMax,
  encodeOffsets,
  encodeRecord,
  recordHeadBytes,
  recordKind,
} from './spool-record.ts'

/** A frame in the spool; it stays the same when the file is written anew. */
export type Place = { readonly bytes: number }

export type SpoolOptions = {
  readonly path: string
  readonly limits: Pick<GatewayLimits, 'spoolBytesMax' | 'spoolFramesMax' | 'compactBytesMin'>
  readonly report: (line: string) => void
  /** Told once when the disk fails for good; from then on nothing is taken. */
  readonly onFailure: (error: AppError) => void
  /** Makes durable what was written; `fdatasync` but in tests. */
  readonly sync?: (file: FileHandle) => Promise<void>
}

type Batch = {
  readonly frames: readonly Uint8Array[]
  readonly settle: (places: readonly Place[] | null) => void
}

/** Writing fails so when the disk is full; what is there stays sound, and room may come back. */
const noRoom: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** @throws {AppError} `spool-file` when the file cannot be opened or is no spool */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  return new Spool(options, await openSpoolFile(options.path))
}

/**
 * The gateway's memory on disk: frames in the order in which they came, in one file that is only
 * appended to. The life of a frame:
 *
 *     append → written and synced → waiting → finish → marked as done → gone with a rewriting
 *
 * Frames that come while others are synced share the next sync. Marks are not synced: one that a
 * crash takes costs a frame sent twice, which is harmless. When most of the file is done, what is
 * not is written to a new file, which takes the old one's name.
 */
export class Spool {
  /** What opening found: bytes cut off at the end, and passed over before. */
  readonly found: { readonly tornBytes: number; readonly damagedBytes: number }
  readonly #options: SpoolOptions
  readonly #sync: (file: FileHandle) => Promise<void>
  readonly #waiting: Set<Stored>
  #waitingBytes: number
  #file: FileHandle
  #end: number
  /** Taken and not yet synced. */
  #batches: Batch[] = []
  #takenFrames = 0
  #takenBytes = 0
  /** Done and not yet marked. */
  #done: Stored[] = []
  #writing: Promise<void> | null = null
  #isTaking = true
  /** Not yet closed, and the disk has not failed. */
  #isSound = true
  #rewriteFrom: number

  constructor(options: SpoolOptions, content: SpoolContent) {
    const { file, waiting, end, tornBytes, damagedBytes } = content
    this.found = { tornBytes, damagedBytes }
    this.#options = options
    this.#sync = options.sync ?? ((handle) => handle.datasync())
    this.#waiting = new Set(waiting)
    this.#waitingBytes = waiting.reduce((sum, one) => sum + recordBytes(one), 0)
    this.#file = file
    this.#end = end
    this.#rewriteFrom = options.limits.compactBytesMin
  }

  /**
   * Takes frames, all or none. Resolves once they are on the disk, with their places in order;
   * with null when there is no room for them.
   */
  append(frames: readonly Uint8Array[]): Promise<readonly Place[] | null> {
    const bytes = lengthOf(frames)
    if (!this.#isTaking || !this.#hasRoom(frames.length, bytes)) return Promise.resolve(null)
    this.#takenFrames += frames.length
    this.#takenBytes += bytes
    return new Promise((settle) => {
      this.#batches.push({ frames, settle })
      this.#write()
    })
  }

  #hasRoom(frames: number, bytes: number): boolean {
    const { spoolBytesMax, spoolFramesMax } = this.#options.limits
    return (
      this.#waiting.size + this.#takenFrames + frames <= spoolFramesMax &&
      this.#end + this.#takenBytes + bytes <= spoolBytesMax
    )
  }

  /** The frame as it came, from the file; mostly the system still has it in memory. */
  read(place: Place): Buffer {
    const { offset, bytes } = place as Stored
    const frame = Buffer.alloc(bytes)
    readSync(this.#file.fd, frame, 0, bytes, offset + recordHeadBytes)
    return frame
  }

  /** The frame need not be kept any longer; again is nothing. */
  finish(place: Place): void {
    const stored = place as Stored
    if (!this.#waiting.delete(stored)) return
    this.#waitingBytes -= recordBytes(stored)
    this.#done.push(stored)
    this.#write()
  }

  /** Frames not done, oldest first. */
  waiting(): IterableIterator<Place> {
    return this.#waiting.values()
  }

  size(): { readonly frames: number; readonly waitingBytes: number; readonly fileBytes: number } {
    const { size: frames } = this.#waiting
    return { frames, waitingBytes: this.#waitingBytes, fileBytes: this.#end }
  }

  /** Takes nothing more, writes what is in hand. */
  async close(): Promise<void> {
    this.#isTaking = false
    this.#write()
    await this.#writing
    this.#isSound = false
    await this.#file.close()
  }

  #write(): void {
    if (!this.#isSound) return
    this.#writing ??= this.#writeAll()
  }

  /** Writes what is in hand until nothing is: a write, a sync, and a rewriting when it is due. */
  async #writeAll(): Promise<void> {
    // Whoever comes within this turn shares the first sync.
    await Promise.resolve()
    try {
      while (this.#batches.length > 0 || this.#done.length > 0) {
        if (!(await this.#writeOnce())) break
        if (this.#end >= this.#rewriteFrom && 2 * this.#waitingBytes <= this.#end) {
          await this.#rewrite()
        }
      }
    } catch (cause) {
      this.#fail(cause)
    } finally {
      this.#refuse(this.#batches.splice(0))
      // In the turn in which nothing was left, so that no frame waits for a writing that is over.
      this.#writing = null
    }
  }

  /** @returns false where the disk is full: nothing was taken, and the marks wait */
  async #writeOnce(): Promise<boolean> {
    const batches = this.#batches.splice(0)
    const frames = batches.flatMap((batch) => batch.frames)
    const done = this.#done.splice(0, doneOffsetsMax)
    const records = frames.map((frame) => encodeRecord(recordKind.frame, frame))
    if (done.length > 0) records.push(encodeRecord(recordKind.done, encodeOffsets(done)))
    const bytes = Buffer.concat(records)
    let isDurable = false
    try {
      isDurable = await this.#wrote(bytes)
      if (isDurable && frames.length > 0) await this.#sync(this.#file)
    } catch (error) {
      this.#refuse(batches)
      throw error
    }
    if (!isDurable) {
      this.#refuse(batches)
      this.#done = [...done, ...this.#done]
      return false
    }
    this.#place(batches)
    this.#end += bytes.length
    return true
  }

  #refuse(batches: readonly Batch[]): void {
    for (const { frames, settle } of batches) {
      this.#release(frames)
      settle(null)
    }
  }

  #release(frames: readonly Uint8Array[]): void {
    this.#takenFrames -= frames.length
    this.#takenBytes -= lengthOf(frames)
  }

  async #wrote(bytes: Buffer): Promise<boolean> {
    try {
      await writeAt(this.#file, bytes, this.#end)
      return true
    } catch (error) {
      if (!noRoom.includes((error as NodeJS.ErrnoException).code)) throw error
      this.#options.report(`spool: no room on the disk: ${describe(error)}`)
      await this.#file.truncate(this.#end)
      return false
    }
  }

  /** Durable: from here on the frames wait, and whoever sent them may be answered. */
  #place(batches: readonly Batch[]): void {
    let offset = this.#end
    for (const { frames, settle } of batches) {
      this.#release(frames)
      const places = frames.map((frame): Stored => {
        const place = { offset, bytes: frame.length }
        offset += recordBytes(place)
        this.#waitingBytes += recordBytes(place)
        this.#waiting.add(place)
        return place
      })
      settle(places)
    }
  }

  /** Frames that are done while the others are copied stay in the copy, and are marked there. */
  async #rewrite(): Promise<void> {
    const old = this.#file
    const stored = [...this.#waiting]
    const gone = this.#done.splice(0)
    const copy = await rewriteSpoolFile(old, this.#options.path, stored).catch((error: unknown) => {
      this.#options.report(`spool: cannot be written anew: ${describe(error)}`)
      return null
    })
    if (copy === null) {
      this.#done = [...gone, ...this.#done]
      this.#rewriteFrom = this.#end + this.#options.limits.compactBytesMin
      return
    }
    for (const [n, one] of stored.entries()) one.offset = copy.offsets[n]!
    this.#file = copy.file
    this.#end = copy.end
    this.#rewriteFrom = this.#options.limits.compactBytesMin
    await old.close()
    await syncFolder(this.#options.path)
  }

  #fail(cause: unknown): void {
    this.#isTaking = false
    this.#isSound = false
    const { path } = this.#options
    const message = `spool ${path}: cannot be written: ${describe(cause)}`
    this.#options.onFailure(new AppError('spool-write', message, cause))
  }
}

function lengthOf(frames: readonly Uint8Array[]): number {
  return frames.reduce((sum, { length }) => sum + recordBytes({ bytes: length }), 0)
}
