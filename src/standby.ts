import type { Engine } from './engine.ts'
import { eachSecond } from './each-second.ts'
import { limits } from './limits.ts'

/**
 * Keeps the memory of an engine that stands by up with what the owner stores, second by second, so
 * that it answers as the owner does. It tells nobody of what it finds.
 *
 * @param onFailure  the store did not answer; the next second asks again
 */
export function followOwner(
  engine: Engine,
  onFailure: (error: unknown) => void,
): { close(): Promise<void> } {
  const { clock } = engine.parts
  let judgedAt = clock.now()
  return eachSecond(async () => {
    if (engine.owns()) return
    await engine.followStore()
    const now = clock.now()
    if (now - judgedAt < limits.tickMs) return
    judgedAt = now
    engine.silence.tick(now)
  }, onFailure)
}
