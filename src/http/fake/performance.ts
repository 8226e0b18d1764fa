import type { AlertPerformance } from '../../domain/alert-performance.ts'

export const fakePerformance = (from: number, to: number): AlertPerformance => ({
  ...{
    from,
    to,
    operators: 2,
    exercise: false,
    calls: 4,
    meanPer10Min: 0.5,
    highestPer10Min: 2,
    floodShare: 0.25,
  },
  ...{ standing: 3, standingHidden: 1, chattering: 1, unacknowledged: 2 },
  mostFrequent: [{ rule: 'bloom', station: 'TP-1', calls: 4, share: 1 }],
  colours: { blue: 3, yellow: 1, orange: 0, red: 0, none: 0 },
  ...{ acknowledged: 2, acknowledgeMedianMs: 90_000, acknowledgeP90Ms: null },
})
