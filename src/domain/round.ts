const powersOfTen: readonly number[] = Array.from({ length: 16 }, (_, n) => 10 ** n)
/** Below it, value × 10^decimals carries a floating-point error far under `tieMargin`. */
const fastScaledMax = 1e9
const tieMargin = 1e-6

/**
 * Rounds half to even (四舍六入五成双) as a person would, on the decimal digits of the number and
 * not on its binary value: 2.675 has a tie at two decimals although its double lies below it.
 * Digits after the 15th are noise of unit conversion and count for nothing.
 *
 * @param value     any number; NaN and infinities come back as they are
 * @param decimals  whole number, 0 to 15
 * @returns the double nearest to the rounded decimal number; never -0
 * @source GB/T 8170; 地表水自动监测数据处理方法及修约规则
 * @example roundHalfEven(2.675, 2) // => 2.68
 * @example roundHalfEven(0.125, 2) // => 0.12
 */
export function roundHalfEven(value: number, decimals: number): number {
  if (Number.isInteger(value)) return value + 0
  const power = powersOfTen[decimals] ?? NaN
  const scaled = value * power
  const below = Math.floor(scaled)
  const rest = scaled - below
  if (Math.abs(scaled) < fastScaledMax && Math.abs(rest - 0.5) > tieMargin) {
    return (rest < 0.5 ? below : below + 1) / power + 0
  }
  return roundByDigits(value, decimals)
}

/** The exact way, for ties and large numbers: whole-number arithmetic on 15 significant digits. */
function roundByDigits(value: number, decimals: number): number {
  if (!Number.isFinite(value)) return value
  const [mantissa = '', exponent = ''] = Math.abs(value).toExponential(14).split('e')
  const digits = Number(mantissa.replace('.', ''))
  const dropped = 14 - Number(exponent) - decimals
  if (dropped <= 0) return value
  const unit = powersOfTen[dropped]
  if (unit === undefined) return 0
  const rest = digits % unit
  const kept = (digits - rest) / unit
  const up = rest * 2 > unit || (rest * 2 === unit && kept % 2 === 1)
  const rounded = Number(`${up ? kept + 1 : kept}e-${decimals}`)
  return value < 0 ? -rounded + 0 : rounded
}
