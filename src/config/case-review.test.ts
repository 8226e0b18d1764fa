import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { dayMs } from '../domain/time.ts'
import { loadReviewForm } from './case-review.ts'
import { loadNetwork } from './network.ts'

const shipped = resolve(import.meta.dirname, '../../fixtures/network/case-review.json')
const network = loadNetwork(dirname(shipped))
const folder = mkdtempSync(join(tmpdir(), 'qingliu-review-'))
afterAll(() => rmSync(folder, { recursive: true }))

const load = (change: (text: string) => string) => {
  const file = join(folder, 'case-review.json')
  writeFileSync(file, change(readFileSync(shipped, 'utf8')))
  return loadReviewForm(file, network)
}

it('has a sheet of cases and one of warnings as shipped, and is none without the file', () => {
  const form = load((text) => text)
  expect(form?.sheets.map(({ id, of }) => [id, of])).toEqual([
    ['enforcement', 'workflows'],
    ['warnings', 'alerts'],
  ])
  expect(form?.dueWithinMs).toBe(90 * dayMs)
  expect(load((text) => text.replace(/"dueWithin".*/, ''))?.dueWithinMs).toBeNull()
  expect(form?.grades.map(({ from }) => from)).toEqual([90, 75, 60, 0])
  expect(loadReviewForm(join(folder, 'absent.json'), network)).toBeNull()
})

it.each([
  ['"points": 15', '"points": 10', 'sheets[0].criteria: expected 100 points together, got 95'],
  ['"points": 15', '"points": 0', 'sheets[0].criteria[4].points: expected whole number from 1'],
  ['"hand-over"]', '"alarm"]', 'sheets[0].kinds[1]: expected a kind of workflows, got "alarm"'],
  ['"joint-patrol"', '"case-review"', 'sheets[0].kinds[0]: expected a kind of workflows'],
  ['"unusual"', '"limit"', 'sheets[1].kinds[3]: expected each once, got "limit" again'],
  ['"id": "warnings"', '"id": "enforcement"', 'sheets[1].id: expected each once'],
  ['"id": "late"', '"id": "hit"', 'sheets[1].findings[2].id: expected each once'],
  ['"P90D"', '"soon"', 'dueWithin: expected duration such as PT15M'],
  ['"perDistrict": 5', '"perDistrict": 21', 'sheets[0].perDistrict: expected at most 20, got 21'],
  ['"leastReviewers": 2', '"leastReviewers": 0', 'leastReviewers: expected whole number from 1'],
])('refuses %s as %s', (from, to, fault) => {
  expect(() => load((text) => text.replace(from, to))).toThrow(fault)
})
