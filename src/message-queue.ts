import type { Receipt } from './pipeline.ts'

/** One message of a broker, and the call that lets the broker have its acknowledgement. */
export type WaitingMessage = {
  readonly topic: string
  readonly payload: Uint8Array
  readonly acknowledge: (receipt: Receipt | null) => void
  readonly takenAt: number
}

/**
 * Messages between the broker's door and the next commit, in order of arrival.
 *
 * Open: messages enter, batches leave. Closed: nothing enters, what waits still leaves, then the
 * reader is told the end. Its bound is the door's: at most so many messages and bytes are in flight
 * (`ingest/mqtt/broker-door.ts`), and a message in flight is here or in the batch being committed.
 */
export function createMessageQueue() {
  let waiting: WaitingMessage[] = []
  let head = 0
  let closed = false
  let wake: (() => void) | null = null
  const count = () => waiting.length - head

  return {
    count,
    oldestMs: () => (count() === 0 ? 0 : performance.now() - waiting[head]!.takenAt),
    /** False when the queue is closed: the message is not taken. */
    push(message: Omit<WaitingMessage, 'takenAt'>): boolean {
      if (closed) return false
      waiting.push({ ...message, takenAt: performance.now() })
      wake?.()
      return true
    },
    shift(): WaitingMessage | undefined {
      const message = waiting[head]
      if (message === undefined) return undefined
      head += 1
      // Moving the array up once per 1,000 keeps a shift cheap at any length.
      if (head === waiting.length || head >= 1_000) {
        waiting = waiting.slice(head)
        head = 0
      }
      return message
    },
    /** Waits until a message is there (true) or the closed queue is empty (false). */
    async ready(): Promise<boolean> {
      while (count() === 0) {
        if (closed) return false
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        wake = null
      }
      return true
    },
    close(): void {
      closed = true
      wake?.()
    },
  }
}
