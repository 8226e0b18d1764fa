import { escalateOverdue } from './casework/escalation.ts'
import type { Instant } from './domain/time.ts'
import type { Engine } from './engine.ts'
import { sendRequests } from './station-requests.ts'
import { nextDeadline } from './store/casework.ts'

export type DeadlineWatch = {
  /** Does what has become due by `now`; asks the store nothing where nothing can have. */
  tick(now: Instant): Promise<void>
  close(): void
}

/**
 * Lets deadlines pass, tells what is late, and sends what stations are asked.
 *
 * All of that follows from a change that was committed or from the earliest deadline, which is
 * known: in a second without either the store is not asked. What failed is tried again.
 */
export function createDeadlineWatch(
  engine: Pick<Engine, 'parts' | 'desk' | 'broker' | 'changes'>,
): DeadlineWatch {
  const { desk, parts, changes } = engine
  let stirred = true
  let dueAt: Instant | null = null
  const unsubscribe = changes.subscribe(() => {
    stirred = true
  })
  return {
    async tick(now) {
      if (!stirred && (dueAt === null || dueAt > now)) return
      stirred = false
      try {
        while (await desk.takeDeadlines());
        await escalateOverdue(engine)
        const sent = await sendRequests(engine)
        dueAt = await nextDeadline(parts.db)
        stirred ||= !sent
      } catch (error) {
        stirred = true
        throw error
      }
    },
    close: unsubscribe,
  }
}
