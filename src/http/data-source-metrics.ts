import { Gauge, type Registry } from 'prom-client'
import type { SourceLag } from '../domain/source-lag.ts'
import { secondMs } from '../domain/time.ts'
import type { DataSourceCapabilities } from './data-sources.ts'

const seconds = (ms: number | null = null) => (ms === null ? null : ms / secondMs)
const lines: readonly (readonly [string, string, (of: SourceLag) => number | null])[] = [
  ['age_seconds', 'Since the end of the newest observation', (of) => seconds(of.ageMs)],
  [
    'delay_median_seconds',
    'From the end of the newest observation of each series to its receipt, median',
    (of) => seconds(of.delay?.medianMs),
  ],
  ['delay_worst_seconds', 'The same, worst', (of) => seconds(of.delay?.worstMs)],
  ['silent_stations', 'Stations that are silent', (of) => of.silent],
  ['late', '1: beyond its limit of sources.json', (of) => (of.late === null ? 0 : 1)],
]

/**
 * Lag of each source of data, `qingliu_data_source_…`, by kind and district; what is not known of a
 * source has no line. They are read once for each scrape.
 */
export function registerDataSourceMetrics(
  registry: Registry,
  { dataSources }: DataSourceCapabilities,
): void {
  let current: Promise<readonly SourceLag[]> | null = null
  const read = () => {
    current ??= dataSources()
      .catch(() => [])
      .finally(() => {
        current = null
      })
    return current
  }
  for (const [name, help, valueOf] of lines) {
    new Gauge({
      name: `qingliu_data_source_${name}`,
      help,
      labelNames: ['source', 'district'],
      registers: [registry],
      async collect() {
        const known = await read()
        this.reset()
        for (const one of known) {
          const value = valueOf(one)
          if (value !== null) this.set({ source: one.kind, district: one.district ?? '' }, value)
        }
      },
    })
  }
}
