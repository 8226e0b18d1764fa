import { describe, expect, it } from 'vitest'
import { convertUnit, isKnownUnit } from './units.ts'

describe('convertUnit', () => {
  it.each([
    [3.1, 'ug/L', 'mg/L', 0.0031],
    [3.1, 'µg/L', 'mg/L', 0.0031],
    [3.1, 'μg/L', 'mg/L', 0.0031],
    [20, 'mg/m3', 'µg/L', 20],
    [20, 'mg/m³', 'µg/L', 20],
    [0.041, 'mg/m3', 'µg/m³', 41],
    [41_000, 'ng/m3', 'µg/m³', 41],
    [0.0031, 'mg/L', 'ug/l', 3.1],
    [1000, '万个/L', 'cells/L', 1e7],
    [1000, '10^4 cells/L', 'cells/L', 1e7],
    [1000, '10⁴个/L', 'cells/L', 1e7],
    [1e4, 'cells/ml', 'cells/L', 1e7],
    [200, '个/L', 'cells/L', 200],
    [200, 'MPN/L', '个/L', 200],
    [0.5126, 'mS/cm', 'µS/cm', 512.6],
    [512.6, 'us/cm', 'µS/cm', 512.6],
    [51.26, 'mS/m', 'µS/cm', 512.6],
    [14.2, 'C', '℃', 14.2],
    [14.2, '°C', '℃', 14.2],
    [287.35, 'K', '℃', 14.2],
    [57.56, '°F', '℃', 14.2],
    [14.2, '℃', 'K', 287.35],
    [1023.1, 'hPa', 'kPa', 102.31],
    [3600, 'm3/h', 'm³/s', 1],
    [312, 'cm', 'm', 3.12],
    [18, 'km/h', 'm/s', 5],
    [7.68, 'pH', '', 7.68],
    [72, '％', '%', 72],
    [45, 'deg', '°', 45],
    [8.37, ' MG / L ', 'mg/L', 8.37],
  ])('%d %s is %s: %d', (value, from, to, expected) => {
    const conversion = convertUnit(value, from, to)
    expect(conversion).toEqual({ ok: true, value: expect.closeTo(expected, 9) as number })
  })

  it('brings no noise into a conversion by a power of ten', () => {
    expect(convertUnit(3.1, 'ug/L', 'mg/L')).toEqual({ ok: true, value: 0.0031 })
    expect(convertUnit(0.3, 'mg/L', 'µg/L')).toEqual({ ok: true, value: 300 })
  })

  it.each([
    ['furlong', 'm', 'unknown-unit'],
    ['mg/L', 'furlong', 'unknown-unit'],
    ['', 'mg/L', 'impossible-unit'],
    ['mg/L', 'cells/L', 'impossible-unit'],
    ['ppb', 'µg/m³', 'impossible-unit'],
    ['°', '℃', 'impossible-unit'],
    ['constructor', 'mg/L', 'unknown-unit'],
  ] as const)('%s to %s: %s', (from, to, code) => {
    expect(convertUnit(1, from, to)).toEqual({ ok: false, code })
  })
})

describe('isKnownUnit', () => {
  it('knows spellings, not words', () => {
    expect(isKnownUnit('万个/L')).toBe(true)
    expect(isKnownUnit('much')).toBe(false)
  })
})
