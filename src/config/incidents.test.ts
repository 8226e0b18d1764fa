import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { dayMs, hourMs } from '../domain/time.ts'
import { loadIncidentPlan } from './incidents.ts'
import { loadNetwork } from './network.ts'

const shipped = resolve(import.meta.dirname, '../../fixtures/network')
const network = loadNetwork(shipped)
const folder = mkdtempSync(join(tmpdir(), 'qingliu-incidents-'))
afterAll(() => rmSync(folder, { recursive: true }))

const load = (file: string, change: (text: string) => string) => {
  for (const name of ['incidents.json', 'resources.json']) {
    cpSync(join(shipped, name), join(folder, name))
  }
  writeFileSync(join(folder, file), change(readFileSync(join(shipped, file), 'utf8')))
  return loadIncidentPlan(folder, network)
}

describe('what is prepared for incidents', () => {
  it('is shipped with figures that say that they are unsure', () => {
    expect(load('incidents.json', (text) => text).reports).toMatchObject({
      ...{ certainty: 'memory', intervalsCertainty: 'design' },
      firstWithinMs: { I: 2 * hourMs, II: 2 * hourMs, III: 4 * hourMs, IV: 4 * hourMs },
      ...{ followUpEveryMs: dayMs, resultWithinMs: 3 * dayMs },
    })
  })

  it('is nothing without its file', () => {
    expect(loadIncidentPlan(join(folder, 'absent'), network)).toMatchObject({
      ...{ reports: null, resources: [], requests: { propose: false } },
    })
  })

  it.each([
    ['"I": "PT2H"', '"I": "PT0S"', 'reports.firstWithin.I: expected more than PT0S'],
    ['"PT30M"', '"PT0S"', 'requests.answerWithin: expected more than PT0S'],
    ['"P1D"', '"daily"', 'reports.followUpEvery: expected duration such as PT15M, got "daily"'],
    ['"w20004"', '"sb"', `reports.asMajor.heavyMetals[0]: expected a parameter's code, got "sb"`],
    ['"certainty": "memory"', '"certainty": "so"', 'reports.certainty: expected one of sure, '],
  ])('refuses %s as %s', (good, bad, fault) => {
    expect(() => load('incidents.json', (text) => text.replace(good, bad))).toThrow(
      `incidents.json: ${fault}`,
    )
  })

  it('registers what each district of the zone has, all of it made up', () => {
    const { resources } = load('resources.json', (text) => text)
    const boats = resources.filter(({ kind }) => kind === 'boat').map(({ district }) => district)
    expect(boats).toEqual(['jiashan', 'qingpu', 'wujiang'])
    expect(new Set(resources.map(({ certainty }) => certainty))).toEqual(new Set(['synthetic']))
  })

  it.each([
    ['"qingpu-vehicle-2"', '"qingpu-vehicle-1"', '[2].id: expected each id once, got "qingpu-veh'],
    ['"district": "qingpu"', '"district": "x"', '[0].district: expected a district of the network'],
    ['"kind": "boat"', '"kind": "ship"', '[0].kind: expected one of boat, vehicle, instrument'],
    ['"qingpu-boat-1"', '"Boat 1"', '[0].id: expected a-z, 0-9 and -, got "Boat 1"'],
  ])('refuses %s as %s', (good, bad, fault) => {
    expect(() => load('resources.json', (text) => text.replace(good, bad))).toThrow(
      `resources.json: ${fault}`,
    )
  })
})
