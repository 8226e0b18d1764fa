/** A failure of the world around us (broker, database, file), thrown at the door. */
export class AppError extends Error {
  readonly code: string
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'AppError'
    this.code = code
  }
}

/**
 * A failure of ours: states what should hold and stops.
 *
 * @throws {Error} `should hold: <condition in words>`
 */
export function assert(condition: unknown, shouldHold: string): asserts condition {
  if (!condition) throw new Error(`should hold: ${shouldHold}`)
}
