import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { hourMs } from '../domain/time.ts'
import { loadNetwork } from './network.ts'
import { loadProductPlan } from './products.ts'

const shipped = resolve(import.meta.dirname, '../../fixtures/network')
const network = loadNetwork(shipped)
const folder = mkdtempSync(join(tmpdir(), 'qingliu-plan-'))
afterAll(() => rmSync(folder, { recursive: true }))

const load = (change: (text: string) => string) => {
  const file = join(folder, 'products.json')
  writeFileSync(file, change(readFileSync(join(shipped, 'products.json'), 'utf8')))
  return loadProductPlan(file, network)
}

describe('the plan of the joint product', () => {
  it('is shipped: three cities, three days and a trend, out by eight in the evening', () => {
    expect(load((text) => text)).toMatchObject({
      draftAtMs: 15 * hourMs,
      dueByMs: 20 * hourMs,
      parties: [{ district: 'qingpu' }, { district: 'wujiang' }, { district: 'jiashan' }],
      mandatoryDays: 3,
      trendDays: 7,
      daysLeast: 7,
    })
  })

  it('names what is released as the folder does, else in general words', () => {
    expect(load((text) => text)?.zone).toEqual({ zh: '示范区', en: 'Demonstration zone' })
    const unnamed = load((text) => {
      const plan = JSON.parse(text) as Record<string, unknown>
      return JSON.stringify({ ...plan, title: undefined, zone: undefined })
    })
    expect(unnamed).toMatchObject({
      title: { en: 'Joint air-quality forecast' },
      zone: { en: 'All districts' },
    })
  })

  it('is none where the network has no such file', () => {
    expect(loadProductPlan(join(folder, 'absent.json'), network)).toBeNull()
  })

  it.each([
    ['"15:00"', '"25:00"', 'draftAt: expected time of day such as 15:00, got "25:00"'],
    ['"15:00"', '"21:00"', 'dueBy: expected a time after draftAt'],
    [
      '"qingpu"',
      '"kunshan"',
      'parties[0].district: expected a district of the zone, got "kunshan"',
    ],
    ['"qingpu"', '"wujiang"', 'parties: expected one party for qingpu, got 0'],
    ['"trendDays": 7', '"trendDays": 2', 'trendDays: expected at least 3, got 2'],
    ['"daysLeast": 7', '"daysLeast": 31', 'climatology.daysLeast: expected at most 30, got 31'],
    ['[10, 10, 20, 25, 30, 30]', '[10]', 'range.halfWidths: expected six half widths, one a level'],
    ['0.25', '1.5', 'primaryShareLeast: expected share between 0 and 1, got 1.5'],
  ])('with %s as %s is refused: %s', (from, to, fault) => {
    expect(() => load((text) => text.replace(from, to))).toThrow(`products.json: ${fault}`)
  })
})
