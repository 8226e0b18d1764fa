import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { dayMs, hourMs } from '../domain/time.ts'
import { loadForecastPlan } from './forecasts.ts'
import { loadNetwork } from './network.ts'

const shipped = resolve(import.meta.dirname, '../../fixtures/network')
const network = loadNetwork(shipped)
const folder = mkdtempSync(join(tmpdir(), 'qingliu-plan-'))
afterAll(() => rmSync(folder, { recursive: true }))

const load = (change: (text: string) => string) => {
  const file = join(folder, 'forecasts.json')
  writeFileSync(file, change(readFileSync(join(shipped, 'forecasts.json'), 'utf8')))
  return loadForecastPlan(file, network)
}

describe('the plan of forecasts', () => {
  it('is shipped: every hour, water for a week, air for three days', () => {
    const plan = load((text) => text)
    expect(plan).toMatchObject({ everyMs: hourMs, judgedDays: 30 })
    const aliases = plan!.groups.map(({ parameters }) =>
      parameters.map((code) => network.parameters.find((one) => one.code === code)?.alias),
    )
    expect(aliases).toEqual([
      [
        ...['temp', 'ph', 'do', 'ec', 'turbidity', 'codmn', 'nh3n', 'tp', 'tn'],
        ...['chla', 'algae', 'sb'],
      ],
      ['pm25', 'pm10', 'so2', 'no2', 'o3', 'co'],
    ])
    expect(plan!.groups.map(({ ahead }) => ahead.at(-1)?.untilMs)).toEqual([7 * dayMs, 3 * dayMs])
  })

  it('is none where the network has no such file', () => {
    expect(loadForecastPlan(join(folder, 'absent.json'), network)).toBeNull()
  })

  it.each([
    ['"every": "PT1H"', '"every": "1 h"', 'every: expected duration such as PT1H'],
    ['"w01010"', '"a34004"', 'groups[0].parameters[0]: expected a code of water, got "a34004"'],
    ['"PT1H", "PT3H"', '"PT3H", "PT1H"', 'leads: expected leads in rising order'],
    ['"P60D"', '"P500D"', 'history: expected at most P400D, got 500 days'],
    ['"daysLeast": 14', '"daysLeast": 31', 'judged.daysLeast: expected at most 30, got 31'],
  ])('with %s as %s is refused: %s', (from, to, fault) => {
    expect(() => load((text) => text.replace(from, to))).toThrow(`forecasts.json: ${fault}`)
  })
})
