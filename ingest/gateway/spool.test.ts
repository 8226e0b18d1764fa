import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { until } from '../../test/until.ts'
import { appendTo, textsOf, useSpoolFolder } from './fake-folder.ts'
import type { Place } from './spool.ts'

const here = useSpoolFolder()

describe('a spool', () => {
  it('keeps what is not done over a restart, oldest first', async () => {
    const spool = await here.open()
    const places = await spool.append(['a', 'b', 'c', ''].map((text) => Buffer.from(text)))
    spool.finish(places![1]!)
    spool.finish(places![1]!)
    await appendTo(spool, 'd')
    expect(textsOf(spool)).toEqual(['a', 'c', '', 'd'])
    await spool.close()
    expect(await here.textsInFile()).toEqual(['a', 'c', '', 'd'])
  })

  it('is begun where there is none, also where a crash left a part of its head', async () => {
    for (const begun of [null, '', 'QLS', '\0\0\0\0', 'QLSPOOL1']) {
      if (begun === null) rmSync(here.path, { force: true })
      else writeFileSync(here.path, begun)
      expect(await here.textsInFile()).toEqual([])
    }
  })

  it.each(['a letter to somebody', 'QLSPOOL', 'x'].map((text) => `${text}!`))(
    'leaves another file alone: %j',
    async (text) => {
      writeFileSync(here.path, text)
      await expect(here.open()).rejects.toMatchObject({ code: 'spool-file' })
      expect(readFileSync(here.path, 'utf8')).toBe(text)
    },
  )

  it('says where it cannot be opened', async () => {
    here.path = join(here.folder, 'none', 'spool')
    await expect(here.open()).rejects.toMatchObject({ code: 'spool-file' })
  })

  it('takes no frame after its end', async () => {
    const spool = await here.open()
    await spool.close()
    expect(await spool.append([Buffer.from('a')])).toBeNull()
  })
})

describe('syncing', () => {
  /** A disk whose syncs end when they are told to. */
  function slowDisk() {
    const waiting: (() => void)[] = []
    return {
      syncs: () => waiting.length,
      sync: () => new Promise<void>((resolve) => void waiting.push(resolve)),
      async end(nth: number) {
        while (waiting.length <= nth) await new Promise(setImmediate)
        waiting[nth]!()
      },
    }
  }

  it('comes before the word that a frame is taken, one for all that came meanwhile', async () => {
    const disk = slowDisk()
    const spool = await here.open({ sync: disk.sync })
    const taken: string[] = []
    const append = (text: string) =>
      spool.append([Buffer.from(text)]).then(() => void taken.push(text))
    const first = [append('a'), append('b')]
    while (disk.syncs() < 1) await new Promise(setImmediate)
    const second = [append('c'), append('d'), append('e')]
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
    expect({ taken, syncs: disk.syncs(), texts: textsOf(spool) }).toEqual({
      ...{ taken: [], syncs: 1, texts: [] },
    })
    await disk.end(0)
    await Promise.all(first)
    expect(taken).toEqual(['a', 'b'])
    await disk.end(1)
    await Promise.all(second)
    expect({ taken, syncs: disk.syncs() }).toEqual({ taken: ['a', 'b', 'c', 'd', 'e'], syncs: 2 })
    await spool.close()
  })

  it('is not asked for by marks alone', async () => {
    let syncs = 0
    const spool = await here.open({ sync: async (file) => (syncs++, file.datasync()) })
    spool.finish(await appendTo(spool, 'a'))
    await spool.close()
    expect(syncs).toBe(1)
    expect(await here.textsInFile()).toEqual([])
  })

  it('that fails ends the spool: nothing was taken, nothing more is', async () => {
    const sync = () => Promise.reject(new Error('EIO: the disk is gone'))
    const spool = await here.open({ sync })
    expect(await spool.append([Buffer.from('a')])).toBeNull()
    expect(await spool.append([Buffer.from('b')])).toBeNull()
    expect(here.failures).toEqual(['spool-write'])
    await spool.close()
  })
})

describe('the limits of a spool', () => {
  it('are bytes of the file and frames that wait; what is done makes room again', async () => {
    const spool = await here.open({ spoolFramesMax: 3, spoolBytesMax: 200, compactBytesMin: 40 })
    const append = (length: number) => spool.append([Buffer.alloc(length)])
    const [a, b, c] = [await append(10), await append(10), await append(10)]
    expect(await append(1), 'a fourth frame').toBeNull()
    for (const places of [a, b]) spool.finish(places![0]!)
    expect(await append(160), 'beyond the bytes').toBeNull()
    const places = await spool.append([Buffer.alloc(60), Buffer.alloc(10)])
    expect(places).toHaveLength(2)
    expect(await spool.append([Buffer.alloc(1)])).toBeNull()
    for (const place of [c![0]!, ...places!]) spool.finish(place)
    await until(async () => expect(await append(100)).toHaveLength(1))
    await spool.close()
  })

  it('hold for frames that are being synced', async () => {
    const spool = await here.open({ spoolFramesMax: 2 })
    const taken = ['a', 'b', 'c'].map((text) => spool.append([Buffer.from(text)]))
    expect((await Promise.all(taken)).map((places) => places?.length ?? 0)).toEqual([1, 1, 0])
    await spool.close()
  })
})

describe('rewriting', () => {
  it('leaves a small file with what waits, readable by the same places', async () => {
    const spool = await here.open({ compactBytesMin: 2_000 })
    const kept: [Place, string][] = []
    for (let n = 0; n < 200; n++) {
      const text = `frame ${n} `.repeat(5)
      const place = await appendTo(spool, text)
      if (n % 40 === 7) kept.push([place, text])
      else spool.finish(place)
      expect(spool.size().fileBytes).toBeLessThan(2_400)
    }
    for (const [place, text] of kept) expect(spool.read(place).toString()).toBe(text)
    await spool.close()
    expect(existsSync(`${here.path}.new`)).toBe(false)
    expect(await here.textsInFile()).toEqual(kept.map(([, text]) => text))
  })

  it('cut short by a crash leaves the old file in force', async () => {
    const spool = await here.open()
    await appendTo(spool, 'a')
    await spool.close()
    writeFileSync(`${here.path}.new`, 'QLSPOOL1QR')
    expect(await here.textsInFile()).toEqual(['a'])
    expect(existsSync(`${here.path}.new`)).toBe(false)
  })

  it('that the system refuses is told, and the spool goes on', async () => {
    const spool = await here.open({ compactBytesMin: 50 })
    rmSync(here.folder, { recursive: true })
    for (let n = 0; n < 20; n++) spool.finish(await appendTo(spool, `frame ${n}`))
    const last = await appendTo(spool, 'last')
    expect(spool.read(last).toString()).toBe('last')
    expect(here.reported[0]).toMatch(/^spool: cannot be written anew/)
    expect(here.failures).toEqual([])
    await spool.close()
  })
})
