import { secondMs } from './domain/time.ts'

/**
 * Does something each second by the wall, one at a time: while it lasts, seconds pass unused.
 *
 * @param onFailure  told what failed; the next second tries again
 * @returns `close` ends it, and resolves when what was under way is over
 */
export function eachSecond(
  work: () => Promise<void>,
  onFailure: (error: unknown) => void,
): { close(): Promise<void> } {
  let running: Promise<void> | null = null
  const interval = setInterval(() => {
    running ??= work()
      .catch(onFailure)
      .finally(() => {
        running = null
      })
  }, secondMs)
  return {
    async close() {
      clearInterval(interval)
      await running
    },
  }
}
