import { join } from 'node:path'
import { demoLimits, startDemoGateways } from '../fixtures/simulator/demo-gateways.ts'
import { createSimulator } from '../fixtures/simulator/simulator.ts'
import { loadStories, storiesOf } from '../fixtures/simulator/story.ts'
import { dayMs, type Instant } from './domain/time.ts'
import type { Engine } from './engine.ts'
import { packageFolder } from './package.ts'
import { demonstrateProduct } from './products/demonstration.ts'
import { keepState, keptState } from './store/checkpoints.ts'

export type Demo = { close(): Promise<void> }

/** One seed, so that every demo tells the same days. */
const seed = 20_260_301
/** Stories older than this have ended: a later start begins them anew. */
const storiesLastMs = 4 * dayMs

/**
 * The simulated network, sent through the real MQTT door. A restart goes on where the store ends,
 * with the stories of the first start.
 *
 * @param url  of the broker, with credentials where it wants them
 */
export async function startDemo(
  engine: Engine,
  url: string,
  onFault: (error: unknown) => void,
): Promise<Demo> {
  const { db, network, clock } = engine.parts
  const now = clock.now()
  const known = (await keptState(db, 'demo')) as { startAt: Instant } | null
  const isGoingOn = known !== null && known.startAt <= now && now - known.startAt < storiesLastMs
  const startAt = isGoingOn ? known.startAt : now
  await keepState(db, 'demo', { startAt })

  const stories = storiesOf(loadStories(join(packageFolder, 'fixtures/scenarios')), network)
  // The air may be ahead: the product of yesterday was made of it before all else was sent.
  const others = network.stations.filter(({ kind }) => kind !== 'air')
  const newest = (others.length === 0 ? network.stations : others)
    .flatMap(({ id }) => engine.series.latestOf(id))
    .map(({ observedAt }) => observedAt)
    .reduce((a, b) => Math.max(a, b), -Infinity)
  const takenUntil = await demonstrateYesterday(engine, now).catch((error: unknown) => {
    onFault(error)
    return nothingTaken
  })
  const resumeAt = newest > now - demoLimits.backfillMs ? newest : null
  return startDemoGateways({
    simulator: createSimulator({ network, seed, stories, startAt }),
    stations: network.stations.map(({ id }) => id),
    url,
    clock,
    resumeAt,
    takenUntil,
    onFault,
  })
}

const nothingTaken: ReadonlyMap<string, Instant> = new Map()

async function demonstrateYesterday(engine: Engine, now: Instant) {
  const plan = engine.parts.productPlan
  return plan === null ? nothingTaken : demonstrateProduct({ engine, plan, seed, now })
}
