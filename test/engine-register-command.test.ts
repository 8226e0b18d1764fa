import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createStoredFolder, runCommand } from './engine-process.ts'

/** `register import` and `register export` as processes of their own, on one store. */
const example = join(import.meta.dirname, '../fixtures/registers/risk-sources.csv')
const folder = await createStoredFolder()
afterAll(() => folder.remove())

const register = (...args: string[]) => runCommand(['register', ...args], folder.path)

it('brings a table in, once, and out again as it can be brought in', async () => {
  const bad = join(folder.path, 'bad.csv')
  await writeFile(bad, 'id,name,district,level,substances\nA,甲,wujiang,major,锑\nB,,x,major,锑\n')
  expect(await register('import', 'risk-sources', bad)).toMatchObject({
    code: 2,
    stdout: '',
    stderr:
      'register: line 3, name: expected a value, got nothing\n' +
      'register: line 3, district: expected one of qingpu, wujiang, jiashan, kunshan, got "x"\n',
  })

  expect(await register('import', 'risk-sources', example)).toMatchObject({
    ...{ code: 0, stdout: 'took 3 new, 0 changed (0 revived), 0 known\n' },
  })
  const out = join(folder.path, 'out.csv')
  expect(await register('export', 'risk-sources', out, '--lang', 'zh')).toMatchObject({ code: 0 })
  expect(await readFile(out, 'utf8')).toContain('EX-R-002,示例油库（虚构）')
  expect(await register('import', 'risk-sources', out)).toMatchObject({
    ...{ code: 0, stdout: 'took 0 new, 0 changed (0 revived), 3 known\n' },
  })
})
