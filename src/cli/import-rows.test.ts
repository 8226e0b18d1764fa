import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importSession, readImportRows, type ImportMapping, type ImportRow } from './import-rows.ts'

let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'import-rows-'))))
afterAll(() => rm(folder, { recursive: true }))

const mapping: ImportMapping = {
  timeColumn: 'time',
  analysisColumn: null,
  methodColumn: null,
  parameters: new Map([['tp', 'tp']]),
  units: new Map(),
  missing: new Set([-9999]),
  offset: null,
  period: 'PT0S',
  source: 'automatic',
  depth: null,
}

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, content)
  return file
}

async function rowsOf(content: string | Uint8Array, change: Partial<ImportMapping> = {}, end = '') {
  const file = await fileOf(`rows.csv${end}`, content)
  const rows: ImportRow[] = []
  for await (const row of readImportRows(file, { ...mapping, ...change })) rows.push(row)
  return rows
}

const firstOf = async (cell: string, change: Partial<ImportMapping> = {}) =>
  (await rowsOf(`time,tp\n2026-11-20T08:00:00Z,${cell}`, change))[0]?.observation['values']

describe('rows of an import', () => {
  it('name their line of the file, and leave out those without a value', async () => {
    const text = 'time,tp\n\n2026-11-20,1\nx,\ny,-9999\n"two\nlines",2\n'
    const rows = await rowsOf(text)
    expect(rows.map(({ line, values }) => [line, values])).toEqual([
      [3, 1],
      [7, 1],
    ])
  })

  it.each([
    ['2026-11-20 08:00', '+08:00', '2026-11-20T08:00:00+08:00'],
    ['2026-11-20T08:00:30.5', '-03:30', '2026-11-20T08:00:30.5-03:30'],
    ['2026-11-20T08:00:00Z', '+08:00', '2026-11-20T08:00:00Z'],
    ['2026-11-20 08:00', null, '2026-11-20 08:00'],
    ['2026-11-20', '+08:00', '2026-11-20'],
    ['2026/11/20 8:00', '+08:00', '2026-11-20T08:00:00+08:00'],
    ['2026/11/20 8:00', null, '2026/11/20 8:00'],
    ['2026-11-20 08:00:00 +0800', null, '2026-11-20T08:00:00+08:00'],
  ])('gives %s the offset %s only where it has none', async (cell, offset, time) => {
    const [row] = await rowsOf(`time,tp\n${cell},1`, { offset })
    expect(row?.observation['time']).toBe(time)
  })

  it.each([
    ['0.05', { tp: 0.05 }],
    ['<0.05', { tp: { value: 0.05, qualifier: '<' } }],
    ['> 3', { tp: { value: 3, qualifier: '>' } }],
    ['0.05L', { tp: { value: 0.05, qualifier: '<' } }],
    ['L', { tp: 'L' }],
    ['about 3', { tp: 'about 3' }],
  ])('reads %s as a laboratory writes it', async (cell, values) => {
    expect(await firstOf(cell)).toEqual(values)
  })

  it('keep the unit of a bounded value', async () => {
    const units = new Map([['tp', 'ug/L']])
    const bounded = { tp: { value: 5, qualifier: '<', unit: 'ug/L' } }
    expect(await firstOf('<5', { units })).toEqual(bounded)
  })

  it('say when and how a sample was analysed, where the row does', async () => {
    const columns = { analysisColumn: 'at', methodColumn: 'how', offset: '+08:00' }
    const text = 'time,tp,at,how\n2026-11-20 08:00,1,2026-11-21 10:00,GB\n2026-11-20 09:00,1,,\n'
    const rows = await rowsOf(text, columns)
    const analysis = { at: '2026-11-21T10:00:00+08:00', method: 'GB' }
    expect(rows.map(({ observation }) => observation['analysis'])).toEqual([analysis, undefined])
  })
})

/** «时间,总磷,方法» and «钼酸铵», as a spreadsheet on a Chinese Windows saves them. */
const gbkHeader = Buffer.from('cab1bce42cd7dcc1d72cb7bdb7a8', 'hex')
const gbkMethod = Buffer.from('eee2cbe1efa7', 'hex')

describe('the text of a file', () => {
  const columns = {
    ...{ timeColumn: '时间', methodColumn: '方法', parameters: new Map([['总磷', 'tp']]) },
  }
  const row = Buffer.from('\r\n2026-11-20T08:00:00Z,1,')
  const found = { values: { tp: 1 }, analysis: { method: '钼酸铵' } }

  it('may be GBK', async () => {
    const [first] = await rowsOf(Buffer.concat([gbkHeader, row, gbkMethod]), columns)
    expect(first?.observation).toMatchObject(found)
  })

  it('may be GBK that shows only far from its beginning', async () => {
    const lines = '2026-11-20T08:00:00Z,1,GB\n'.repeat(5_000)
    const text = Buffer.concat([Buffer.from(`time,tp,how\n${lines}x`), row, gbkMethod])
    const rows = await rowsOf(text, { methodColumn: 'how' })
    expect(rows.at(-1)?.observation).toMatchObject(found)
  })

  it.each(['utf8', 'utf16le'] as const)('may be %s with its mark', async (encoding) => {
    const text = Buffer.from(`\ufeff时间,总磷,方法${row.toString()}钼酸铵`, encoding)
    const [first] = await rowsOf(text, columns)
    expect(first?.observation).toMatchObject(found)
  })
})

describe('a file that is no good', () => {
  it('is refused when it is empty', async () => {
    await expect(rowsOf('')).rejects.toThrow('is empty: expected a header')
  })

  it('is told by one line for each column it does not have', async () => {
    const failed = rowsOf('when,x\n', { parameters: new Map([['tn', 'tn']]) })
    await expect(failed).rejects.toMatchObject({
      code: 'import-column',
      message: expect.stringMatching(
        /^line 1: no column "time" .*\nline 1: no column "tn"/,
      ) as unknown,
    })
  })

  it('is told of a column that it has twice', async () => {
    await expect(rowsOf('time,tp,tp\n')).rejects.toThrow('line 1: 2 columns "tp"')
  })

  it('gives the rows before a gzip breaks off, then the line it came to', async () => {
    const lines = Array.from({ length: 20_000 }, (_, row) => `2026-11-20T08:00:00Z,${row * 7}`)
    const packed = gzipSync(['time,tp', ...lines].join('\n'))
    const file = await fileOf('cut.csv.gz', packed.subarray(0, packed.length / 2))
    let last = 0
    const reading = (async () => {
      for await (const { line } of readImportRows(file, mapping)) last = line
    })()
    await expect(reading).rejects.toThrow(/cannot read .*after line \d+$/)
    expect(last).toBeGreaterThan(1_000)
    await expect(reading).rejects.toThrow(`after line ${last}`)
  })

  it('is another import when a byte or the mapping differs', async () => {
    const file = await fileOf('one.csv', 'time,tp\n')
    const name = await importSession(file, mapping)
    expect(await importSession(file, { ...mapping })).toBe(name)
    expect(await importSession(file, { ...mapping, depth: 1 })).not.toBe(name)
    await writeFile(file, 'time,tp\n\n')
    expect(await importSession(file, mapping)).not.toBe(name)
  })
})
