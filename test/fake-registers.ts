import { readFileSync } from 'node:fs'

/** Registers, patterns and the odds of the AQI, in the shapes of the outer face. */
const folder = new URL('../fixtures/network/', import.meta.url)
type Field = Readonly<Record<string, unknown>> & { readonly id: string }
type Definition = {
  readonly id: string
  readonly name: object
  readonly key: string
  readonly fields: readonly Field[]
}
const { registers: shipped } = JSON.parse(
  readFileSync(new URL('registers.json', folder), 'utf8'),
) as { registers: readonly Definition[] }

const fieldOf = (field: Field) => ({ unit: null, choices: [], ...field })
export const fakeRegisters = shipped.map(({ id, name, key, fields }) => ({
  ...{ id, name, key, entries: 2, changedAt: null },
  fields: fields.map(fieldOf),
}))

const name = { zh: '金泽水源地取水口', en: 'Jinze intake' }
const texts = ['平望印染厂', '黎里加油站']

/** Two entries of any register, of which a search finds those in whose texts it stands. */
export function fakeEntries(register: string, search: string) {
  const { fields, key } = fakeRegisters.find(({ id }) => id === register) ?? fakeRegisters[0]!
  const all = texts.map((told, index) => ({
    ...{ register, key: `r${index + 1}`, version: index + 1, retired: false },
    values: Object.fromEntries<unknown>(
      fields.map(({ id, ...field }) => {
        const type = (field as { readonly type?: string }).type
        if (id === key) return [id, `r${index + 1}`]
        if (type === 'number') return [id, 31.0254 + index]
        if (type === 'district') return [id, 'wujiang']
        if (type === 'list') return [id, ['硫酸', '锑']]
        return [id, type === 'text' ? told : null]
      }),
    ),
    intakes: index === 0 ? [{ station: 'jinze-intake', name, distanceKm: 23.4 }] : [],
  }))
  return all.filter(({ values }) => JSON.stringify(values).includes(search))
}

/** What the engine says of a table that it does not take. */
export const fakeRefusal = {
  ...{ status: 400, code: 'bad-body', detail: 'line 3, lat: expected a number' },
  faults: [
    'line 3, lat: expected a number from 20 up to 40, got "x"',
    'line 5: name: expected a value, got nothing',
  ],
}

export const fakePattern = {
  ...{ id: 'p1', etag: '"31"', station: 'pingwang', rule: 'unusual', colour: 'yellow' },
  shape: [{ parameter: 'w01003', alias: 'turbidity', by: 3.5 }],
  ...{ exercise: false, learnedAt: '2026-11-20T02:00:00.000Z', person: '王', revoked: null },
  ...{ reason: '清洗探头', silenced: 4, lastSilencedAt: '2026-11-22T02:00:00.000Z' },
}

const level = (nth: number, zh: string, en: string, probability: number) => ({
  ...{ level: nth, numeral: '', word: { zh, en }, probability },
})
export const fakeOutlook = {
  ...{ station: 'wujiang-yuexiu', madeAt: '2026-11-23T06:00:00.000Z', runs: [] },
  items: [1, 2, 3].map((leadDay) => ({
    ...{ date: `2026-11-2${3 + leadDay}`, leadDay, aqiMedian: 84, aqiLow: 70, aqiHigh: 100 },
    ...{ rangeProbability: 0.62, forecastHours: 24, published: leadDay < 3, reason: null },
    levels: [
      level(1, '优', 'good', 0.08),
      level(2, '良', 'moderate', 0.71),
      level(3, '轻度污染', 'lightly polluted', 0.21),
    ],
    primaryPollutants: [{ parameter: 'a34004', alias: 'pm2_5', probability: 0.77 }],
  })),
}

export const fakeScores = [1, 2].map((leadDay) => ({
  ...{ area: leadDay === 1 ? 'zone' : 'wujiang', leadDay, n: 12 },
  guidance: { mae: 14.2, inside: 0.58 },
  draft: { mae: 11.9, inside: 0.67 },
}))
