import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import { gatewayLimits } from './gateway-limits.ts'
import { openSpool, type Place, type Spool, type SpoolOptions } from './spool.ts'

type Given = Partial<SpoolOptions['limits']> & Pick<SpoolOptions, 'sync'>

/** A folder for one spool, new for each test of a file, and what was said while it was open. */
export function useSpoolFolder() {
  const here = {
    folder: '',
    path: '',
    reported: [] as string[],
    failures: [] as string[],
    open: ({ sync, ...limits }: Given = {}): Promise<Spool> =>
      openSpool({
        path: here.path,
        limits: { ...gatewayLimits, ...limits },
        report: (line) => here.reported.push(line),
        onFailure: ({ code }) => here.failures.push(code),
        ...(sync !== undefined && { sync }),
      }),
    /** What is waiting in the file when it is opened anew. */
    textsInFile: async () => {
      const spool = await here.open()
      const texts = textsOf(spool)
      await spool.close()
      return texts
    },
  }
  beforeEach(() => {
    here.folder = mkdtempSync(join(tmpdir(), 'spool-'))
    here.path = join(here.folder, 'spool')
    here.reported = []
    here.failures = []
  })
  afterEach(() => rmSync(here.folder, { recursive: true, force: true }))
  return here
}

export function textsOf(spool: Spool): string[] {
  return Array.from(spool.waiting(), (place) => spool.read(place).toString())
}

export async function appendTo(spool: Spool, text: string): Promise<Place> {
  const places = await spool.append([Buffer.from(text)])
  expect(places).toHaveLength(1)
  return places![0]!
}
