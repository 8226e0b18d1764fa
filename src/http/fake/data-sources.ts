import type { SourceLag } from '../../domain/source-lag.ts'
import { hourMs, minuteMs } from '../../domain/time.ts'
import { fakeNow } from './samples.ts'

export const fakeSources: readonly SourceLag[] = [
  {
    ...{ kind: 'water-stations', district: 'qingpu', stations: 18, silent: 2, series: 90 },
    ...{ newestAt: fakeNow - hourMs, ageMs: hourMs, late: 'age' },
    delay: { medianMs: 1_500, worstMs: 2 * minuteMs },
    limit: { kind: 'water-stations', district: null, delayMs: minuteMs, ageMs: minuteMs },
  },
  {
    ...{ kind: 'guidance', district: null, stations: 0, silent: 0, series: 0 },
    ...{ newestAt: null, ageMs: null, delay: null, limit: null, late: null },
  },
]
