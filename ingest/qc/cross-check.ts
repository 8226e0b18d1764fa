import type { CrossLimits } from '../../src/domain/quality.ts'
import type { RawReading } from '../../src/domain/reading.ts'

/**
 * Oxygen at saturation and 1 atm, mg/L.
 *
 * @param temperatureC  water temperature, above -31.6
 * @source 468/(31.6 + T), quoted from HJ 2.3; unverified, used for a doubt only
 * @example saturationMgL(20) // => 9.069767441860465
 */
export function saturationMgL(temperatureC: number): number {
  return 468 / (31.6 + temperatureC)
}

const temperatureCode = 'w01010'
const oxygenCode = 'w01009'
const ammoniaCode = 'w21003'
const nitrogenCode = 'w21001'

const oxygenDoubt = 1
const nitrogenDoubt = 2

/**
 * Doubts that only the parameters of one sampling together can raise: ammonia above total
 * nitrogen is against chemistry; oxygen far above saturation is a probe at fault. Values that the
 * station itself disowns, or that only bound the truth, say nothing of others.
 *
 * @param sampling  readings of one station; a loop and no map, since every message has one
 * @returns for {@link isCrossDoubted}; 0 where there is no doubt
 */
export function crossDoubts(sampling: readonly RawReading[], limits: CrossLimits): number {
  let temperature = NaN
  let oxygen = NaN
  let ammonia = NaN
  let nitrogen = NaN
  const place = sampling[0]?.depthM
  for (const { parameter, value, sourceFlag, qualifier, depthM } of sampling) {
    // At another depth the water is another.
    if (depthM !== place) return 0
    if (sourceFlag !== 'normal' || qualifier !== '') continue
    if (parameter === temperatureCode) temperature = value
    else if (parameter === oxygenCode) oxygen = value
    else if (parameter === ammoniaCode) ammonia = value
    else if (parameter === nitrogenCode) nitrogen = value
  }
  // A comparison with NaN is false: where one is absent there is no doubt.
  const supersaturated = oxygen > limits.oxygenSaturationShare * saturationMgL(temperature)
  const impossible = ammonia > limits.ammoniaNitrogenShare * nitrogen
  return (supersaturated ? oxygenDoubt : 0) | (impossible ? nitrogenDoubt : 0)
}

/** Whether a parameter is among those in doubt. */
export function isCrossDoubted(doubts: number, parameter: string): boolean {
  if (doubts === 0) return false
  if (parameter === oxygenCode) return (doubts & oxygenDoubt) !== 0
  const isNitrogen = parameter === ammoniaCode || parameter === nitrogenCode
  return isNitrogen && (doubts & nitrogenDoubt) !== 0
}
