import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../domain/errors.ts'
import { standardAt } from '../domain/standards.ts'
import { parseInstant } from '../domain/time.ts'
import { loadStandards } from './standards.ts'

const shipped = fileURLToPath(new URL('../../fixtures/network/standards', import.meta.url))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'standards-'))
  cpSync(shipped, folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true }))

function edit(file: string, from: string | RegExp, to: string): void {
  const path = join(folder, file)
  const before = readFileSync(path, 'utf8')
  const after = before.replace(from, to)
  expect(after).not.toBe(before)
  writeFileSync(path, after)
}

function faults(): string[] {
  try {
    loadStandards(folder)
  } catch (error) {
    expect(error).toBeInstanceOf(AppError)
    expect((error as AppError).code).toBe('config')
    return (error as AppError).message.split('\n')
  }
  return []
}

describe('loadStandards', () => {
  it('reads the shipped tables', () => {
    const standards = loadStandards(shipped)
    expect(standards.aqi.map((table) => table.id)).toEqual(['HJ 633-2012', 'HJ 633-2026'])
    expect(standards.surfaceWater[0]?.factors).toHaveLength(24)
    expect(standards.airQuality).toHaveLength(2)
    expect(standards.tli[0]?.terms).toHaveLength(5)
    expect(standards.bloom[0]?.grades).toHaveLength(5)
    expect(standards.bloomTiers).toHaveLength(1)
  })

  it('carries the antimony limit for drinking-water sources', () => {
    const [table] = loadStandards(shipped).surfaceWater
    expect(table?.sourceLimits.find((one) => one.code === 'w20004')?.limit).toBe(0.005)
  })

  it('has one line for each fault, with file, path, expectation and what came', () => {
    edit('tli.json', '"intercept": 2.5', '"intercept": "2.5"')
    edit('tli.json', '"correlation": 0.84', '"correlation": 84')
    expect(faults()).toEqual([
      'tli.json: terms[0].intercept: expected number, got "2.5"',
      'tli.json: terms[1].correlation: expected number of at most 1, got 84',
    ])
  })

  it.each([
    [
      'bloom-tiers.json',
      '"kind": "bloom-tiers"',
      '"kind": "tiers"',
      /kind: expected surface-water/,
    ],
    [
      'bloom-tiers.json',
      '"colour": "blue"',
      '"colour": "green"',
      /tiers\[0\].colour: expected blue or/,
    ],
    ['tli.json', '{', '{"extra": 1,', /\(root\): expected no key extra/],
    ['tli.json', '"2001-01-01"', '"2001-13-01"', /effectiveFrom: expected date, got "2001-13-01"/],
    ['tli.json', '}', '', /\(root\): expected JSON/],
  ])('%s with %s -> %s is a fault', (file, from, to, expected) => {
    edit(file, from, to)
    expect(faults()[0]).toMatch(expected)
  })

  it('refuses limits and breakpoints out of order', () => {
    edit('surface-water-gb3838-2002.json', '[7.5, 6, 5, 3, 2]', '[7.5, 6, 5, 3, 4]')
    edit('aqi-hj633-2026.json', '[0, 35, 60, 115', '[0, 35, 35, 115')
    expect(faults()).toEqual([
      expect.stringMatching(/pollutants\[5\]\.day\.points: expected strictly rising numbers, got/),
      expect.stringMatching(/factors\[1\]\.limits: expected limits that do not rise .*, got/),
    ])
  })

  it('misses a kind of table and refuses an id given twice', () => {
    rmSync(join(folder, 'tli.json'))
    edit('aqi-hj633-2012.json', '"id": "HJ 633-2012"', '"id": "HJ 633-2026"')
    expect(faults()).toEqual([
      "*.json: kind: expected a table of kind 'tli', got none",
      "*.json: id: expected each id once, got 'HJ 633-2026' again",
    ])
  })

  it('names a folder that is not there', () => {
    expect(() => loadStandards(join(folder, 'none'))).toThrow(/expected a folder of standards/)
  })
})

describe('standardAt', () => {
  const { aqi, airQuality, surfaceWater } = loadStandards(shipped)
  const at = (text: string) => parseInstant(text) ?? NaN

  it.each([
    ['2026-03-01T00:00:00+08:00', 'HJ 633-2026'],
    ['2026-02-28T23:59:59+08:00', 'HJ 633-2012'],
    ['2026-02-28T16:00:00Z', 'HJ 633-2026'],
    ['2026-02-28T15:59:59Z', 'HJ 633-2012'],
    ['2015-12-31T23:59:59+08:00', undefined],
  ])('at %s: %s', (text, id) => {
    expect(standardAt(aqi, at(text))?.id).toBe(id)
  })

  it('changes the air limits by their own date, and keeps the water limits', () => {
    const before = standardAt(airQuality, at('2030-12-31T23:00:00+08:00'))
    const after = standardAt(airQuality, at('2031-01-01T00:00:00+08:00'))
    const pm25Day = (table: typeof before) =>
      table?.limits.find((one) => one.code === 'a34004' && one.averaging === 'day')?.classII
    expect([pm25Day(before), pm25Day(after)]).toEqual([60, 50])
    expect(standardAt(surfaceWater, at('2031-01-01T00:00:00+08:00'))?.id).toBe('GB 3838-2002')
  })

  it('takes the table begun last when two hold', () => {
    const [first] = aqi
    const later = { ...first!, id: 'later', effectiveFrom: '2020-01-01' }
    expect(standardAt([later, first!], at('2021-01-01T00:00:00Z'))?.id).toBe('later')
    expect(standardAt([first!, later], at('2021-01-01T00:00:00Z'))?.id).toBe('later')
  })
})
