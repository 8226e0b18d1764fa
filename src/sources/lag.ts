import { median } from 'simple-statistics'
import type {
  ExpectedSource,
  NewestOfSeries,
  SourceKind,
  SourceLag,
  SourceLimit,
} from '../domain/source-lag.ts'
import type { District } from '../domain/network.ts'
import type { Instant } from '../domain/time.ts'

const keyOf = (kind: SourceKind, district: District | null) => `${kind}|${district ?? ''}`

/**
 * How late each source is (R24), by the newest observation of each of its series. A source is late
 * when its newest observation is older than its limit, or when the median of its series came later
 * than that after the observation ended. One of which nothing came yet is not late but new.
 *
 * @param expected  sources in the order of the answer; what came of others is left out
 */
export function sourceLags(
  expected: readonly ExpectedSource[],
  newest: Iterable<NewestOfSeries>,
  limits: readonly SourceLimit[],
  now: Instant,
): SourceLag[] {
  const bySource = new Map<string, NewestOfSeries[]>()
  for (const one of newest) {
    const key = keyOf(one.kind, one.district)
    const others = bySource.get(key)
    if (others === undefined) bySource.set(key, [one])
    else others.push(one)
  }
  return expected.map((source) => {
    const series = bySource.get(keyOf(source.kind, source.district)) ?? []
    return lagOf(source, series, limitOf(limits, source), now)
  })
}

/** A district's own limit, else that of any. */
function limitOf(
  limits: readonly SourceLimit[],
  { kind, district }: ExpectedSource,
): SourceLimit | null {
  const ofKind = limits.filter((one) => one.kind === kind)
  const own = ofKind.find((one) => one.district !== null && one.district === district)
  return own ?? ofKind.find((one) => one.district === null) ?? null
}

function lagOf(
  source: ExpectedSource,
  series: readonly NewestOfSeries[],
  limit: SourceLimit | null,
  now: Instant,
): SourceLag {
  let newestAt: Instant | null = null
  const delays: number[] = []
  for (const { endAt, receivedAt, historical } of series) {
    if (newestAt === null || endAt > newestAt) newestAt = endAt
    // A station's clock may be ahead of ours: that is no lag.
    if (!historical) delays.push(Math.max(0, receivedAt - endAt))
  }
  const ageMs = newestAt === null ? null : Math.max(0, now - newestAt)
  const delay =
    delays.length === 0
      ? null
      : { medianMs: median(delays), worstMs: delays.reduce((worst, one) => Math.max(worst, one)) }
  return {
    ...{ ...source, series: series.length, newestAt, ageMs, delay, limit },
    late: lateBy(ageMs, delay?.medianMs ?? null, limit),
  }
}

function lateBy(
  ageMs: number | null,
  medianMs: number | null,
  limit: SourceLimit | null,
): SourceLag['late'] {
  if (limit === null || ageMs === null) return null
  if (!(ageMs <= limit.ageMs)) return 'age'
  return medianMs !== null && !(medianMs <= limit.delayMs) ? 'delay' : null
}
