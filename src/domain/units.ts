/**
 * Units of measurement as stations spell them, and the conversion of values between them.
 * A unit belongs to one dimension; within it, base value = value × factor + offset.
 */
type Unit = { readonly dimension: string; readonly factor: number; readonly offset: number }

export type Conversion =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly code: 'unknown-unit' | 'impossible-unit' }

/** Units of each dimension by folded spelling (see `foldSpelling`), with the factor to its base. */
const linearUnits: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  // 1 mg/m3 is 1 ug/L: mass in a volume of water and of air is one dimension. Base: ng/m3.
  'mass per volume': {
    'ng/m3': 1,
    'ug/m3': 1e3,
    'ng/l': 1e3,
    'mg/m3': 1e6,
    'ug/l': 1e6,
    'g/m3': 1e9,
    'mg/l': 1e9,
    'g/l': 1e12,
  },
  // Cells, bacteria (个, CFU, MPN). 1000 万个/L = 10^7 cells/L = 10^4 cells/mL.
  'count per volume': {
    'cells/l': 1,
    'cell/l': 1,
    '个/l': 1,
    'cfu/l': 1,
    'mpn/l': 1,
    'cells/ml': 1e3,
    'cell/ml': 1e3,
    '个/ml': 1e3,
    '万个/l': 1e4,
    '万cells/l': 1e4,
    '104cells/l': 1e4,
    '104个/l': 1e4,
  },
  conductivity: { 'us/cm': 1, 'ms/m': 10, 'ms/cm': 1e3, 's/m': 1e4 },
  turbidity: { ntu: 1 },
  flow: { 'l/s': 1e-3, 'm3/s': 1, 'm3/h': 1 / 3600, 'm3/d': 1 / 86_400 },
  length: { mm: 1, cm: 10, m: 1e3, km: 1e6 },
  speed: { 'cm/s': 0.01, 'm/s': 1, 'km/h': 1 / 3.6 },
  angle: { '°': 1, deg: 1, 度: 1 },
  share: { '%': 1 },
  pressure: { pa: 1, hpa: 100, mbar: 100, kpa: 1e3 },
  voltage: { mv: 1, v: 1e3 },
  acidity: { '': 1, ph: 1, 无量纲: 1 },
  // Known, but of no fixed size in any other dimension: it depends on substance and temperature.
  'mixing ratio': { ppb: 1, ppm: 1e3 },
}

const temperature = (factor: number, offset: number): Unit => ({
  dimension: 'temperature',
  factor,
  offset,
})
const celsius = temperature(1, 0)
const kelvin = temperature(1, -273.15)
const fahrenheit = temperature(5 / 9, -160 / 9)

const bySpelling = new Map<string, Unit>([
  ...Object.entries(linearUnits).flatMap(([dimension, units]) =>
    Object.entries(units).map(([name, factor]): [string, Unit] => [
      name,
      { dimension, factor, offset: 0 },
    ]),
  ),
  ...['°c', 'c', 'degc', 'cel'].map((name): [string, Unit] => [name, celsius]),
  ...['k', '°k'].map((name): [string, Unit] => [name, kelvin]),
  ...['°f', 'f', 'degf'].map((name): [string, Unit] => [name, fahrenheit]),
])

/** Spellings met on nearly every message, so that they need no folding. */
for (const text of ['℃', 'mg/L', 'µg/L', 'µS/cm', 'NTU', 'cells/L', 'µg/m³', 'm³/s', 'kPa']) {
  const unit = bySpelling.get(foldSpelling(text))
  if (unit !== undefined) bySpelling.set(text, unit)
}

/**
 * One spelling for the many: both code points of micro, superscripts, `℃` and full-width forms
 * (by NFKC), letter case, blanks, `^`, `10×`. No two units here differ by letter case alone.
 */
function foldSpelling(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll('μ', 'u')
    .replace(/[\s^×*]/g, '')
    .toLowerCase()
}

function unitOf(text: string): Unit | undefined {
  return bySpelling.get(text) ?? bySpelling.get(foldSpelling(text))
}

/** Whether the spelling names a unit. @example isKnownUnit('万个/L') // => true */
export function isKnownUnit(text: string): boolean {
  return unitOf(text) !== undefined
}

/**
 * Converts a value between two units of one dimension.
 *
 * @param from  any known spelling, e.g. `ug/L`, `μg/L`, `mg/m3`, `万个/L`, `℃`
 * @returns the value, unrounded; `unknown-unit` when a spelling is not known, `impossible-unit`
 *   when the two measure different things
 * @example convertUnit(3.1, 'ug/L', 'mg/L') // => { ok: true, value: 0.0031 }
 */
export function convertUnit(value: number, from: string, to: string): Conversion {
  const source = unitOf(from)
  const target = unitOf(to)
  if (source === undefined || target === undefined) return { ok: false, code: 'unknown-unit' }
  if (source === target) return { ok: true, value }
  if (source.dimension !== target.dimension) return { ok: false, code: 'impossible-unit' }
  if (source.offset !== target.offset) {
    const base = value * source.factor + source.offset
    return { ok: true, value: (base - target.offset) / target.factor }
  }
  // One multiplication or division by a whole power of ten rounds only once.
  const up = source.factor >= target.factor
  return {
    ok: true,
    value: up ? value * (source.factor / target.factor) : value / (target.factor / source.factor),
  }
}
