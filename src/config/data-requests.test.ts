import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { dayMs } from '../domain/time.ts'
import { loadDataRequestPlan } from './data-requests.ts'

const shipped = resolve(import.meta.dirname, '../../fixtures/network/data-requests.json')
const folder = mkdtempSync(join(tmpdir(), 'qingliu-data-requests-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('has a time as shipped, none without the file, and refuses one of no length', () => {
  expect(loadDataRequestPlan(shipped)).toEqual({ decideWithinMs: 14 * dayMs })
  const file = join(folder, 'data-requests.json')
  expect(loadDataRequestPlan(file)).toBeNull()
  writeFileSync(file, '{ "decideWithin": "PT0S", "certainty": "design" }')
  expect(() => loadDataRequestPlan(file)).toThrow('decideWithin: expected at least P1D')
})
