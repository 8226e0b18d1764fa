import { seriesKeyOf } from '../src/domain/reading.ts'
import { formatInstant, type Instant } from '../src/domain/time.ts'

/** One value that must stand in the store once its message has a receipt. */
export type Key = { readonly series: string; readonly at: Instant; readonly value: number }

/** One message of a gateway, the same in every run of a seed. */
export type ProveMessage = {
  readonly station: string
  readonly topic: 'obs' | 'hj212'
  /** Time of the run at which it is first sent. */
  readonly dueMs: number
  /** Sent only once this one has its receipt. */
  readonly after: ProveMessage | null
  /** Sent again so much later, whether it has its receipt or not. */
  readonly copiesMs: readonly number[]
  /** `id` names message and attempt; a gateway of HJ 212 has no place for it. */
  readonly payload: (id: string, seq: number) => string | Uint8Array
  /** What its receipt names; 'station': nothing, and the next one of the station answers. */
  readonly answeredBy: { readonly qn: string } | 'id' | 'station'
  readonly keys: () => readonly Key[]
  /** Values refused for good. */
  readonly refused: number
  /** Makes its condition begin. */
  readonly begins: boolean
}

export type InputOptions = {
  readonly seed: number
  /** Values a second. */
  readonly rate: number
  readonly durationMs: number
  /** Observation time of the first message. */
  readonly startAt: Instant
}

/** Stations with an obs/1 gateway, of every kind that sends by itself. */
export const obsStations = [
  ...['pingwang', 'lili', 'luxu', 'jinze-hydro', 'dingzha-gate', 'changbaidang-intake'],
  ...['taipu-rawwater', 'jishuigang', 'dazhushe', 'dazhushe-buoy', 'dianshan-centre'],
  ...['dianshan-north', 'yuandang', 'fenhu-centre', 'yuhuitang', 'hongqitang'],
] as const

type Sampling = {
  readonly station: string
  readonly at: Instant
  readonly values: ReadonlyMap<string, number>
  /** One more value, of a parameter that nobody knows. */
  readonly bad?: boolean
  readonly historical?: boolean
}

/** An `obs/1` message and how it is sent. */
export function obsMessage(
  { station, at, values, bad = false, historical = false }: Sampling,
  sent: Pick<ProveMessage, 'dueMs'> & Partial<ProveMessage>,
): ProveMessage {
  const time = formatInstant(at)
  const more = { ...(bad && { 'no-such-parameter': 1 }) }
  return {
    station,
    topic: 'obs',
    after: null,
    copiesMs: [],
    payload: (id, seq) =>
      JSON.stringify({
        ...{ schema: 'obs/1', id, session: 'prove', seq, time },
        ...{ values: { ...Object.fromEntries(values), ...more }, historical },
      }),
    answeredBy: 'id',
    keys: () =>
      Array.from(values, ([parameter, value]) => {
        const key = { station, parameter, period: 'PT0S', depthM: null }
        return { series: seriesKeyOf({ ...key, source: 'automatic' }), at, value }
      }),
    refused: bad ? 1 : 0,
    begins: false,
    ...sent,
  }
}
