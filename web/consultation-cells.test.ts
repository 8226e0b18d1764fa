import { describe, expect, it } from 'vitest'
import type { CellValue } from '../src/domain/product.ts'
import { agreedCells, dayAhead, dissentOn, enteredCell, opinionsOn } from './consultation-cells.ts'

const rest = { pm25Low: null, pm25High: null, o3Low: null, o3High: null, weather: null }
const value = (aqiLow: number, aqiHigh: number): CellValue => {
  return { ...rest, aqiLow, aqiHigh, primaryPollutants: ['a34004'] }
}
const cell = (leadDay: number, said: Readonly<Record<string, CellValue | null>>) => {
  const differs = new Set(Object.values(said).map((one) => one?.aqiLow)).size > 1 ? ['aqiLow'] : []
  const blank = { guidance: null, agreed: null, draft: value(60, 80) }
  return { ...blank, area: 'wujiang', leadDay, said, differs }
}
const alike = cell(1, { shanghai: value(60, 80), suzhou: value(60, 80) })
const apart = cell(2, { shanghai: value(60, 80), suzhou: value(70, 90), jiaxing: value(60, 80) })

describe('a consultation as the page reads it', () => {
  it('names the day of a cell across the end of a month', () => {
    expect(dayAhead('2026-11-30', 1)).toBe('2026-12-01')
  })

  it('puts parties that say the same together', () => {
    const held = opinionsOn(apart).map(({ parties, value: { aqiLow } }) => [aqiLow, parties])
    expect(held).toEqual([
      [60, ['shanghai', 'jiaxing']],
      [70, ['suzhou']],
    ])
  })

  it('holds for dissent what is not the draft, in whatever order its fields come', () => {
    const { aqiLow, ...others } = value(60, 80)
    const mixed = cell(3, { shanghai: { ...others, aqiLow }, suzhou: value(70, 90) })
    expect(dissentOn(mixed).map(({ parties }) => parties)).toEqual([['suzhou']])
  })

  it('agrees on the opinion that was taken, and leaves alone where all say the same', () => {
    const agreed = agreedCells([alike, apart], { 'wujiang 2': '1' })
    expect(agreed).toEqual([{ area: 'wujiang', leadDay: 2, ...value(70, 90) }])
  })

  it('takes the first opinion as well', () => {
    const [agreed] = agreedCells([alike, apart], { 'wujiang 2': '0' })
    expect(agreed?.aqiLow).toBe(60)
  })

  it.each([
    ['above 50 with its pollutants', '51', ['a34004', 'a05024']],
    ['up to 50 with none', '50', []],
  ] as const)('enters a value %s', (_sentence, aqiHigh, primaryPollutants) => {
    const said = { cell: 'wujiang 2', aqiLow: '40', aqiHigh, primary: 'a34004+a05024' }
    expect(enteredCell([alike, apart], { ...said, pm25Low: '20', pm25High: '30' })).toEqual({
      ...{ ...rest, area: 'wujiang', leadDay: 2, aqiLow: 40, aqiHigh: Number(aqiHigh) },
      ...{ primaryPollutants, pm25Low: 20, pm25High: 30 },
    })
  })
})
