import { Flag, Reason, combineFlags } from '../../src/domain/flags.ts'
import type { QcVerdict } from './series-check.ts'

/** Values of one sampling at one station by catalogue code. */
export type Sampling = ReadonlyMap<string, number>

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

const doSaturationShareMax = 2
const tnRoundingShare = 1.05

/**
 * Doubts that only the parameters of one sampling together can raise: ammonia above total
 * nitrogen is against chemistry; oxygen above 200 % saturation is a probe at fault.
 *
 * @returns catalogue codes in doubt
 */
export function crossDoubts(sampling: Sampling): readonly string[] {
  const found: string[] = []
  const ammonia = sampling.get('w21003')
  const nitrogen = sampling.get('w21001')
  if (ammonia !== undefined && nitrogen !== undefined && ammonia > nitrogen * tnRoundingShare) {
    found.push('w21003', 'w21001')
  }
  const oxygen = sampling.get('w01009')
  const temperature = sampling.get('w01010')
  if (oxygen !== undefined && temperature !== undefined) {
    if (oxygen > doSaturationShareMax * saturationMgL(temperature)) found.push('w01009')
  }
  return found
}

/** The verdict with the doubt of another parameter added. */
export function withCrossDoubt(verdict: QcVerdict): QcVerdict {
  return {
    flag: combineFlags(verdict.flag, Flag.suspect),
    reasons: verdict.reasons | Reason.crossParameter,
  }
}
