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
  for (const name of ['incidents.json']) {
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
    expect(loadIncidentPlan(join(folder, 'absent'), network)).toMatchObject({ reports: null })
  })

  it.each([
    ['"I": "PT2H"', '"I": "PT0S"', 'reports.firstWithin.I: expected more than PT0S'],
    ['"P1D"', '"daily"', 'reports.followUpEvery: expected duration such as PT15M, got "daily"'],
    ['"w20004"', '"sb"', `reports.asMajor.heavyMetals[0]: expected a parameter's code, got "sb"`],
    ['"certainty": "memory"', '"certainty": "so"', 'reports.certainty: expected one of sure, '],
  ])('refuses %s as %s', (good, bad, fault) => {
    expect(() => load('incidents.json', (text) => text.replace(good, bad))).toThrow(
      `incidents.json: ${fault}`,
    )
  })
})
