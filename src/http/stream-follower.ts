import type { Change } from '../domain/alert.ts'
import type { ChangeSource } from './capabilities.ts'
import { streamPageLength } from './limits.ts'

/**
 * The one follower of the change log in this process. It stands at a number, reads what comes
 * after it when woken or at each poll, and hands each page out in order, once.
 */
type ChangeFollower = {
  /** The number it stands at: everything up to it has been handed out. */
  readonly at: () => number
  readonly stop: () => void
}

type Follow = {
  readonly changes: ChangeSource
  readonly pollMs: number
  /** Called after the follower stands at the page's last number, and must not throw. */
  readonly take: (page: readonly Change[]) => void
  /** The log could not be read; it is tried again at the next poll. */
  readonly failed: (error: unknown) => void
}

/** Starts at the log's head; rejects when the log cannot be read at all. */
export async function followChanges({
  changes,
  pollMs,
  take,
  failed,
}: Follow): Promise<ChangeFollower> {
  let at = (await changes.head()).head
  let reading = false
  let wakes = 0
  let stopped = false

  const readOn = async () => {
    try {
      let more = true
      while (more && !stopped) {
        const seen = wakes
        const page = await changes.after({ after: at, limit: streamPageLength, types: null })
        at = page.at(-1)?.n ?? at
        if (page.length > 0) take(page)
        more = wakes !== seen || page.length === streamPageLength
      }
    } catch (error) {
      failed(error)
    } finally {
      // In the same turn as the last look at `wakes`, so that no wake-up falls between.
      reading = false
    }
  }
  const wake = () => {
    wakes += 1
    if (reading || stopped) return
    reading = true
    void readOn()
  }

  const unsubscribe = changes.onWake(wake)
  const timer = setInterval(wake, pollMs)
  return {
    at: () => at,
    stop: () => {
      stopped = true
      unsubscribe()
      clearInterval(timer)
    },
  }
}
