import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dayMs, formatInstant, hourMs } from '../domain/time.ts'
import { registerBacktest } from './backtest.ts'

let folder = ''
const printed = { out: '', err: '' }
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backtest-'))
  printed.out = ''
  printed.err = ''
  vi.spyOn(console, 'log').mockImplementation((line: string) => void (printed.out += `${line}\n`))
  vi.spyOn(console, 'error').mockImplementation((line: string) => void (printed.err += `${line}\n`))
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = 0
  rmSync(folder, { recursive: true })
})

const startAt = Date.UTC(2026, 0, 1)
const halfHourly = (days: number, value: (at: number, i: number) => string) =>
  Array.from({ length: days * 48 }, (_, i) => {
    const at = startAt + (i * hourMs) / 2
    return `${formatInstant(at).slice(0, 16)},${value(at, i)},${(i * 7) % 5}`
  })
const wave = (at: number, i: number) =>
  (8 + Math.sin((2 * Math.PI * at) / dayMs) + 0.3 * Math.sin(i * i)).toFixed(3)

function write(name: string, lines: string[]): string {
  const text = `time,oxygen,wind\n${lines.join('\n')}\n`
  const path = join(folder, name)
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

async function run(file: string, ...rest: string[]) {
  const program = new Command().exitOverride()
  registerBacktest(program)
  const base = ['--time', 'time', '--target', 'oxygen', '--step', '1h', '--horizons', '1h,24h']
  const every = ['--every', '24h', '--from', '2026-01-20']
  await program.parseAsync(['backtest', file, ...base, ...every, ...rest], { from: 'user' })
  return { ...printed, code: process.exitCode ?? 0 }
}

const header = 'origin,time,horizon,median,low80,high80,low95,high95,observed'

describe('qingliu backtest', () => {
  it('writes one line for each origin and horizon, bands in order', async () => {
    const out = join(folder, 'out.csv')
    await run(write('a.csv.gz', halfHourly(30, wave)), '--out', out)
    const [first, ...lines] = readFileSync(out, 'utf8').trim().split('\n')
    expect(first).toBe(header)
    expect(lines.length).toBe(11 * 2)
    expect(lines[1]).toMatch(/^2026-01-20T00:00:00.000Z,2026-01-21T00:00:00.000Z,24h,/)
    for (const line of lines) {
      const [median, low80, high80, low95, high95] = line.split(',').slice(3).map(Number)
      expect([low95, low80, median, high80, high95].every(Number.isFinite)).toBe(true)
      const ordered = [low95, low80, median, high80, high95] as number[]
      expect(ordered).toEqual(ordered.toSorted((a, b) => a - b))
    }
    // The last origin's day lies beyond the file.
    expect(lines.at(-1)).toMatch(/,24h,.*,$/)
  })

  it('averages to the step, named by its start, leaving out what is missing', async () => {
    const out = join(folder, 'out.csv')
    const lines = halfHourly(30, wave)
    lines[20 * 48 + 2] = '2026-01-21T01:00,-9999,0'
    lines[20 * 48 + 3] = '2026-01-21T01:30,4.5,0'
    await run(write('a.csv', lines), '--missing=-9999', '--out', out)
    const line = readFileSync(out, 'utf8')
      .split('\n')
      .find((l) => l.includes('T01:00:00.000Z,1h') && l.startsWith('2026-01-21'))
    expect(line?.split(',').at(-1)).toBe('4.5')
  })

  it('answers the same when the file is cut short, or its rows are out of order', async () => {
    const lines = halfHourly(30, wave)
    const outs = ['whole', 'cut', 'mixed'].map((n) => join(folder, `${n}.out`))
    await run(write('whole.csv', lines), '--features', 'wind', '--out', outs[0]!)
    await run(write('cut.csv', lines.slice(0, 25 * 48)), '--features', 'wind', '--out', outs[1]!)
    await run(write('mixed.csv', lines.toReversed()), '--features', 'wind', '--out', outs[2]!)
    const [whole, cut, mixed] = outs.map((path) => readFileSync(path, 'utf8').split('\n'))
    const said = (rows: string[]) => rows.map((row) => row.split(',').slice(0, 8).join(','))
    expect(said(cut!.slice(0, 11))).toEqual(said(whole!.slice(0, 11)))
    expect(mixed).toEqual(whole)
  })

  it('is not told by a later word that a column of numbers is a wind direction', async () => {
    const lines = halfHourly(30, wave)
    const worded = lines.map((line, i) => (i < 25 * 48 ? line : line.replace(/[^,]*$/, 'NE')))
    const outs = ['whole', 'cut'].map((n) => join(folder, `${n}.out`))
    await run(write('whole.csv', worded), '--features', 'wind', '--out', outs[0]!)
    await run(write('cut.csv', worded.slice(0, 25 * 48)), '--features', 'wind', '--out', outs[1]!)
    const [whole, cut] = outs.map((path) => readFileSync(path, 'utf8').split('\n').slice(0, 11))
    const said = (rows: string[]) => rows.map((row) => row.split(',').slice(0, 8).join(','))
    expect(said(cut!)).toEqual(said(whole!))
  })

  it('tells what of the file it left out', async () => {
    const lines = halfHourly(30, wave).map((line, i) => {
      if (i === 40) return line.replace(/,[^,]*,/, ',<0.05,')
      return i < 3 ? line.replace(/^[^,]*/, 'soon') : line
    })
    const { err } = await run(write('a.csv', lines), '--features', 'wind,time')
    expect(err.trim().split('\n').slice(0, 3)).toEqual([
      '3 of 1440 rows have no readable time: left out',
      'column "oxygen": 1 cells are no number, read as missing',
      'column "time" holds no number',
    ])
  })

  it('takes the first of two columns of one name, as detect does', async () => {
    const outs = ['once', 'twice'].map((n) => join(folder, `${n}.out`))
    const file = write('once.csv', halfHourly(30, wave))
    await run(file, '--out', outs[0]!)
    const twice = readFileSync(file, 'utf8').replace('time,oxygen,wind', 'time,oxygen,oxygen')
    writeFileSync(file, twice)
    await run(file, '--out', outs[1]!)
    expect(readFileSync(outs[1]!, 'utf8')).toBe(readFileSync(outs[0]!, 'utf8'))
  })

  it('prints the scores as JSON, the nulls beside them', async () => {
    const { out } = await run(write('a.csv', halfHourly(40, wave)), '--json')
    const { horizons, seconds } = JSON.parse(out) as {
      horizons: Record<string, unknown>[]
      seconds: number
    }
    expect(seconds).toBeGreaterThan(0)
    expect(horizons.map(({ horizon }) => horizon)).toEqual(['1h', '24h'])
    for (const one of horizons) {
      expect(Object.keys(one)).toEqual(
        'horizon n mae rmse crps coverage80 coverage95 persistence seasonalNaive climatology'.split(
          ' ',
        ),
      )
      const { mae, crps } = one['persistence'] as Record<string, number>
      expect([mae, crps].every(Number.isFinite)).toBe(true)
    }
  })

  it('degrades and says so: constant target', async () => {
    const { code, err } = await run(
      write(
        'a.csv',
        halfHourly(30, () => '5'),
      ),
    )
    expect(code).toBe(0)
    expect(err).toContain('the target never changed: persistence serves')
  })

  it.each([
    ['an unknown column', ['--features', 'rain'], 2, /no column "rain".*it has time, oxygen, wind/],
    ['a start beyond the file', ['--from', '2027-01-01'], 2, /--from: expected a time within/],
    [
      'an end before its start',
      ['--to', '2026-01-19'],
      2,
      /--to: expected a time not before --from/,
    ],
    [
      'a horizon that is no multiple of the step',
      ['--horizons', '90m'],
      2,
      /multiples of --step 1h, got 90m/,
    ],
  ])('refuses %s in one clear line', async (_, options, code, message) => {
    const result = await run(write('a.csv', halfHourly(30, wave)), ...options)
    expect(result.err).toMatch(message)
    expect(result.code).toBe(code)
  })

  it('refuses an empty file, a file without rows, and one that is not there', async () => {
    writeFileSync(join(folder, 'empty.csv'), '')
    expect((await run(join(folder, 'empty.csv'))).err).toContain('is empty')
    expect((await run(write('head.csv', []))).err).toContain('holds no row with a time')
    expect((await run(join(folder, 'away.csv'))).err).toContain('cannot read')
    expect(process.exitCode).toBe(2)
  })

  it('takes steps so short that the file holds less than a week of them', async () => {
    const lines = halfHourly(30, wave).slice(-6 * 48)
    const { code, out } = await run(write('a.csv', lines), '--step', '30m', '--from', '2026-01-29')
    expect(code).toBe(0)
    expect(out).toMatch(/^24h\t1\t/m)
  })

  it('says that nothing could be scored with code 1', async () => {
    const { code, err } = await run(
      write(
        'a.csv',
        halfHourly(30, () => ''),
      ),
    )
    expect(err).toContain('no value before the origin')
    expect(code).toBe(1)
  })
})
