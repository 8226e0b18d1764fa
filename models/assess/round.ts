import { roundHalfEven } from '../../src/domain/round.ts'

/**
 * Rounding before a value is held against a limit: half to even, but a value that would become 0
 * keeps one significant digit, so that a trace is not reported as nothing.
 *
 * @param decimals  whole number, 0 to 15
 * @source 地表水自动监测数据处理方法及修约规则
 * @example roundForAssessment(0.00004, 3) // => 0.00004
 */
export function roundForAssessment(value: number, decimals: number): number {
  const rounded = roundHalfEven(value, decimals)
  if (rounded !== 0 || value === 0) return rounded
  const exponent = Number(value.toExponential().split('e')[1])
  return roundHalfEven(value, -exponent)
}
