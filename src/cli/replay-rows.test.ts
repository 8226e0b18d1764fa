import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayMs, formatInstant, parseInstant } from '../domain/time.ts'
import {
  newestTime,
  readReplayRows,
  wholeDayShift,
  type ReplayRow,
  type RowMapping,
} from './replay-rows.ts'

const sharedFolder = process.env['QINGLIU_SHARED_DATA'] ?? '../shared/data'
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qingliu-replay-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const mapping = (columns: Record<string, string>, rest: Partial<RowMapping> = {}): RowMapping => ({
  timeColumn: 'time',
  parameters: new Map(Object.entries(columns)),
  units: new Map(),
  missing: new Set(),
  ...rest,
})

async function rowsOf(file: string, columns: RowMapping, count = Infinity): Promise<ReplayRow[]> {
  const rows: ReplayRow[] = []
  for await (const row of readReplayRows(file, columns)) {
    rows.push(row)
    if (rows.length === count) break
  }
  return rows
}

describe('wholeDayShift', () => {
  it.each([
    ['2013-09-06T23:55:00Z', '2026-11-23T20:00:00Z', '2026-11-22T23:55:00.000Z'],
    ['2026-11-23T10:00:00Z', '2026-11-23T20:00:00Z', '2026-11-22T10:00:00.000Z'],
    ['2030-01-01T00:00:00Z', '2026-11-23T00:00:00Z', '2026-11-22T00:00:00.000Z'],
  ])('moves %s, on %s, to %s', (newest, now, expected) => {
    const newestAt = parseInstant(newest)!
    const shiftMs = wholeDayShift(newestAt, parseInstant(now)!)
    expect(formatInstant(newestAt + shiftMs)).toBe(expected)
    expect(Math.abs(shiftMs % dayMs)).toBe(0)
  })
})

describe('readReplayRows', () => {
  const text = [
    '\ufefftime,"a, b",do,note',
    '2026-01-01 00:00,1.5,8,x',
    '2026-01-01 00:05,,NaN,x',
    'soon,-9999,7.5e0,x',
    '2026-01-01 00:05,broken,7.5,x',
  ].join('\r\n')
  const columns = mapping(
    { 'a, b': 'temp', do: 'do' },
    { units: new Map([['do', 'mg/L']]), missing: new Set([-9999]) },
  )
  const expected = [
    { row: 1, observedAt: 1767225600000, values: { temp: 1.5, do: { value: 8, unit: 'mg/L' } } },
    { row: 2, observedAt: 1767225900000, values: {} },
    { row: 3, observedAt: null, values: { do: { value: 7.5, unit: 'mg/L' } } },
    {
      row: 4,
      observedAt: 1767225900000,
      values: { temp: 'broken', do: { value: 7.5, unit: 'mg/L' } },
    },
  ]

  it('keeps rows, order and doubtful cells as recorded, and leaves out what is missing', async () => {
    await writeFile(join(folder, 'plain.csv'), text)
    expect(await rowsOf(join(folder, 'plain.csv'), columns)).toEqual(expected)
    expect(await newestTime(join(folder, 'plain.csv'), columns)).toBe(1767225900000)
  })

  it('unpacks gzip', async () => {
    await writeFile(join(folder, 'packed.csv.gz'), gzipSync(text))
    expect(await rowsOf(join(folder, 'packed.csv.gz'), columns)).toEqual(expected)
  })

  it('names the columns that a file lacks, and those it has', async () => {
    await writeFile(join(folder, 'plain.csv'), text)
    await expect(rowsOf(join(folder, 'plain.csv'), mapping({ ph: 'ph' }))).rejects.toMatchObject({
      code: 'replay-column',
      message: expect.stringMatching(
        /no column "ph" in .*; it has time, a, b, do, note/,
      ) as unknown,
    })
  })

  it.each([
    ['absent.csv', null],
    ['cut.csv.gz', gzipSync('time,do\n2026-01-01,8\n').subarray(0, 20)],
  ])('says that %s cannot be read', async (name, content) => {
    if (content !== null) await writeFile(join(folder, name), content)
    await expect(rowsOf(join(folder, name), mapping({ do: 'do' }))).rejects.toMatchObject({
      code: 'replay-file',
    })
  })
})

describe('readReplayRows, of recorded stations', () => {
  const recorded: [string, RowMapping, ReplayRow][] = [
    [
      'cascade-lakes/peter_2013_5min.csv.gz',
      mapping(
        { temp_c: 'temp', chl: 'chla', bga: 'algae' },
        { timeColumn: 'datetime', units: new Map([['bga', 'cells/mL']]) },
      ),
      {
        row: 1,
        observedAt: parseInstant('2013-05-17T00:00:00Z'),
        values: { temp: 14.62, chla: 11.4, algae: { value: 1390, unit: 'cells/mL' } },
      },
    ],
    [
      'brisbane-buoy/brisbane_2023-08_2024-03.csv.gz',
      mapping(
        { Temperature: 'temp', 'Dissolved Oxygen': 'do', 'Specific Conductance': 'ec' },
        { timeColumn: 'Timestamp', units: new Map([['Specific Conductance', 'mS/cm']]) },
      ),
      {
        row: 1,
        observedAt: parseInstant('2023-08-04T23:00:00Z'),
        values: { temp: 20.018, do: 7.472, ec: { value: 53.262, unit: 'mS/cm' } },
      },
    ],
    [
      'gecco2018-train/gecco2018_train.csv.gz',
      mapping({ Tp: 'temp', pH: 'ph', Leit: 'ec', Trueb: 'turbidity' }, { timeColumn: 'Time' }),
      {
        row: 1,
        observedAt: parseInstant('2016-08-03T09:49:00Z'),
        values: { temp: 6.5, ph: 8.36, ec: 211, turbidity: 0.011 },
      },
    ],
  ]
  for (const [file, columns, first] of recorded) {
    const path = join(sharedFolder, file)
    it.skipIf(!existsSync(path))(`reads ${file}`, async () => {
      const rows = await rowsOf(path, columns, 2_000)
      expect(rows[0]).toEqual(first)
      expect(rows).toHaveLength(2_000)
      expect(rows.every(({ observedAt }) => observedAt !== null)).toBe(true)
    })
  }
})
