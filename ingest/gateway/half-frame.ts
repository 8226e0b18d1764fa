import { headLength, nextWhole } from '../decode/hj212/frame.ts'

/**
 * What came of a frame that is not whole yet, of at most its 10,009 bytes. Nothing is given out
 * before a frame could be whole, so that one which comes byte by byte is split once and not with
 * each: linear in what came, where splitting it anew each time was quadratic.
 */
export class HalfFrame {
  /** Longer than what came, so that it seldom moves. */
  #bytes = new Uint8Array()
  #length = 0
  /** At this length a frame may be whole. */
  #dueLength = 1

  /** @returns all that came, to be split and then `keep` what is left; null: it cannot be whole */
  add(read: Uint8Array): Uint8Array | null {
    const before = this.#length
    if (before === 0) return read
    this.#append(read)
    const arrived = this.#bytes.subarray(0, this.#length)
    // A head may be cut anywhere: one that began in what came before is looked for again.
    const from = Math.max(0, before - headLength + 1)
    this.#dueLength = Math.min(this.#dueLength, nextWhole(arrived, from, before))
    return this.#length < this.#dueLength ? null : arrived
  }

  /** What was given out is never written to again. */
  keep(rest: Uint8Array): void {
    this.#bytes = Uint8Array.from(rest)
    this.#length = rest.length
    const isHead = rest.length >= headLength
    this.#dueLength = isHead ? nextWhole(rest, 0, rest.length) : rest.length + 1
  }

  /** Gives all out, be it whole or not. */
  take(): Uint8Array {
    const arrived = this.#bytes.subarray(0, this.#length)
    this.keep(new Uint8Array())
    return arrived
  }

  #append(read: Uint8Array): void {
    const length = this.#length + read.length
    if (length > this.#bytes.length) {
      const roomier = new Uint8Array(2 * length)
      roomier.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = roomier
    }
    this.#bytes.set(read, this.#length)
    this.#length = length
  }
}
