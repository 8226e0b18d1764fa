import type { Json } from './domain/json.ts'

/* The parts of the memory, as a checkpoint has them. */

/** A part says itself whether the next checkpoint has to save it. */
export type Part = { touched: boolean }

/**
 * The parts that have changed since the last checkpoint. The mark stands on the part, which a reading
 * has in hand: a set of 10,000 would be one more thing to look up.
 */
export function createTouched<T extends Part>() {
  let parts: T[] = []
  return {
    add(part: T): void {
      if (part.touched) return
      part.touched = true
      parts.push(part)
    },
    count: () => parts.length,
    /** Those that have changed; they count as saved then. */
    take(): T[] {
      const taken = parts
      for (const part of taken) part.touched = false
      parts = []
      return taken
    },
  }
}

/** A saved state, which is let go of: it is as large as what is made of it. */
export function takeState(saved: Map<string, Json>, part: string): Json | undefined {
  const state = saved.get(part)
  saved.delete(part)
  return state
}
