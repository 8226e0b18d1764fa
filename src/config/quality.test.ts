import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../domain/errors.ts'
import { hourMs } from '../domain/time.ts'
import { loadNetwork } from './network.ts'
import { loadQuality } from './quality.ts'

const folder = resolve(import.meta.dirname, '../../fixtures/network')
const shipped = join(folder, 'quality.json')
const network = loadNetwork(folder)

type Entry = Record<string, unknown>
type File = { crossParameter: Record<string, unknown>; limits: Entry[] }

describe('the limits of quality control', () => {
  let folderOfTest = ''
  beforeEach(() => {
    folderOfTest = mkdtempSync(join(tmpdir(), 'qingliu-quality-'))
  })
  afterEach(() => {
    rmSync(folderOfTest, { recursive: true })
  })

  it('are read as shipped, durations in milliseconds, days by Beijing time', () => {
    const [all] = loadQuality(shipped, network).limits
    expect(all).toMatchObject({
      station: null,
      parameter: null,
      fromAt: Date.parse('1970-01-01T00:00:00+08:00'),
      flatLine: { suspectMs: 6 * hourMs, failMs: null },
      neighbour: null,
    })
  })

  const about = { station: null, from: '2026-01-01', certainty: 'design', source: 'test' }
  const ph = { ...about, parameter: 'w01001' }
  it.each<[string, (file: File) => void, string]>([
    [
      'a duration',
      ({ limits }) => limits.push({ ...ph, gap: { cadences: 3, minimum: 6 } }),
      'gap.minimum: expected duration such as PT6H, got 6',
    ],
    [
      'suspect outside fail',
      ({ limits }) => limits.push({ ...ph, grossRange: { suspect: [1, 15], fail: [0, 14] } }),
      'grossRange.suspect: expected a part of the range that fails, got [1,15]',
    ],
    [
      'suspect beyond fail',
      ({ limits }) =>
        limits.push({ ...ph, spike: { method: 'average', suspect: 3, fail: 2, paces: null } }),
      'spike.suspect: expected at most the limit that fails, got 3',
    ],
    [
      'a range too narrow the wrong way round',
      ({ limits }) =>
        limits.push({
          ...ph,
          attenuatedSignal: { over: 'PT24H', suspect: 1, fail: 2, usualShare: null },
        }),
      'attenuatedSignal.fail: expected at most the limit that is suspect, got 2',
    ],
    ['a day', ({ limits }) => limits.push({ ...ph, from: 'May' }), 'from: expected day such as'],
    [
      'an unknown station',
      ({ limits }) => limits.push({ ...ph, station: 'atlantis' }),
      'station: expected a known station, got "atlantis"',
    ],
    [
      'an unknown parameter',
      ({ limits }) => limits.push({ ...ph, parameter: 'gold' }),
      'parameter: expected a code of parameters.json, got "gold"',
    ],
    [
      'a neighbour of itself',
      ({ limits }) =>
        limits.push({
          ...ph,
          station: 'lili',
          neighbour: { station: 'lili', within: 'PT1H', suspect: 1 },
        }),
      'neighbour.station: expected another station, got "lili"',
    ],
    [
      'the same twice',
      ({ limits }) => limits.push(ph, ph),
      ': expected one entry of a day, got "all stations, w01001"',
    ],
    [
      'a key of no meaning',
      ({ limits }) => limits.push({ ...ph, spikes: {} }),
      'spikes: expected no such key',
    ],
  ])('refuse %s in one line', (_, change, line) => {
    const file = JSON.parse(readFileSync(shipped, 'utf8')) as File
    change(file)
    const path = join(folderOfTest, 'quality.json')
    writeFileSync(path, JSON.stringify(file))
    let message = ''
    try {
      loadQuality(path, network)
    } catch (error) {
      message = error instanceof AppError ? error.message : String(error)
    }
    expect(message).toContain(line)
    expect(message).toMatch(/^quality\.json: limits\[\d+\]/)
    expect(message.split('\n')).toHaveLength(1)
  })
})
