import { secondMs } from './domain/time.ts'

type Repeated = { close(): Promise<void> }
type OnFailure = (error: unknown) => void

/** As `every`, each second. */
export const eachSecond = (work: () => Promise<void>, onFailure: OnFailure): Repeated =>
  every(secondMs, work, onFailure)

/**
 * Does something at each such step of the wall's time, one at a time: while it lasts, steps pass
 * unused.
 *
 * @param onFailure  told what failed; the next step tries again
 * @returns `close` ends it, and resolves when what was under way is over
 */
export function every(stepMs: number, work: () => Promise<void>, onFailure: OnFailure): Repeated {
  let running: Promise<void> | null = null
  const interval = setInterval(() => {
    running ??= work()
      .catch(onFailure)
      .finally(() => {
        running = null
      })
  }, stepMs)
  return {
    async close() {
      clearInterval(interval)
      await running
    },
  }
}
