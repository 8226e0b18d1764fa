import { schedule } from 'node-cron'
import { inTime, judgeLag } from '../alerts/lag.ts'
import { createDeadlineWatch } from './deadline-watch.ts'
import { assert } from './domain/errors.ts'
import type { Event } from './domain/event.ts'
import { secondMs, type Instant } from './domain/time.ts'
import { eachSecond } from './each-second.ts'
import type { Engine } from './engine.ts'
import { limits } from './limits.ts'
import { stationsFiring } from './store/alerts.ts'
import { createUpkeep, type UpkeepRules } from './store/upkeep.ts'

export type Timers = { close(): Promise<void> }

/**
 * What happens because time passes: deadlines pass each second, silence and clocks are judged,
 * shelvings and inhibitions end and what was planned is opened each minute by the engine's clock, the
 * nightly maintenance by the wall's.
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

  /** What the watches found, until the store has it: they tell it once. */
  let untold: Event[] = []
  const announce = async () => {
    const events = [...untold]
    if (events.length > 0) await engine.desk.announce(events)
    untold = untold.slice(events.length)
  }
  const deadlines = createDeadlineWatch(engine)
  const lag = startLagWatch(engine, (event) => untold.push(event), onFailure)
  const tick = async () => {
    const now = clock.now()
    await announce()
    await deadlines.tick(now)
    if (now - tickedAt < limits.tickMs) return
    tickedAt = now
    const told = [...engine.silence.tick(now), ...engine.clocks.tick(now)]
    untold.push(...told.map((event) => inPlace(engine, event)))
    await announce()
    await engine.desk.endShelvings()
    await engine.desk.settleInhibitions()
    await engine.desk.openPlanned()
  }
  const ticks = eachSecond(tick, onFailure)
  const upkeep = createUpkeep(db, rules, engine.hours)
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
      lag.close()
      deadlines.close()
      upkeep.stop()
      for (const task of tasks) await task.stop()
      await Promise.all([ticked, keeping])
    },
  }
}

/**
 * Looks at the path's delay each second, also while the store is away and nothing can be told. What
 * was told before a restart is asked from the alerts.
 */
function startLagWatch(
  { parts: { db, rules, clock, network }, pipeline }: Engine,
  tell: (event: Event) => void,
  onFailure: (error: unknown) => void,
): { close(): void } {
  const rule = rules.find(({ id }) => id === 'system-lag')
  const station = network.stations[0]?.id
  if (rule === undefined || station === undefined) return { close: () => undefined }
  let state = inTime
  stationsFiring(db, rule.id)
    .then((firing) => (state = { ...state, told: state.told || firing.length > 0 }))
    .catch(onFailure)
  const interval = setInterval(() => {
    const look = { lagMs: pipeline.delayMs(), steadyMs: performance.now(), at: clock.now() }
    const judged = judgeLag(state, look, rule, station)
    state = judged.state
    if (judged.event !== null) tell(judged.event)
  }, secondMs)
  return { close: () => clearInterval(interval) }
}

/** A silent or sick station on the river names the intakes that it no longer guards. */
function inPlace(engine: Engine, event: Event): Event {
  const station = engine.stations.get(event.station)
  assert(station, `station ${event.station} of an event is registered`)
  const around = engine.surroundings(station, event.observedAt)
  return { ...event, evidence: { ...event.evidence, ...around } }
}
