import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appendTo, textsOf, useSpoolFolder } from './fake-folder.ts'
import type { Place } from './spool.ts'

const here = useSpoolFolder()

/** A file of ten frames of which some are done, and what waits in it after each of its records. */
async function writeExample(): Promise<{ file: Buffer; after: [number, string[]][] }> {
  const spool = await here.open()
  const after: [number, string[]][] = [[8, []]]
  const note = () => after.push([statSync(here.path).size, textsOf(spool)])
  for (let n = 0; n < 10; n++) {
    const place = await appendTo(spool, `frame ${n} ${'#'.repeat(n)}`)
    note()
    if (n % 3 === 1) {
      const before = statSync(here.path).size
      spool.finish(place)
      while (statSync(here.path).size === before) await new Promise(setImmediate)
      note()
    }
  }
  await spool.close()
  return { file: readFileSync(here.path), after }
}

describe('a spool file', () => {
  it('cut at any byte gives what was whole before the cut', async () => {
    const { file, after } = await writeExample()
    for (let cut = 0; cut <= file.length; cut++) {
      writeFileSync(here.path, file.subarray(0, cut))
      const texts = after.findLast(([size]) => size <= cut)?.[1] ?? []
      expect(await here.textsInFile(), `cut at ${cut}`).toEqual(texts)
      const spool = await here.open()
      expect(spool.found, `cut at ${cut}`).toEqual({ tornBytes: 0, damagedBytes: 0 })
      await appendTo(spool, 'next')
      await spool.close()
      expect(await here.textsInFile(), `cut at ${cut}`).toEqual([...texts, 'next'])
    }
  })

  it('damaged at any byte loses the record hit, and none behind it', async () => {
    const { file, after } = await writeExample()
    const all = after.at(-1)![1]
    for (let at = 8; at < file.length; at++) {
      const damaged = Buffer.from(file)
      damaged[at]! ^= 0x55
      writeFileSync(here.path, damaged)
      const texts = await here.textsInFile()
      const lost = all.filter((text) => !texts.includes(text))
      const back = texts.filter((text) => !all.includes(text))
      expect(lost.length + back.length, `damaged at ${at}`).toBeLessThanOrEqual(1)
    }
  })

  it('with any end behind it loses nothing', async () => {
    const { file, after } = await writeExample()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 60 }), async (noise) => {
        writeFileSync(here.path, Buffer.concat([file, noise]))
        const spool = await here.open()
        expect(spool.found.tornBytes).toBe(noise.length)
        expect(textsOf(spool)).toEqual(after.at(-1)![1])
        await spool.close()
        expect(statSync(here.path).size).toBe(file.length)
      }),
      { numRuns: 50 },
    )
  })
})

describe('any life of a spool', () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ append: fc.array(fc.nat(80), { maxLength: 4 }) }) },
    { weight: 4, arbitrary: fc.record({ finish: fc.nat() }) },
    { weight: 1, arbitrary: fc.constant({ reopen: true }) },
  )

  it('keeps every frame that is taken and not done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        rmSync(here.path, { force: true })
        const limits = { compactBytesMin: 500, spoolBytesMax: 100_000 }
        let spool = await here.open(limits)
        const model = new Map<Place, string>()
        const appends: Promise<void>[] = []
        let count = 0
        for (const one of steps) {
          if ('append' in one) {
            const texts = one.append.map((length) => `${count++}:`.padEnd(length, '.'))
            const taking = spool.append(texts.map((text) => Buffer.from(text)))
            appends.push(
              taking.then((places) => {
                for (const [n, place] of places!.entries()) model.set(place, texts[n]!)
              }),
            )
          } else if ('finish' in one) {
            await Promise.all(appends)
            const place = [...model.keys()][one.finish % (model.size || 1)]
            if (place !== undefined) spool.finish(place)
            if (place !== undefined) model.delete(place)
          } else {
            await Promise.all(appends)
            await spool.close()
            spool = await here.open(limits)
            const texts = [...model.values()]
            const places = [...spool.waiting()]
            model.clear()
            for (const [n, place] of places.entries()) model.set(place, texts[n] ?? 'none')
          }
        }
        await Promise.all(appends)
        const texts = [...model.values()]
        expect(textsOf(spool)).toEqual(texts)
        await spool.close()
        expect(await here.textsInFile()).toEqual(texts)
      }),
      { numRuns: 60 },
    )
  })
})
