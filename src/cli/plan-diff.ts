import type { Instant } from '../domain/time.ts'
import type { Episode } from './plan-fold.ts'

export type Difference =
  | { readonly what: 'appears'; readonly edited: Episode }
  | { readonly what: 'vanishes'; readonly current: Episode }
  | { readonly what: 'changes'; readonly current: Episode; readonly edited: Episode }

export type PlanDiff = {
  /** In the order of their time. */
  readonly differences: readonly Difference[]
  /** Alerts that are the same under both. */
  readonly unchanged: number
}

/**
 * Which alerts differ between two folds of the same history. Two of one rule and subject that
 * overlap in time are the same alert, changed where its times or colours differ.
 */
export function diffPlan(current: readonly Episode[], edited: readonly Episode[]): PlanDiff {
  const free = new Set(edited)
  const differences: Difference[] = []
  let unchanged = 0
  for (const one of current) {
    const other = [...free].find((candidate) => isSameAlert(one, candidate))
    if (other === undefined) differences.push({ what: 'vanishes', current: one })
    else {
      free.delete(other)
      if (isUnchanged(one, other)) unchanged += 1
      else differences.push({ what: 'changes', current: one, edited: other })
    }
  }
  for (const one of free) differences.push({ what: 'appears', edited: one })
  return { differences: differences.toSorted((a, b) => timeOf(a) - timeOf(b)), unchanged }
}

function isSameAlert(a: Episode, b: Episode): boolean {
  return (
    a.rule === b.rule &&
    a.subject === b.subject &&
    a.openedAt <= (b.resolvedAt ?? Infinity) &&
    b.openedAt <= (a.resolvedAt ?? Infinity)
  )
}

function isUnchanged(a: Episode, b: Episode): boolean {
  return (
    a.openedAt === b.openedAt &&
    a.resolvedAt === b.resolvedAt &&
    a.colours.join() === b.colours.join()
  )
}

function timeOf(difference: Difference): Instant {
  return difference.what === 'appears' ? difference.edited.openedAt : difference.current.openedAt
}
