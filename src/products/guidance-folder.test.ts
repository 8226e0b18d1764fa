import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openEngine, type EngineApp } from '../../test/engine-app.ts'
import { until } from '../../test/until.ts'

let folder: string
let engine: EngineApp
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'qingliu-guidance-'))
  engine = await openEngine({ QINGLIU_GUIDANCE_FOLDER: folder })
})
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true })
})

const names = 'area,leadDay,aqiLow,aqiHigh\n'
const put = (name: string, text: string) => writeFile(join(folder, name), text)
const appears = (place: string, name: string) =>
  until(async () => expect(await readdir(join(folder, place))).toContain(name))

it('takes what lies in the folder, and answers it', async () => {
  await put('air-2026-11-22.csv', `${names}zone,1,40,60\n`)
  await appears('taken', 'air-2026-11-22.v1.csv')
  await put('air-2026-11-22.csv', `${names}zone,1,40,65\nqingpu,2,50,70\n`)
  await appears('taken', 'air-2026-11-22.v2.csv')
  const { body } = await engine.api.get('guidance/air/2026-11-22')
  expect(body).toMatchObject({
    version: 2,
    items: [
      { area: 'zone', leadDay: 1, aqiHigh: 65 },
      { area: 'qingpu', leadDay: 2, aqiHigh: 70 },
    ],
  })
  const { body: first } = await engine.api.get('guidance/air/latest?version=1')
  expect(first).toMatchObject({ items: [{ aqiHigh: 60 }] })
})

it('takes nothing of a file with a fault, and says why beside it', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  await put('air-2026-11-23.csv', `${names}zone,1,40,60\nnowhere,1,40,60\n`)
  await put('air-2026-02-30.csv', `${names}zone,1,40,60\n`)
  await put('air-2026-11-24.csv.part', names)
  await appears('refused', 'air-2026-11-23.csv')
  await appears('refused', 'air-2026-02-30.csv')
  const faults = await readFile(join(folder, 'refused/air-2026-11-23.csv.faults.txt'), 'utf8')
  expect(faults).toMatch(/^line 3: area: expected one of zone, .*, got "nowhere"\n$/)
  expect(logged.mock.calls.join('\n')).toContain('line 3: area')
  logged.mockRestore()
  expect((await engine.api.get('guidance/air/2026-11-23')).status).toBe(404)
  expect(await readdir(folder)).toContain('air-2026-11-24.csv.part')
})
