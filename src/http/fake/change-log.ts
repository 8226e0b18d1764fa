import type { Change, ChangeType } from '../../domain/alert.ts'
import type { ChangeSource } from '../capabilities.ts'
import { fakeNow } from './samples.ts'

/** A change log in memory; `forget` drops all but the newest `keep`. */
export type FakeLog = {
  readonly source: Omit<ChangeSource, 'subjectOf'>
  readonly head: () => number
  readonly append: (type: ChangeType, subject: string, text?: string) => Change
  /** As after a lost wake-up. */
  readonly appendSilently: (type: ChangeType, subject: string, text?: string) => Change
  readonly forget: (keep: number) => void
  readonly wakers: () => number
}

/** Answers like a database: a turn of the event loop later, and a turn on its way back. */
async function answer<T>(query: () => T): Promise<T> {
  await new Promise((resolve) => setImmediate(resolve))
  const result = query()
  await new Promise((resolve) => setImmediate(resolve))
  return result
}

export function createFakeLog(): FakeLog {
  let changes: Change[] = []
  let head = 0
  let oldest = 1
  const wakers = new Set<() => void>()
  const source: FakeLog['source'] = {
    head: () => answer(() => ({ head, oldest })),
    after: ({ after, limit, types }) =>
      answer(() =>
        changes
          .filter(({ n, type }) => n > after && (types === null || types.includes(type)))
          .slice(0, limit),
      ),
    lastUpTo: (upTo, types) =>
      answer(() => {
        const found = changes.filter(
          ({ n, type }) => n <= upTo && (types === null || types.includes(type)),
        )
        return found.at(-1)?.n ?? null
      }),
    onWake: (wake) => {
      wakers.add(wake)
      return () => wakers.delete(wake)
    },
  }
  const append: FakeLog['append'] = (type, subject, text = '') => {
    head += 1
    const said = { at: fakeNow, actor: 'engine', reason: 'test', body: { text }, hash: '' }
    const change: Change = { n: head, type, subject, ...said }
    changes.push(change)
    return change
  }
  return {
    source,
    head: () => head,
    append: (...given) => {
      const change = append(...given)
      for (const wake of wakers) wake()
      return change
    },
    appendSilently: append,
    forget: (keep) => {
      changes = keep === 0 ? [] : changes.slice(-keep)
      oldest = head + 1 - changes.length
    },
    wakers: () => wakers.size,
  }
}
