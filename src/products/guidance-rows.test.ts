import { describe, expect, it } from 'vitest'
import { parseGuidance } from './guidance-rows.ts'

const scope = {
  areas: ['zone', 'qingpu'],
  days: 7,
  codes: new Map([
    ['a34004', 'a34004'],
    ['pm25', 'a34004'],
    ['o3', 'a05024'],
  ]),
}
const faultsOf = (text: string, format: 'csv' | 'json' = 'csv') => {
  const parsed = parseGuidance(text, format, scope)
  return parsed.ok ? [] : parsed.faults
}

const cell = {
  ...{ area: 'qingpu', leadDay: 2, aqiLow: 60, aqiHigh: 80, primaryPollutants: ['a34004'] },
  ...{ pm25Low: 40, pm25High: 58, o3Low: null, o3High: null },
}

describe('guidance as rows', () => {
  it.each([
    [
      'csv',
      '\ufeffarea,leadDay,aqiLow,aqiHigh,primaryPollutants,pm25Low,pm25High,o3Low,o3High\r\n' +
        'qingpu,2,60,80,pm25,40,58,,\r\n',
    ],
    [
      'json',
      JSON.stringify({
        items: [{ ...cell, primaryPollutants: ['pm25'], o3Low: undefined, o3High: undefined }],
      }),
    ],
  ] as const)('are read from %s', (format, text) => {
    expect(parseGuidance(text, format, scope)).toEqual({ ok: true, cells: [cell] })
  })

  it('are all named where they are wrong, each with its line', () => {
    const text = [
      'area,leadDay,aqiLow,aqiHigh,primaryPollutants',
      'shanghai,1,50,60,',
      'zone,8,50,600,o3',
      'zone,1,fifty,60,',
      'zone,2,70,60,',
      'zone,3,,60,co',
      'zone,4,50,60,',
      'zone,4,50,61,',
    ].join('\n')
    expect(faultsOf(text)).toEqual([
      'line 2: area: expected one of zone, qingpu, got "shanghai"',
      'line 3: leadDay: expected a whole number from 1 to 7, got 8',
      'line 3: aqiHigh: expected a whole number from 0 to 500, got 600',
      'line 4: aqiLow: expected a whole number from 0 to 500, got "fifty"',
      'line 5: expected aqiLow up to aqiHigh, got 70 and 60',
      'line 6: aqiLow: expected a whole number from 0 to 500, got nothing',
      'line 6: primaryPollutants.0: expected a pollutant of the index, got "co"',
      'line 8: expected zone on day 4 once, got it again',
    ])
  })

  it.each([
    ['area,leadDay,aqiLow,aqiHigh\n', 'csv', 'expected 1 to 1000 rows, got 0'],
    ['area,leadDay\nzone,1,50\n', 'csv', 'expected CSV, got Invalid Record Length'],
    ['[]', 'json', 'expected JSON {"items"'],
    ['{', 'json', 'expected JSON {"items"'],
    ['{"items": [{"area": "zone", "aqi": 5}]}', 'json', 'items.0: '],
  ] as const)('are refused: %s', (text, format, fault) => {
    expect(faultsOf(text, format)[0]).toContain(fault)
  })
})
