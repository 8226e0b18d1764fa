import { describe, expect, it } from 'vitest'
import { fakeDraft } from './fake-consultation.ts'
import { cellsFault } from './entered-cells.ts'

const draft = fakeDraft()
const cell = { area: 'qingpu', leadDay: 1, aqiLow: 40, aqiHigh: 60 }

describe('entered cells', () => {
  it.each([
    ['a range', [cell]],
    [
      'everything',
      [{ ...cell, primaryPollutants: ['a05024'], pm25Low: 1, pm25High: 2, weather: '晴' }],
    ],
    ['no pollutant where there is none to have', [{ ...cell, aqiHigh: 50, primaryPollutants: [] }]],
    ['no guidance', [{ ...cell, weather: null }]],
    ['several cells', [cell, { ...cell, leadDay: 2 }]],
  ])('take %s', (_, values) => {
    expect(cellsFault(values, draft)).toBeNull()
  })

  it.each([
    ['no list', {}, 'expected a list with a value'],
    ['nothing', [], 'expected a list with a value'],
    ['a number', [1], '[0]: expected an object'],
    ['a cell twice', [cell, cell], '[1]: expected qingpu 1 once'],
    ['a strange area', [{ ...cell, area: 'kunshan' }], 'a cell of the draft, got kunshan 1'],
    ['a strange day', [{ ...cell, leadDay: 9 }], 'expected area and leadDay'],
    ['a strange field', [{ ...cell, aqi: 50 }], 'aqi: expected no such field'],
    ['bounds the wrong way round', [{ ...cell, aqiLow: 61 }], 'aqiLow: expected whole numbers'],
    ['half a number', [{ ...cell, aqiLow: 40.5 }], 'aqiLow: expected whole numbers'],
    ['more than can be', [{ ...cell, aqiHigh: 501 }], 'aqiLow: expected whole numbers'],
    ['half a range', [{ ...cell, o3Low: 40 }], 'o3Low: expected whole numbers'],
    ['a strange pollutant', [{ ...cell, primaryPollutants: ['x'] }], 'expected codes of'],
    ['one twice', [{ ...cell, primaryPollutants: ['a05024', 'a05024'] }], 'each once'],
    ['none above 50', [{ ...cell, primaryPollutants: [] }], 'exactly where the AQI passes 50'],
    [
      'one up to 50',
      [{ ...cell, aqiHigh: 50, primaryPollutants: ['a05024'] }],
      'exactly where the AQI passes 50',
    ],
    ['none above 50 where the draft has none either', [{ ...cell, leadDay: 3 }], 'exactly where'],
    ['an endless sentence', [{ ...cell, weather: '晴'.repeat(201) }], 'at most 200 characters'],
  ])('refuse %s', (_, values, fault) => {
    expect(cellsFault(values, draft)).toContain(fault)
  })
})
