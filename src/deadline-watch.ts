import { escalateOverdue, kindsTold, type KnownLate } from './casework/escalation.ts'
import type { Instant } from './domain/time.ts'
import type { Engine } from './engine.ts'
import { sendRequests } from './station-requests.ts'
import { requestLimits } from './limits.ts'
import { standingWork } from './store/standing-work.ts'

export type DeadlineWatch = {
  /** Does what has become due by `now`; asks the store nothing where nothing can have. */
  tick(now: Instant): Promise<void>
  close(): void
}

/**
 * Lets deadlines pass, tells what is late, and sends what stations are asked.
 *
 * All of that follows from a change that was committed or from the earliest deadline, which is
 * known: in a second without either the store is not asked. Otherwise it is asked one question, and
 * all that is due is taken together. What failed is tried again.
 */
export function createDeadlineWatch(
  engine: Pick<Engine, 'parts' | 'desk' | 'broker' | 'changes'>,
): DeadlineWatch {
  const { desk, parts, changes } = engine
  let stirred = true
  let dueAt: Instant | null = null
  let late: KnownLate = new Map()
  const unsubscribe = changes.subscribe(() => {
    stirred = true
  })
  const { exercise = false } = parts
  const kinds = kindsTold(parts)
  const ask = () => {
    const known = Object.fromEntries([...late].map(([id, { n }]) => [id, n]))
    return standingWork(parts.db, { exercise, kinds, known, askedMost: requestLimits.perTick })
  }
  const takeAll = async () => {
    while (await desk.takeDeadlines());
    // What is asked next sees what this did, and what others did until now.
    stirred = false
  }
  return {
    async tick(now) {
      if (!stirred && (dueAt === null || dueAt > now)) return
      stirred = false
      try {
        if (dueAt !== null && dueAt <= now) await takeAll()
        let standing = await ask()
        if (standing.dueAt !== null && standing.dueAt <= now) {
          await takeAll()
          standing = await ask()
        }
        dueAt = standing.dueAt
        late = await escalateOverdue(engine, standing, late)
        stirred ||= !(await sendRequests(engine, standing.asked))
      } catch (error) {
        stirred = true
        throw error
      }
    },
    close: unsubscribe,
  }
}
