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
    })
  })

  it('counts nothing where the network has no such file, and trusts no clock more', () => {
    const none = loadPatrolPlan(join(folder, 'absent.json'), network)
    expect(none).toMatchObject({ waterBodies: [], clock: { refuseMs: hourMs } })
  })

  it.each([
    ['"fen"', '"rhine"', 'waterBodies[3]: expected a water body of the network, got "rhine"'],
    ['"P273D"', '"P366D"', 'warnAfter: expected less than a year'],
    ['"P273D"', '"October"', 'warnAfter: expected duration such as PT15M, got "October"'],
    ['"PT5M"', '"PT1H"', 'deviceClock.markBeyond: expected less than refuseFrom'],
    ['"leastPerYear": 1', '"leastPerYear": 0', 'leastPerYear: expected whole number from 1 to 365'],
  ])('refuses %s as %s', (good, bad, fault) => {
    expect(() => load((text) => text.replace(good, bad))).toThrow(`patrols.json: ${fault}`)
  })
})
