/** A work and those who wait for it. */
type Waiting<T> = {
  readonly items: readonly T[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * One work at a time over items; what is asked for meanwhile joins the next, in its order, so that
 * many who ask at once wait for two works and not for all. A work that fails is done again for
 * each who asked for a part of it, so that nobody fails by what another gave, unless it `passes`:
 * then all may ask again.
 *
 * @param max  items of one work; one who asks for more has them in one all the same
 */
export function createJoined<T>(
  work: (items: readonly T[]) => Promise<void>,
  { max, passes }: { readonly max: number; readonly passes: (error: unknown) => boolean },
): (items: readonly T[]) => Promise<void> {
  const waiting: Waiting<T>[] = []
  let running = false

  const next = (): Waiting<T>[] => {
    let count = 0
    const past = waiting.findIndex(({ items }, place) => (count += items.length) > max && place > 0)
    return waiting.splice(0, past === -1 ? waiting.length : past)
  }
  const settle = async (group: readonly Waiting<T>[]): Promise<void> => {
    try {
      await work(group.flatMap(({ items }) => items))
      for (const { resolve } of group) resolve()
    } catch (error) {
      const alone = group.length === 1 || passes(error)
      if (alone) for (const { reject } of group) reject(error)
      else for (const one of group) await settle([one])
    }
  }
  const run = async (): Promise<void> => {
    running = true
    while (waiting.length > 0) await settle(next())
    running = false
  }
  return (items) =>
    new Promise((resolve, reject) => {
      waiting.push({ items, resolve, reject })
      if (!running) void run()
    })
}
