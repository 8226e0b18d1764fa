import type { BrokerMessage, Intake } from './broker-door.ts'

/**
 * The bound on what is in flight. States of a message: waiting (no place yet) → in flight (with
 * the intake) → gone. Those waiting enter in the order in which they came.
 */
export type IntakeWindow = {
  /** Waits for a place, then settles as the intake does. */
  take(message: BrokerMessage): Promise<unknown>
  /** In flight and waiting. */
  inFlight(): number
  full(): boolean
  /** Resolves when a place is free. */
  free(): Promise<void>
  /** Resolves when nothing is in flight or waiting, or after `timeoutMs`. */
  drained(timeoutMs: number): Promise<void>
  /** From now on nothing enters: what waits and what comes is rejected. */
  shut(): void
}

type Waiting = {
  readonly bytes: number
  /** It has its place now. */
  readonly entered: () => void
  readonly refuse: (error: Error) => void
}

/**
 * A window of at most `countMax` messages and `bytesMax` bytes; a message larger than that enters
 * alone.
 */
export function createIntakeWindow(
  intake: Intake,
  countMax: number,
  bytesMax: number,
): IntakeWindow {
  let count = 0
  let bytes = 0
  let open = true
  const waiting: Waiting[] = []
  let onFree: (() => void)[] = []
  let onDrained: (() => void)[] = []

  const fits = (size: number) => count === 0 || (count < countMax && bytes + size <= bytesMax)
  const full = () => waiting.length > 0 || !(count < countMax && bytes < bytesMax)

  function enter(size: number): void {
    count += 1
    bytes += size
  }

  function release(size: number): void {
    count -= 1
    bytes -= size
    while (waiting[0] !== undefined && fits(waiting[0].bytes)) {
      const next = waiting.shift()!
      enter(next.bytes)
      next.entered()
    }
    if (!full()) onFree = callAll(onFree)
    if (count === 0) onDrained = callAll(onDrained)
  }

  function place(size: number): Promise<void> {
    if (!open) return Promise.reject(new Error('the intake is shut'))
    return new Promise((entered, refuse) => waiting.push({ bytes: size, entered, refuse }))
  }

  /** A function of its own: what is in flight must not hold the payload once it is decoded. */
  const releaseOf = (size: number) => () => release(size)

  function pass(message: BrokerMessage): Promise<unknown> {
    const gone = releaseOf(message.payload.byteLength)
    const taken = intake(message)
    taken.then(gone, gone)
    return taken
  }

  return {
    take(message) {
      const size = message.payload.byteLength
      // Most find a place at once, and need not wait a turn for it.
      if (!open || waiting.length > 0 || !fits(size)) return place(size).then(() => pass(message))
      enter(size)
      return pass(message)
    },
    inFlight: () => count + waiting.length,
    full,
    free: () => (full() ? new Promise((resolve) => onFree.push(resolve)) : Promise.resolve()),
    drained: (timeoutMs) =>
      count === 0
        ? Promise.resolve()
        : settledOr(timeoutMs, (listener) => void onDrained.push(listener)),
    shut() {
      open = false
      for (const one of waiting.splice(0)) one.refuse(new Error('the intake is shut'))
    },
  }
}

function settledOr(timeoutMs: number, listen: (settled: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs)
    listen(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function callAll(listeners: readonly (() => void)[]): [] {
  for (const listener of listeners) listener()
  return []
}
