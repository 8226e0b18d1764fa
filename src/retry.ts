import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from './domain/errors.ts'
import { limits } from './limits.ts'

/**
 * Failures of the store that pass: it is away or starting, it was slow, it has no room until
 * somebody makes some, two transactions met.
 */
const passing: ReadonlySet<string> = new Set([
  'store-unreachable',
  'store-timeout',
  'store-full',
  'store-retry',
])

/** Whether the same may be tried again as it was. */
export const isPassing = (error: unknown): boolean =>
  error instanceof AppError && passing.has(error.code)

/** How long to wait after so many failed attempts: twice as long each time. */
export function backOffMs(attempts: number, firstMs: number, maxMs: number): number {
  return Math.min(firstMs * 2 ** (attempts - 1), maxMs)
}

/**
 * Runs a store operation until it succeeds, waiting longer each time while the store is away.
 *
 * @throws whatever is not a passing failure of the store
 */
export async function untilStored<T>(operation: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await operation()
    } catch (error) {
      if (!isPassing(error)) throw error
      await wait(backOffMs(attempts, limits.storeRetryFirstMs, limits.storeRetryMaxMs))
    }
  }
}
