import { schedule } from 'node-cron'
import { createDeadlineWatch } from './deadline-watch.ts'
import { assert } from './domain/errors.ts'
import type { Event } from './domain/event.ts'
import type { Instant } from './domain/time.ts'
import { eachSecond } from './each-second.ts'
import type { Engine } from './engine.ts'
import { limits } from './limits.ts'
import { createUpkeep, type UpkeepRules } from './store/upkeep.ts'

export type Timers = { close(): Promise<void> }

/**
 * What happens because time passes: deadlines pass each second, silence and clocks are judged and
 * shelvings end each minute by the engine's clock, the nightly maintenance by the wall's.
 *
 * @param onFailure  a timer's work failed; the next one tries again
 */
export function startTimers(
  engine: Engine,
  rules: UpkeepRules,
  onFailure: (error: unknown) => void,
): Timers {
  const { clock, db } = engine.parts
  let tickedAt = clock.now()

  const deadlines = createDeadlineWatch(engine)
  const tick = async () => {
    const now = clock.now()
    await deadlines.tick(now)
    if (now - tickedAt < limits.tickMs) return
    tickedAt = now
    const told = [...engine.silence.tick(now), ...engine.clocks.tick(now)]
    const events = told.map((event) => inPlace(engine, event))
    if (events.length > 0) await engine.desk.announce(events)
    await engine.desk.endShelvings()
  }
  const ticks = eachSecond(tick, onFailure)
  const upkeep = createUpkeep(db, rules)
  let keeping: Promise<void> = Promise.resolve()
  /** One after the other, also where a night's work takes longer than a minute. */
  const keepUp = (work: (now: Instant) => Promise<void>) => () =>
    (keeping = keeping.then(() => work(clock.now())).catch(onFailure))
  const options = { noOverlap: true, timezone: 'Asia/Shanghai' }
  const tasks = [
    schedule('* * * * *', keepUp(upkeep.minute), options),
    schedule('17 3 * * *', keepUp(upkeep.night), options),
  ]
  return {
    async close() {
      const ticked = ticks.close()
      deadlines.close()
      upkeep.stop()
      for (const task of tasks) await task.stop()
      await Promise.all([ticked, keeping])
    },
  }
}

/** A silent or sick station on the river names the intakes that it no longer guards. */
function inPlace(engine: Engine, event: Event): Event {
  const station = engine.stations.get(event.station)
  assert(station, `station ${event.station} of an event is registered`)
  const around = engine.surroundings(station, event.observedAt)
  return { ...event, evidence: { ...event.evidence, ...around } }
}
