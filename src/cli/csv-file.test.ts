import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCsv } from './csv-file.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'csv-file-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function linesOf(text: string | Buffer): Promise<string[][]> {
  const file = join(folder, 'a.csv')
  writeFileSync(file, text)
  const lines: string[][] = []
  for await (const line of readCsv<string[]>(file, {}, 'csv-file')) lines.push(line)
  return lines
}

const plain = 'time,oxygen 氧,how\n2013-03-01,,ND\n2013-03-02,7.5,\n'
const cells = plain
  .trim()
  .split('\n')
  .map((line) => line.split(','))
const utf16le = Buffer.from(`\ufeff${plain}`, 'utf16le')

describe('a file of comma-separated values', () => {
  it.each([
    ['as UTF-8', plain],
    ['with the mark of UTF-8', `\ufeff${plain}`],
    ['as UTF-16, the low byte first', utf16le],
    ['as UTF-16, the high byte first', Buffer.from(utf16le).swap16()],
    ['packed', gzipSync(plain)],
    [
      'packed in two parts',
      Buffer.concat([gzipSync(plain.slice(0, 20)), gzipSync(plain.slice(20))]),
    ],
    ['with semicolons', plain.replaceAll(',', ';')],
    ['with tabs', plain.replaceAll(',', '\t')],
    ['with CRLF', plain.replaceAll('\n', '\r\n')],
    ['with CR', plain.replaceAll('\n', '\r')],
    ['with CRLF after its header alone', plain.replace('\n', '\r\n')],
    ['after empty lines', `\r\n\n${plain}`],
  ])('is read %s', async (_how, text) => {
    expect(await linesOf(text)).toEqual(cells)
  })

  it.each([
    [
      '"time";"a, mg/L"\n1;2\n',
      [
        ['time', 'a, mg/L'],
        ['1', '2'],
      ],
    ],
    [
      'time,a;b\n1,2\n',
      [
        ['time', 'a;b'],
        ['1', '2'],
      ],
    ],
    [
      'time\ta, mg/L; raw\n1\t2\n',
      [
        ['time', 'a, mg/L; raw'],
        ['1', '2'],
      ],
    ],
    ['time\n1\n', [['time'], ['1']]],
  ])('%j: what its header says separates its cells', async (text, expected) => {
    expect(await linesOf(text)).toEqual(expected)
  })

  it('takes a quote within a cell as a part of it', async () => {
    const text = 'time,a,b\n1,5"7,"x, y"\n2,3,4\n'
    expect((await linesOf(text)).slice(1)).toEqual([
      ['1', '5"7', 'x, y'],
      ['2', '3', '4'],
    ])
  })

  it.each([
    ['that is empty', ''],
    ['that is packed and empty', gzipSync('')],
  ])('has no lines where it is one %s', async (_what, text) => {
    expect(await linesOf(text)).toEqual([])
  })

  it('that was cut within its packing is told as such', async () => {
    const lines = Array.from({ length: 9_000 }, (_, i) => `${i},${(i * 7919) % 1013}`).join('\n')
    const packed = gzipSync(`time,a\n${lines}\n`)
    for (const length of [5, packed.length >> 1, packed.length - 4]) {
      await expect(linesOf(packed.subarray(0, length))).rejects.toMatchObject({
        code: 'csv-file',
        message: expect.stringContaining('unexpected end of file') as string,
      })
    }
  })
})
