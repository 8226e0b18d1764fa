import type { Rule } from '../alerts/rule.ts'
import type { DecodeLimits } from '../ingest/decode/decode.ts'
import type { BrokerDoor } from '../ingest/mqtt/broker-door.ts'
import type { Surroundings } from '../models/signals/fold.ts'
import type { Clock } from './clock.ts'
import type { ClockWatch } from './clock-watch.ts'
import { createDesk, type Desk } from './desk.ts'
import type { ReviewForm } from './domain/case-review.ts'
import type { DataRequestPlan } from './domain/data-request.ts'
import type { PatrolPlan } from './domain/casework.ts'
import type { Target } from './domain/delivery.ts'
import type { Event } from './domain/event.ts'
import type { ForecastPlan } from './domain/forecast-plan.ts'
import type { IncidentPlan } from './domain/incident.ts'
import type { Network, Station } from './domain/network.ts'
import type { ProductPlan } from './domain/product-plan.ts'
import type { PublicPlan } from './domain/public-view.ts'
import type { Quality } from './domain/quality.ts'
import type { RegisterDefinition } from './domain/register.ts'
import type { SourceLimit } from './domain/source-lag.ts'
import type { Standards } from './domain/standards.ts'
import { createFeed, type Feed } from './feed.ts'
import type { Fold } from './fold.ts'
import { openFolding } from './folding.ts'
import type { IntakesReached } from './memory.ts'
import type { Pipeline } from './pipeline.ts'
import type { CheckedRow, SeriesRegistry } from './series.ts'
import type { SilenceWatch } from './silence-watch.ts'
import type { Db } from './store/db.ts'
import { createHourSums, type HourSums } from './store/hour-sums.ts'

export type EngineParts = {
  readonly db: Db
  readonly network: Network
  readonly standards: Standards
  readonly rules: readonly Rule[]
  readonly quality: Quality
  /** Null: the network has no forecasts. */
  readonly forecastPlan: ForecastPlan | null
  /** Null: the network has no joint air product. */
  readonly productPlan: ProductPlan | null
  readonly patrolPlan: PatrolPlan
  /** Null or absent: no cases are reviewed. */
  readonly reviewForm?: ReviewForm | null
  /** Null or absent: requests for data sets are decided by no time. */
  readonly dataRequestPlan?: DataRequestPlan | null
  readonly incidentPlan: IncidentPlan
  readonly registers: readonly RegisterDefinition[]
  /** Null or absent: the public is shown nothing. */
  readonly publicPlan?: PublicPlan | null
  /** Absent: no source is ever late. */
  readonly sourceLimits?: readonly SourceLimit[]
  readonly clock: Clock
  readonly newId: () => string
  /** Alerts opened now are exercises; absent: they are not. */
  readonly exercise?: boolean
  /** Whether routes.json has a route by which enterprises are told; absent: it has none. */
  readonly tellsEnterprises?: boolean
  /** By what its route for reports reaches those whom they are to; null or absent: by nothing. */
  readonly reportsBy?: Target['type'] | null
  /** By what its route for what crosses borders reaches liaisons; null or absent: by nothing. */
  readonly liaisonsBy?: Target['type'] | null
  /** False leaves detection out, for measuring its cost. */
  readonly detection?: boolean
  /** True: another engine owns the fold, until `own`. */
  readonly standsBy?: boolean
  /** Days learned again where the store's states are of another version. */
  readonly historyDays: number
  /** Hears of long work at the start. */
  readonly report?: (line: string) => void
  /** Where they are not those of the outer face: an import may reach back further. */
  readonly decodeLimits?: DecodeLimits
}

/** The engine without its doors: what app.ts hands to the broker, the pages and the timers. */
export type Engine = {
  readonly parts: EngineParts
  readonly stations: ReadonlyMap<string, Station>
  readonly series: SeriesRegistry
  readonly fold: Fold
  readonly surroundings: Surroundings
  readonly intakesReached: IntakesReached
  readonly desk: Desk
  readonly silence: SilenceWatch
  readonly clocks: ClockWatch
  readonly pipeline: Pipeline
  /** Readings just stored, and the hint that changes were committed. */
  readonly readings: Feed<readonly CheckedRow[]>
  readonly changes: Feed<null>
  /** What the path has summed for the hours' upkeep. */
  readonly hours: HourSums
  /** Gives the path its broker; before it receipts have nowhere to go. */
  connect(broker: BrokerDoor): void
  broker(): BrokerDoor | null
  /** Whether it owns the fold: takes messages, tells events, and acts by the clock. */
  owns(): boolean
  /** Standing by: folds what the owner has stored since, and tells of readings. */
  followStore(): Promise<void>
  /** Standing by: since it last had all that was stored, ms. */
  behindMs(): number
  /** Takes over: loads its memory anew from the store, and tells what was not told yet. */
  own(): Promise<void>
}

/** Loads what the store knows, folds what the last checkpoint had not seen, joins the parts. */
export async function createEngine(parts: EngineParts): Promise<Engine> {
  const { network, rules, clock } = parts
  const stations = new Map(network.stations.map((station) => [station.id, station]))
  const rulesById = new Map(rules.map((rule) => [rule.id, rule]))
  const readings = createFeed<readonly CheckedRow[]>()
  const changes = createFeed<null>()
  const desk = createDesk({
    ...{ ...parts, rules: rulesById, now: clock.now },
    onChanges: () => {
      changes.tell(null)
    },
  })
  let door: BrokerDoor | null = null
  const broker = () => door
  const hours = createHourSums()
  const shared = { engine: parts, readings, hours, broker }
  let owns = parts.standsBy !== true
  /** Who stands by tells nobody: the owner does, and who takes over folds again. */
  const announce = (events: readonly Event[]) => (owns ? desk.announce(events) : Promise.resolve())
  let folding = await openFolding({ ...shared, announce })
  return {
    ...{ parts, stations, desk, readings, changes, hours, broker },
    get series() {
      return folding.series
    },
    get fold() {
      return folding.fold
    },
    get surroundings() {
      return folding.surroundings
    },
    get intakesReached() {
      return folding.intakesReached
    },
    get silence() {
      return folding.silence
    },
    get clocks() {
      return folding.clocks
    },
    get pipeline() {
      return folding.pipeline
    },
    connect: (opened) => {
      door = opened
      opened.onConnectionChange((connected) => {
        folding.silence.listen(connected, clock.now())
      })
    },
    owns: () => owns,
    followStore: () => folding.followStore(),
    behindMs: () => folding.behindMs(),
    own: async () => {
      const loaded = await openFolding({ ...shared, announce: desk.announce })
      folding = loaded
      owns = true
    },
  }
}
