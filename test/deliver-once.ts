import { expect } from 'vitest'
import { startDeliveries } from '../src/deliveries.ts'
import type { Notice, Route, Target } from '../src/domain/delivery.ts'
import type { Engine } from '../src/engine.ts'
import { queryDeliveries } from '../src/store/deliveries.ts'

/** The deliveries of an alert or a workflow, the newest first. */
export const deliveriesOf = async ({ parts }: Engine, alert: string) =>
  (
    await queryDeliveries(parts.db, {
      ...{ state: null, alert, route: null, limit: 10, cursor: null },
    })
  ).items

/** Sends what is queued, over these routes; to whom, and what. */
export async function deliverOnce(engine: Engine, routes: readonly Route[]) {
  const told: { to: Target; notice: Notice }[] = []
  const taken = { outcome: 'sent', detail: '250' } as const
  const open = startDeliveries(
    engine,
    routes,
    (to, body) => {
      told.push({ to, notice: JSON.parse(body) as Notice })
      return Promise.resolve(taken)
    },
    (error) => {
      throw error
    },
  )
  engine.changes.tell(null)
  const queued = { state: 'queued', alert: null, route: null, limit: 10, cursor: null } as const
  try {
    await expect.poll(() => queryDeliveries(engine.parts.db, queued)).toMatchObject({ items: [] })
  } finally {
    await open.close()
  }
  return told
}
