import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openOutFile } from './out-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'out-file-'))
  writeFileSync(join(folder, 'in.csv'), 'time,a\n')
  symlinkSync('in.csv', join(folder, 'link.csv'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (name: string) => openOutFile(join(folder, name), 'time,score', join(folder, 'in.csv'))

describe('the file of answers', () => {
  it('takes the place of one before, header first and every line in order', async () => {
    writeFileSync(join(folder, 'out.csv'), 'of before\n'.repeat(9))
    const out = await open('out.csv')
    const lines = Array.from({ length: 4_321 }, (_, i) => `${i},0.5`)
    for (const line of lines) await out.write(line)
    await out.close()
    const text = readFileSync(join(folder, 'out.csv'), 'utf8')
    expect(text).toBe(`${['time,score', ...lines].join('\n')}\n`)
  })

  it.each([
    ['that is read', 'in.csv', 'is the file that is read'],
    ['that is read, by another name', 'link.csv', 'is the file that is read'],
    ['in a folder that is not there', 'away/out.csv', 'ENOENT'],
    ['that is a folder', '.', 'EISDIR'],
  ])('is refused at once where it is one %s', async (_what, name, why) => {
    await expect(open(name)).rejects.toMatchObject({
      name: 'AppError',
      message: expect.stringContaining(why) as string,
    })
    expect(readFileSync(join(folder, 'in.csv'), 'utf8')).toBe('time,a\n')
  })

  it.skipIf(process.platform !== 'linux')('that is full is told, with why', async () => {
    await expect(openOutFile('/dev/full', 'time,score', 'in.csv')).rejects.toMatchObject({
      code: 'out-file',
      message: expect.stringContaining('cannot write /dev/full: ENOSPC') as string,
    })
  })
})

describe('detect with --out /dev/stdout', () => {
  const main = join(import.meta.dirname, 'main.ts')
  const days = Array.from({ length: 3 }, (_, day) => `2026-01-0${day + 1},${day}`)
  const answers = ['time,score,alarm,event,top', ...days.map((day) => `${day.slice(0, 10)},,0,,`)]
  const run = (rest: string) => {
    writeFileSync(join(folder, 'in.csv'), ['time,a', ...days, ''].join('\n'))
    const detect = `"$NODE" --import tsx "$MAIN" detect "$FOLDER/in.csv" --time time --json`
    return spawnSync('sh', ['-c', `${detect} --out /dev/stdout ${rest}`], {
      encoding: 'utf8',
      env: { ...process.env, NODE: process.execPath, MAIN: main, FOLDER: folder },
    })
  }

  it('keeps what a file held, and lets the summary follow the answers', () => {
    writeFileSync(join(folder, 'log'), 'of before\n')
    expect(run('>>"$FOLDER/log"').status).toBe(0)
    const lines = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n')
    expect(lines.slice(0, -1)).toEqual(['of before', ...answers])
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ rows: 3 })
  })

  it('leaves without a word when whoever reads has seen enough', () => {
    expect(run('| true')).toMatchObject({ stdout: '', stderr: '' })
  })
})
