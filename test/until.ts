import { vi } from 'vitest'

/** Tries until it holds; patient, since a test may share its machine with much else. */
export function until<T>(holds: () => T | Promise<T>, everyMs = 25): Promise<T> {
  return vi.waitFor(holds, { timeout: 60_000, interval: everyMs })
}
