/** Tells whoever listens, at once and in order; a listener that throws is a fault of ours. */
export type Feed<T> = {
  tell(value: T): void
  /** @returns the call that ends the subscription */
  subscribe(listener: (value: T) => void): () => void
}

export function createFeed<T>(): Feed<T> {
  const listeners = new Set<(value: T) => void>()
  return {
    tell(value) {
      for (const listener of listeners) listener(value)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
