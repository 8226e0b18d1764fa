import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { dayMs, hourMs, minuteMs } from '../domain/time.ts'
import { loadNetwork } from './network.ts'
import { loadPatrolPlan } from './patrols.ts'

const shipped = resolve(import.meta.dirname, '../../fixtures/network')
const network = loadNetwork(shipped)
const folder = mkdtempSync(join(tmpdir(), 'qingliu-patrols-'))
afterAll(() => rmSync(folder, { recursive: true }))

const load = (change: (text: string) => string) => {
  const file = join(folder, 'patrols.json')
  writeFileSync(file, change(readFileSync(join(shipped, 'patrols.json'), 'utf8')))
  return loadPatrolPlan(file, network)
}

describe('the plan of patrols', () => {
  it('is shipped: one river and three lakes, once a year, warned of from October', () => {
    expect(load((text) => text)).toEqual({
      waterBodies: ['taipu', 'dianshan', 'yuandang', 'fen'],
      leastPerYear: 1,
      warnAfterMs: 273 * dayMs,
      clock: { markMs: 5 * minuteMs, refuseMs: hourMs },
      teamHead: { order: ['qingpu', 'wujiang', 'jiashan'], firstYear: 2026 },
      jointMeeting: { days: { H1: '07-15', H2: '01-15' }, remindBeforeMs: 14 * dayMs },
      crossBorderTo: {},
    })
  })

  it('counts nothing where the network has no such file, and trusts no clock more', () => {
    const none = loadPatrolPlan(join(folder, 'absent.json'), network)
    expect(none).toMatchObject({ waterBodies: [], clock: { refuseMs: hourMs }, teamHead: null })
  })

  it.each([
    ['"fen"', '"rhine"', 'waterBodies[3]: expected a water body of the network, got "rhine"'],
    ['"P273D"', '"P366D"', 'warnAfter: expected less than a year'],
    ['"P273D"', '"October"', 'warnAfter: expected duration such as PT15M, got "October"'],
    ['"PT5M"', '"PT1H"', 'deviceClock.markBeyond: expected less than refuseFrom'],
    [
      '"wujiang", "jiashan"',
      '"qingpu", "kunshan"',
      'teamHead.order[1]: expected each district once, got "qingpu" again',
    ],
    ['"jiashan"]', '"kunshan"]', 'teamHead.order[2]: expected a district of the zone'],
    ['"firstYear": 2026', '"firstYear": 26', 'teamHead.firstYear: expected year such as 2026'],
    ['"07-15"', '"02-29"', 'jointMeeting.days.H1: expected day such as 07-15, got "02-29"'],
    ['"P14D"', '"P91D"', 'jointMeeting.remindBefore: expected at most P90D'],
    [
      '"leastPerYear"',
      '"crossBorderTo": { "rhine": [] }, "leastPerYear"',
      'crossBorderTo: expected a district of the network, got "rhine"',
    ],
    ['"leastPerYear": 1', '"leastPerYear": 0', 'leastPerYear: expected whole number from 1 to 365'],
  ])('refuses %s as %s', (good, bad, fault) => {
    expect(() => load((text) => text.replace(good, bad))).toThrow(`patrols.json: ${fault}`)
  })
})
