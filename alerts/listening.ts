import type { Instant } from '../src/domain/time.ts'

/**
 * A clock of ours that runs only while we are connected and taking: what was listened before, and
 * since when we listen now (null: we do not). Silence is measured on it, so that an outage of
 * ours makes no station silent.
 */
export type Listening = { readonly totalMs: number; readonly sinceAt: Instant | null }

export const neverListened: Listening = { totalMs: 0, sinceAt: null }

/** What the listening clock shows at `now`, ms. */
export function listenedMs(listening: Listening, now: Instant): number {
  const { totalMs, sinceAt } = listening
  return totalMs + (sinceAt === null ? 0 : Math.max(0, now - sinceAt))
}

/** Starts the clock: connected and taking from `now` on. Starting again changes nothing. */
export function startListening(listening: Listening, now: Instant): Listening {
  return listening.sinceAt === null ? { ...listening, sinceAt: now } : listening
}

/** Stops the clock at `now`; after a crash that is the last moment known to have been alive. */
export function stopListening(listening: Listening, now: Instant): Listening {
  return { totalMs: listenedMs(listening, now), sinceAt: null }
}
