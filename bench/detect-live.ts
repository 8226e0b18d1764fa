import { loadStories, storiesBySeries, type Story } from '../fixtures/simulator/story.ts'
import { createSimulator } from '../fixtures/simulator/simulator.ts'
import { rhythm } from '../models/detectors/rhythm.ts'
import { warming, type Detector } from '../models/detectors/detector.ts'
import { foldReading } from '../models/signals/fold.ts'
import { createStationMemory, type StationMemory } from '../models/signals/signal.ts'
import { loadNetworkData } from '../src/config/network-data.ts'
import type { Event } from '../src/domain/event.ts'
import { Flag } from '../src/domain/flags.ts'
import { dayMs, hourMs, type Instant } from '../src/domain/time.ts'
import { createJudgements, createSignalRule } from '../src/judge.ts'
import { createMemory, decodersOf } from '../src/memory.ts'
import { createReceive } from '../src/receive.ts'
import type { CheckedRow, SeriesMemory } from '../src/series.ts'
import { figure, printTable } from './detect-run.ts'

/**
 * The signal of unusual readings over the demonstration network's water stations, as the engine
 * folds their messages, beside the same signal with the model of each series alone (`rhythm`).
 * Nobody tunes by it: each seed is a season of its own, and the first days teach alone.
 */
const seeds = [11, 12, 13]
const calmDays = 44
const storyDays = 34
const taughtDays = 14
const fromAt = Date.UTC(2026, 2, 1)
/** The stories begin up to 60 h before their hour 0, and an alarm counts for two days. */
const storyAt = fromAt + (storyDays - 4) * dayMs
const foundWithinMs = 2 * dayMs
const told = ['taipu-antimony', 'hongqitang-drift']

const data = loadNetworkData('fixtures/network')
const isWater = new Set(
  data.network.parameters.flatMap(({ code, medium, statistics }) =>
    medium === 'water' && statistics ? [code] : [],
  ),
)
const network = {
  ...data.network,
  stations: data.network.stations.filter(
    ({ kind, parameters }) => kind !== 'air' && parameters.some(({ code }) => isWater.has(code)),
  ),
}

type Side = { readonly name: string; readonly take: (row: CheckedRow) => Event[] }
type Alarm = { readonly side: string; readonly event: Event }

export function benchLive(): void {
  const calm = seeds.map((seed) => ({ seed, ...simulate(seed, calmDays, []) }))
  const days = calmDays - taughtDays
  printTable(`simulated stations, ${days} days without a story`, [
    ['detector', 'seed', 'alarms', 'a station and day', 'of those blue', 'wanted at most'],
    ...calm.flatMap(({ seed, alarms, models }) =>
      ['live', 'rhythm'].map((side) => {
        const found = alarms.filter((alarm) => alarm.side === side)
        const blue = found.filter(({ event }) => event.colour === 'blue').length
        const share = figure(found.length / network.stations.length / days)
        const wanted = figure(0.1 * days * models[side]!, 0)
        return [side, String(seed), String(found.length), share, String(blue), wanted]
      }),
    ),
  ])
  const stories = loadStories('fixtures/scenarios').filter(({ name }) => told.includes(name))
  const delays = seeds.map((seed) => delaysOf(stories, simulate(seed, storyDays, stories).alarms))
  printTable(`hours from the beginning of a story to its alarm, seeds ${seeds.join(', ')}`, [
    ['story', 'station', 'live', 'rhythm'],
    ...delays[0]!.map(({ story, station }, nth) => [
      ...[story, station],
      ...['live', 'rhythm'].map((side) =>
        delays.map((ofSeed) => figure(ofSeed[nth]!.hours[side] ?? null, 1)).join(', '),
      ),
    ]),
  ])
}

/** Live alarms after the days that teach, and how many models each side has. */
function simulate(seed: number, days: number, stories: readonly Story[]) {
  const simulator = createSimulator({ network, seed, stories, startAt: storyAt })
  const { series, fold } = createMemory({ ...data, network, now: fromAt }, new Map())
  const sides: Side[] = [
    { name: 'live', take: (row) => fold.take(row) },
    { name: 'rhythm', take: createRhythms() },
  ]
  const receive = createReceive({
    stations: new Map(network.stations.map((station) => [station.id, station])),
    ...decodersOf(network),
    onSentAt: () => undefined,
  })
  const alarms: Alarm[] = []
  for (let at = fromAt; at < fromAt + days * dayMs; at += dayMs) {
    for (const { station, payload, dueAt } of simulator.messagesBetween(at, at + dayMs)) {
      const { readings } = receive(`qingliu/v1/${station}/obs`, Buffer.from(payload), dueAt)
      for (const row of series.check(readings, dueAt)) {
        for (const { name, take } of sides) {
          const begun = take(row).filter(
            ({ rule, phase }) => rule === 'unusual' && phase === 'begin',
          )
          alarms.push(...begun.map((event) => ({ side: name, event })))
        }
      }
    }
  }
  const judged = series.all().filter(({ sampled, detector }) => sampled || detector !== null)
  const groups = new Set(judged.map((one) => one.place?.group ?? one))
  return {
    alarms: alarms.filter(({ event }) => event.observedAt >= fromAt + taughtDays * dayMs),
    models: { live: groups.size, rhythm: judged.length } as Readonly<Record<string, number>>,
  }
}

/** Each series by its own level and rhythm, as slow ones are judged. */
function createRhythms(): (row: CheckedRow) => Event[] {
  const judgeOf = createJudgements(data.standards, network, fromAt)
  const rules = new Map(data.rules.map((rule) => [rule.id, createSignalRule(rule)]))
  const memories = new Map<string, StationMemory>()
  const detectors = new Map<SeriesMemory, Detector>()
  return (row) => {
    const { series } = row
    const { station, about, cadenceMs } = series
    if (!isWater.has(about.code)) return []
    const memory = memories.get(station.id) ?? createStationMemory()
    memories.set(station.id, memory)
    const nature = { scale: about.scale, decimals: about.decimals.hour, cadenceMs }
    const detector = detectors.get(series) ?? rhythm.create(nature)
    detectors.set(series, detector)
    const usable = row.ahead && row.flag !== Flag.fail && row.qualifier === ''
    const scored = usable ? detector.score(row.observedAt, row.value) : warming
    const seen = { ...row, scored, sampled: null }
    const events = foldReading(station, memory, seen, judgeOf(station), rules, () => ({}))
    if (usable) detector.learn(row.observedAt, row.value)
    return events
  }
}

type Delay = {
  readonly story: string
  readonly station: string
  readonly hours: Readonly<Record<string, number | null>>
}

function delaysOf(stories: readonly Story[], alarms: readonly Alarm[]): Delay[] {
  return stories.flatMap((story) => {
    const begins = new Map<string, Instant>()
    for (const [key, effects] of storiesBySeries([story], network)) {
      const station = key.split('|')[0]!
      for (const { effect, lagMs } of effects) {
        if (effect.kind === 'stuck') continue
        const at = storyAt + lagMs + effect.weight[0]![0] * hourMs
        begins.set(station, Math.min(at, begins.get(station) ?? Infinity))
      }
    }
    return [...begins].map(([station, beganAt]) => {
      const hoursOf = (side: string) => {
        const first = alarms.find(
          ({ side: one, event }) =>
            one === side &&
            event.station === station &&
            event.observedAt >= beganAt &&
            event.observedAt <= beganAt + foundWithinMs,
        )
        return first === undefined ? null : (first.event.observedAt - beganAt) / hourMs
      }
      const hours = { live: hoursOf('live'), rhythm: hoursOf('rhythm') }
      return { story: story.name, station, hours }
    })
  })
}
