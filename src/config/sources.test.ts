import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { hourMs, minuteMs } from '../domain/time.ts'
import { loadNetwork } from './network.ts'
import { loadSourceLimits } from './sources.ts'

const shipped = resolve(import.meta.dirname, '../../fixtures/network')
const network = loadNetwork(shipped)
const folder = mkdtempSync(join(tmpdir(), 'qingliu-sources-'))
afterAll(() => rmSync(folder, { recursive: true }))

const load = (change: (text: string) => string) => {
  const file = join(folder, 'sources.json')
  writeFileSync(file, change(readFileSync(join(shipped, 'sources.json'), 'utf8')))
  return loadSourceLimits(file, network)
}

it('has a limit of each kind as shipped, and none without the file', () => {
  const limits = load((text) => text)
  expect(limits.map(({ kind }) => kind)).toEqual([
    ...['water-stations', 'air-stations', 'samples', 'guidance'],
  ])
  expect(limits[0]).toEqual({
    ...{ kind: 'water-stations', district: null, delayMs: 10 * minuteMs, ageMs: 30 * minuteMs },
  })
  expect(limits[3]).toMatchObject({ delayMs: 17 * hourMs })
  expect(loadSourceLimits(join(folder, 'absent.json'), network)).toEqual([])
})

it.each([
  ['"PT30M"', '"soon"', 'limits[0].age: expected duration such as PT15M, got "soon"'],
  ['"PT30M"', '"PT0S"', 'limits[0].age: expected more than nothing'],
  ['"air-stations"', '"buoys"', 'limits[1].kind: expected one of water-stations'],
  ['"air-stations"', '"samples"', 'limits[2]: expected one limit of each source, got samples of'],
  [
    '"kind": "guidance"',
    '"kind": "guidance", "district": "x"',
    'limits[3].district: expected a district of the network, got "x"',
  ],
])('refuses %s as %s', (good, bad, fault) => {
  expect(() => load((text) => text.replace(good, bad))).toThrow(`sources.json: ${fault}`)
})
