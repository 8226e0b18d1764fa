import type { Change } from '../domain/alert.ts'
import type { HttpCapabilities, LiveReading, Snapshot } from './capabilities.ts'
import { createLatestReadings } from './latest-readings.ts'
import {
  streamBufferedBytesMax,
  streamLookBackMax,
  streamPageLength,
  streamPendingSeriesMax,
  streamReadingBufferedBytesMax,
  streamStallMs,
} from './limits.ts'
import type { FacetTests } from './stream-facets.ts'
import { heartbeatText, helloText, type FrameText, type FrameTexts } from './stream-frames.ts'
import {
  createStreamView,
  entryOf,
  previousOf,
  type StreamRequest,
  type StreamView,
} from './stream-view.ts'

/** Why a stream is closed, by WebSocket close code. */
export const closeCodes = {
  goingAway: 1001,
  fault: 1011,
  tooMany: 1013,
  tooSlow: 4008,
  beyondHead: 4009,
  badRequest: 4400,
} as const

/** The sending half of one socket. */
export type Outlet = {
  /** Bytes given to it that the kernel has not taken. */
  readonly buffered: () => number
  /** `sent` is called when the kernel took the text, or never will. */
  readonly send: (text: FrameText, sent: () => void) => void
  /**
   * Hands what `work` sends to the kernel at once: each time costs as much as making a frame. Until
   * then all of it counts as buffered.
   */
  readonly together: (work: () => void) => void
  readonly close: (code: number, reason: string) => void
}

export type StreamBounds = { readonly bufferedBytesMax: number; readonly stallMs: number }
export const streamBounds: StreamBounds = {
  bufferedBytesMax: streamBufferedBytesMax,
  stallMs: streamStallMs,
}

type Source = Pick<HttpCapabilities, 'changes' | 'snapshot'>

/** What all readers of one process share. */
type StreamSource = Source & {
  readonly texts: FrameTexts
  readonly tests: FacetTests
  /** The number the follower stands at. */
  readonly followerAt: () => number
  readonly bounds: StreamBounds
}

/**
 * One reader of the stream.
 *
 * States: *entering* (hello, snapshot) → *catching up* (pages from the log, each awaited, so that
 * nothing piles up) → *live* (what the follower hands out, bounded by the outlet's buffer) →
 * *closed*, from any state. A reader becomes live in the same turn in which its view has reached
 * the number the follower stands at: what comes later is handed to it, what came earlier it has.
 */
export class StreamReader {
  readonly #request: StreamRequest
  readonly #outlet: Outlet
  readonly #source: StreamSource
  readonly #readings = createLatestReadings(streamPendingSeriesMax)
  #state: 'entering' | 'catching-up' | 'live' | 'closed' = 'entering'
  #view: StreamView
  #onClosed: () => void = () => undefined

  constructor(request: StreamRequest, outlet: Outlet, source: StreamSource) {
    this.#request = request
    this.#outlet = outlet
    this.#source = source
    this.#view = createStreamView(request.types, 0, 0)
  }

  /** Greets, then catches up; resolves when the reader is live or closed. */
  async enter(): Promise<void> {
    const log = await this.#source.changes.head()
    await this.#deliver([helloText(log)])
    const entry = entryOf(this.#request.since, log)
    if (entry.kind === 'beyond') {
      this.close(closeCodes.beyondHead, `since is beyond the head, ${log.head}`)
    } else if (entry.kind === 'snapshot') {
      await this.#enterBySnapshot()
    } else {
      await this.#enterAfter(entry.from)
    }
    await this.#catchUp()
  }

  /** What the follower hands out; for a reader that is not live the log has it. */
  takeChanges(page: readonly Change[]): void {
    for (const change of page) {
      if (this.#state !== 'live') return
      const prev = this.#take(change)
      if (prev === null) continue
      this.#send(this.#source.texts.change(change, prev))
      if (this.#outlet.buffered() > this.#source.bounds.bufferedBytesMax) this.#closeTooSlow()
    }
  }

  /** Readings just committed, when they were asked for. */
  takeReadings(readings: readonly LiveReading[]): void {
    if (!this.#request.readings || this.#state === 'entering' || this.#isClosed()) return
    const { facets } = this.#request
    this.#outlet.together(() => {
      for (const reading of readings) {
        if (facets !== null && !this.#source.tests.reading(facets, reading.station)) continue
        if (this.#readings.isEmpty() && this.#hasRoom()) this.#sendReading(reading)
        else this.#readings.put(reading)
      }
    })
  }

  /** Tells how far the view has come. */
  beat(): void {
    if (this.#state === 'entering') return
    const upTo = this.#view.upTo()
    this.#send(heartbeatText(Math.max(this.#source.followerAt(), upTo), upTo))
  }

  /** Sends nothing more; `code` null when the other side is gone. */
  close(code: number | null, reason: string): void {
    if (this.#isClosed()) return
    this.#state = 'closed'
    this.#onClosed()
    if (code !== null) this.#outlet.close(code, reason)
  }

  // A method, so that the compiler does not take the state for unchanged over an await.
  #isClosed(): boolean {
    return this.#state === 'closed'
  }

  /** The number before it in the view; null: it is not in it, or was given out. */
  #take(change: Change): number | null {
    if (this.#admits(change)) return this.#view.take(change)
    this.#view.advance(change.n)
    return null
  }

  #admits(change: Change): boolean {
    const { facets } = this.#request
    const { tests, changes } = this.#source
    return facets === null || tests.subject(facets, changes.subjectOf(change))
  }

  /** Newest number of the view up to `n`; null: there is none. */
  async #lastUpTo(n: number): Promise<number | null> {
    const { changes } = this.#source
    const { types, facets } = this.#request
    if (facets === null) return changes.lastUpTo(n, types)
    for (let to = n; to > 0; to -= streamPageLength) {
      // So seldom seen a view is not looked for any further: who comes back says where it stands.
      if (n - to >= streamLookBackMax) return n
      const after = Math.max(0, to - streamPageLength)
      const page = await changes.after({ after, limit: to - after, types })
      const last = page.findLast((change) => change.n <= to && this.#admits(change))
      if (last !== undefined) return last.n
    }
    return null
  }

  #startView(previous: number, from: number): void {
    this.#view = createStreamView(this.#request.types, previous, from)
    if (!this.#isClosed()) this.#state = 'catching-up'
  }

  async #enterAfter(from: number): Promise<void> {
    const { changes } = this.#source
    const last = await this.#lastUpTo(from)
    // Read last: had the log lost its beginning meanwhile, this tells.
    const { oldest } = await changes.head()
    this.#startView(previousOf(last, from, oldest), from)
  }

  /** The snapshot stands for the view's changes up to its newest number there, or up to its own. */
  async #enterBySnapshot(): Promise<void> {
    const snapshot = await this.#source.snapshot()
    const last = await this.#lastUpTo(snapshot.n)
    const upTo = last ?? snapshot.n
    await this.#deliver([this.#source.texts.snapshot(this.#viewOf(snapshot), upTo)])
    this.#startView(upTo, snapshot.n)
  }

  #viewOf(snapshot: Snapshot): Snapshot {
    const { facets } = this.#request
    if (facets === null) return snapshot
    const { tests } = this.#source
    return {
      n: snapshot.n,
      alerts: snapshot.alerts.filter((alert) => tests.alert(facets, alert)),
      workflows: snapshot.workflows.filter((workflow) => tests.workflow(facets, workflow)),
    }
  }

  async #catchUp(): Promise<void> {
    const { changes, texts, followerAt } = this.#source
    const { types } = this.#request
    let before = this.#view.upTo()
    while (!this.#isClosed() && this.#view.upTo() < followerAt()) {
      const after = this.#view.upTo()
      const page = await changes.after({ after, limit: streamPageLength, types })
      const { head, oldest } = await changes.head()
      // What it still needs was taken out of the log: it comes back to a snapshot.
      if (oldest - 1 > after) {
        this.#closeTooSlow()
        return
      }
      const frames = page.flatMap((change) => {
        const prev = this.#take(change)
        return prev === null ? [] : [texts.change(change, prev)]
      })
      await this.#deliver(frames)
      // A page that is not full holds all that match up to the head as it was before it.
      if (page.length < streamPageLength) this.#view.advance(before)
      before = head
    }
    if (!this.#isClosed()) this.#state = 'live'
  }

  /** Sends frames and waits until the kernel took them; a reader that takes none is closed. */
  async #deliver(frames: readonly FrameText[]): Promise<void> {
    if (frames.length === 0 || this.#isClosed()) return
    await new Promise<void>((resolve) => {
      const stall = setTimeout(() => this.#closeTooSlow(), this.#source.bounds.stallMs)
      const done = () => {
        clearTimeout(stall)
        resolve()
      }
      this.#onClosed = done
      frames.forEach((frame, index) => {
        this.#send(frame, index === frames.length - 1 ? done : undefined)
      })
    })
  }

  #send(text: FrameText, sent: () => void = () => undefined): void {
    if (this.#isClosed()) sent()
    else this.#outlet.send(text, sent)
  }

  #hasRoom(): boolean {
    return !this.#isClosed() && this.#outlet.buffered() < streamReadingBufferedBytesMax
  }

  #sendReading(reading: LiveReading): void {
    this.#outlet.send(this.#source.texts.reading(reading), this.#sendWaiting)
  }

  readonly #sendWaiting = (): void => {
    while (this.#hasRoom()) {
      const reading = this.#readings.take()
      if (reading === null) return
      this.#sendReading(reading)
    }
  }

  #closeTooSlow(): void {
    this.close(closeCodes.tooSlow, 'too slow for the numbered changes; resume with since')
  }
}
