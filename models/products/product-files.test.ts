import { describe, expect, it } from 'vitest'
import { productBulletin } from './bulletin.ts'
import { chineseWords, englishWords } from './bulletin-words.ts'
import { productCsv } from './csv.ts'
import { fakeDocument, fakeDraft } from './fake-product.ts'
import { productMap } from './map-image.ts'
import { productCf } from './product-cf.ts'

const draft = fakeDraft()
const [first] = draft.cells
/** Nothing was agreed for the zone on the first day. */
const cells = draft.cells.map((cell) =>
  cell === first ? { ...cell, value: null, reason: '?' } : cell,
)
const released = fakeDocument('三方一致', { ...draft, cells })

describe('the map of a product', () => {
  it('stands alone, in either language, and is of one day', () => {
    const chinese = productMap(released, 2, chineseWords)
    expect(chinese).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
    expect(chinese.match(/<svg/g)).toHaveLength(1)
    expect(chinese).toContain('<style>text')
    expect(chinese).toContain('2026-11-23 v1: 2026-11-25</title>')
    expect(chinese).toContain('吴江')
    expect(productMap(released, 2, englishWords)).toContain('Wujiang')
    expect(productMap(released, 3, chineseWords)).not.toBe(chinese)
  })
})

describe('a product by the CF conventions', () => {
  const { dimensions, variables, attributes } = productCf(released)
  const variable = (name: string) => variables.find((one) => one.name === name)!

  it('has areas and days as its coordinates', () => {
    expect(dimensions).toEqual({ area: 4, time: 7, bnds: 2 })
    expect(attributes).toMatchObject({ Conventions: 'CF-1.11', product_hash: released.hash })
    const [dayStart, dayEnd] = variable('time_bnds').values as Float64Array
    expect(dayStart).toBe(Date.parse('2026-11-24T00:00:00+08:00') / 1_000)
    expect(dayEnd! - dayStart!).toBe(86_400)
    const named = variable('area').attributes['flag_meanings'] as string
    expect(named.split(' ')).toEqual(released.areas.map(({ area }) => area))
  })

  it('has what was agreed in its cell, and nothing where nothing was', () => {
    for (const [at, { area }] of released.areas.entries()) {
      const own = released.items.filter((item) => item.area === area)
      const lows = (variable('aqi_low').values as Float32Array).slice(at * 7, at * 7 + 7)
      expect([...lows]).toEqual(own.map(({ aqiLow }) => aqiLow ?? NaN))
      const primary = variable('primary_a34004').values as Int8Array
      const told = own.map(({ primaryPollutants }) => Number(primaryPollutants.includes('a34004')))
      expect([...primary.slice(at * 7, at * 7 + 7)]).toEqual(told)
    }
    const lows = variable('aqi_low').values as Float32Array
    expect([...lows].filter(Number.isNaN)).toHaveLength(1)
  })
})

it('says in every spelling that it was agreed in a drill, and else nothing of drills', () => {
  const spellings = (of: typeof released) => [
    ...[productBulletin(of), productMap(of, 1, chineseWords), productMap(of, 1, englishWords)],
    ...[productCsv(of), JSON.stringify(productCf(of).attributes)],
  ]
  // Advice speaks of exercise outdoors too.
  const marks = /演练|exercise: not|,exercise\r?\n/i
  const drill = { ...released, exercise: true } as const
  expect(spellings(drill).map((text) => marks.test(text))).toEqual([true, true, true, true, true])
  expect(spellings(released).filter((text) => marks.test(text))).toEqual([])
})
