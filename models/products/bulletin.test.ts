import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src/domain/canonical-json.ts'
import { productBulletin } from './bulletin.ts'
import { productCsv } from './csv.ts'
import { fakeDocument, fakeDraft, plan, standard } from './fake-product.ts'
import { markup } from './markup.ts'
import { meaningOf } from './level-words.ts'

const draft = fakeDraft()
const documentWith = (minutes: string, given = draft) => fakeDocument(minutes, given)
const released = documentWith('三方一致')

describe('the exports of a product', () => {
  it('are the same bytes from the same stored inputs, whatever was entered', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (minutes) => {
        const stored = canonicalJson(documentWith(minutes))
        const again = JSON.parse(stored) as typeof released
        expect(canonicalJson(again)).toBe(stored)
        expect(productBulletin(again)).toBe(productBulletin(documentWith(minutes)))
        expect(productCsv(again)).toBe(productCsv(documentWith(minutes)))
      }),
      { numRuns: 40, seed: 20_261_123 },
    )
  })

  it('let nothing that people entered become markup', () => {
    const plain = productBulletin(documentWith('x'))
    const tags = (text: string) => text.match(/<[a-zA-Z!/]/g)!.length
    for (const evil of [
      '<script>alert(1)</script>',
      '"><img src=x onerror=1>',
      "' onload='",
      '&lt;',
    ]) {
      const bulletin = productBulletin(documentWith(evil))
      expect(tags(bulletin)).toBe(tags(plain))
      expect(bulletin).not.toContain('<script')
    }
  })

  it('print in both languages with areas, days, signatures and hashes', () => {
    const bulletin = productBulletin(released)
    expect(bulletin.match(/class="sheet"/g)).toHaveLength(2)
    for (const text of ['示范区', 'Demonstration zone', '嘉善', 'Jiaxing', '沈', released.hash]) {
      expect(bulletin).toContain(text)
    }
    expect(bulletin).not.toMatch(/undefined|NaN|\[object/)
    expect(bulletin).not.toMatch(/url\((?!#)|@import|https?:/)
    expect(bulletin).not.toContain('演示')
    expect(productBulletin({ ...released, demonstration: true })).toContain('演示')
    const correction = { of: 1, reason: '嘉善 D+2 有误' }
    expect(productBulletin({ ...released, correction })).toContain('更正第 1 版：嘉善 D+2 有误')
  })

  it('have the title and the name of all districts of their network', () => {
    const own = { zh: '清溪空气质量预报', en: 'Air of the Qingxi' }
    const bulletin = productBulletin({ ...released, title: own })
    expect([bulletin.includes(`<h1>${own.zh}</h1>`), bulletin.includes(own.en)]).toEqual([
      true,
      true,
    ])
    expect(released.areas[0]).toEqual({ area: 'zone', name: plan.zone })
    const { title, ...before } = released
    expect(title).toEqual(plan.title)
    expect(productBulletin(before)).toContain('<h1>环境空气质量联合预报</h1>')
  })

  it('say where there is no value', () => {
    const cells = draft.cells.map((cell) => ({ ...cell, value: null, reason: 'nothing known' }))
    const bulletin = productBulletin(documentWith('x', { ...draft, cells }))
    expect(bulletin).toContain('资料不足，不作预报')
    expect(bulletin).not.toMatch(/null|undefined|NaN/)
    const [, line] = productCsv(documentWith('x', { ...draft, cells })).split('\r\n')
    expect(line).toMatch(/^zone,1,2026-11-24,false,,,,/)
    expect(line).toContain('nothing known')
  })
})

describe('the lines for a spreadsheet', () => {
  it('are one for each area and day, with the same number of fields', () => {
    const lines = productCsv(released).trimEnd().split('\r\n')
    expect(lines).toHaveLength(1 + 4 * 7)
    expect(lines[0]).toContain('area,leadDay,date,trend,aqiLow,aqiHigh')
    const [first] = released.items
    const { aqiLow, aqiHigh } = first!
    expect(lines[1]).toMatch(new RegExp(`^zone,1,2026-11-24,false,${aqiLow},${aqiHigh},`))
  })

  it.each([
    ['=1+1', "'=1+1"],
    ['多云, "阵雨"', '"多云, ""阵雨"""'],
    ['晴\n转阴', '"晴\n转阴"'],
    ['@x', "'@x"],
  ])('spell %j so that it stays a text', (weather, field) => {
    const items = released.items.map((item) => ({ ...item, weather: { zh: weather, en: weather } }))
    expect(productCsv({ ...released, items })).toContain(`,${field},`)
  })
})

describe('words and markup', () => {
  it('escape what is put into them', () => {
    expect(markup`<b title="${'"<&\''}">${['a', markup`<i>`, null, 1]}</b>`.html).toBe(
      '<b title="&quot;&lt;&amp;&#39;">a<i>1</b>',
    )
  })

  it('tell the worst level touched, and the sensitive groups above 100', () => {
    const { value } = draft.cells[0]!
    const at = (aqiLow: number, aqiHigh: number) =>
      meaningOf(standard, { ...value!, aqiLow, aqiHigh, primaryPollutants: ['a21005'] })
    expect(at(40, 50)).toMatchObject({ levels: [1], levelWords: { zh: '优' }, rgb: [0, 228, 0] })
    expect(at(95, 105)).toMatchObject({
      levels: [2, 3],
      levelWords: { zh: '良至轻度污染', en: 'good to lightly polluted' },
      colour: 'aqi.level.3',
      advice: { zh: standard.levels[2]!.advice },
      sensitiveGroups: [{ zh: '心血管疾病患者' }],
    })
    expect(at(95, 100).sensitiveGroups).toEqual([])
  })
})

it('has the English of each level of the standard’s advice', () => {
  const { value } = draft.cells[0]!
  const advice = standard.levels.map(({ upTo }) => {
    const aqi = upTo ?? 400
    return meaningOf(standard, { ...value!, aqiLow: aqi, aqiHigh: aqi }).advice
  })
  expect(new Set(advice.map(({ en }) => en)).size).toBe(6)
  expect(advice.map(({ zh }) => zh)).toEqual(standard.levels.map((level) => level.advice))
})
