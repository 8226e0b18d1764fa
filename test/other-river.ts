import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageFolder } from '../src/package.ts'

/**
 * A new folder of a river that was made up: the shipped folder, and over it the files that say
 * what stands where (`fixtures/other-river`), as one who brings another river would.
 */
export function createOtherRiver(): string {
  const folder = mkdtempSync(join(tmpdir(), 'qingliu-river-'))
  for (const from of ['network', 'other-river']) {
    cpSync(join(packageFolder, 'fixtures', from), folder, { recursive: true })
  }
  return folder
}
