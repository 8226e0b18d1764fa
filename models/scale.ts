/** How a series is seen: concentrations spread by factors, and change by factors. */
export type Scale = {
  readonly scale: 'linear' | 'log'
  /** Half a step of it stands for zero on a log scale. */
  readonly decimals: number
}

/** Half a step of the last decimal, in the series' unit. */
export const halfStep = ({ decimals }: Scale): number => 10 ** -decimals / 2

/** A value on its scale. @example toScale({ scale: 'log', decimals: 1 }, 0) // => Math.log(0.05) */
export function toScale(scale: Scale, value: number): number {
  return scale.scale === 'log' ? Math.log(Math.max(value, halfStep(scale))) : value
}

/** The value that stands there on the scale. */
export function fromScale({ scale }: Scale, y: number): number {
  return scale === 'log' ? Math.exp(y) : y
}
