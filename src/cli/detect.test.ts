import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { registerDetect } from './detect.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'detect-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function run(text: string, ...rest: string[]) {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
  registerDetect(program)
  const file = join(folder, 'a.csv')
  writeFileSync(file, text)
  const args = ['detect', file, '--time', 'time', ...rest, '--out', join(folder, 'out.csv')]
  return program.parseAsync(args, { from: 'user' })
}

describe('the file of answers', () => {
  const rows = Array.from({ length: 3 }, (_, day) => `2026-01-0${day + 1},\n`).join('')

  it.each([
    ['a column that there is not', 'time,a\n2026-01-01,1\n', ['--columns', 'b']],
    ['an empty file', '', []],
  ])('stays as it was after %s', async (_what, text, options) => {
    writeFileSync(join(folder, 'out.csv'), 'of before')
    await expect(run(text, ...options)).rejects.toMatchObject({ exitCode: 2 })
    expect(readFileSync(join(folder, 'out.csv'), 'utf8')).toBe('of before')
  })

  it('is not made where nothing was answered', async () => {
    await expect(run('')).rejects.toMatchObject({ exitCode: 2 })
    expect(existsSync(join(folder, 'out.csv'))).toBe(false)
  })

  it('has all rows that were answered before the file turned out to be at fault', async () => {
    await expect(run(`time,a\n${rows}`)).rejects.toMatchObject({ exitCode: 2 })
    expect(readFileSync(join(folder, 'out.csv'), 'utf8')).toBe(
      'time,score,alarm,event,top\n2026-01-01,,0,,\n2026-01-02,,0,,\n2026-01-03,,0,,\n',
    )
  })
})
