/** Quantiles of every forecast: 2.5 %, 5 %, … 97.5 %. */
export const quantileLevels: readonly number[] = Array.from({ length: 39 }, (_, i) => (i + 1) / 40)

const indexOf = (level: number) => Math.round(level * 40) - 1

/** Places of the published quantiles among `quantileLevels`. */
export const levelIndex = {
  low95: indexOf(0.025),
  low80: indexOf(0.1),
  median: indexOf(0.5),
  high80: indexOf(0.9),
  high95: indexOf(0.975),
} as const
