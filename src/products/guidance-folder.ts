import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../domain/errors.ts'
import type { GuidanceTaken } from '../domain/guidance.ts'
import { isDate } from '../domain/time.ts'
import { eachSecond } from '../each-second.ts'
import type { Engine } from '../engine.ts'
import type { GuidanceFormat } from './guidance-rows.ts'
import { takeGuidance } from './guidance.ts'

/** 28 cells are 2 KB; what is larger is no guidance. */
const fileBytesMax = 1024 * 1024
const fileName = /^air-(?<date>\d{4}-\d\d-\d\d)\.(?<format>csv|json)$/
/** Files in the making are left alone. */
const unfinished = /^\.|\.(part|tmp)$/

/**
 * Takes guidance from a folder: what lies in it unchanged for a second is taken and moved to
 * `taken/`, or to `refused/` with its faults beside it.
 *
 * @param onFailure  told what was refused, and what failed; a failed look is repeated
 * @throws {AppError} `settings` when it is no folder that we can write to
 */
export async function watchGuidance(
  engine: Pick<Engine, 'parts' | 'series'>,
  folder: string,
  onFailure: (error: unknown) => void,
): Promise<{ close(): Promise<void> }> {
  try {
    for (const place of ['taken', 'refused']) await mkdir(join(folder, place), { recursive: true })
  } catch (error) {
    const line = `QINGLIU_GUIDANCE_FOLDER: expected a folder to write to, got ${folder}`
    throw new AppError('settings', line, error)
  }
  let before = new Map<string, string>()
  const look = async () => {
    const seen = new Map<string, string>()
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isFile() || unfinished.test(entry.name)) continue
      const { size, mtimeMs } = await stat(join(folder, entry.name))
      seen.set(entry.name, `${size} ${mtimeMs}`)
    }
    const settled = [...seen].filter(([name, state]) => before.get(name) === state)
    before = seen
    for (const [name] of settled) await takeFile(engine, folder, name, onFailure)
  }
  return eachSecond(look, onFailure)
}

async function takeFile(
  engine: Pick<Engine, 'parts' | 'series'>,
  folder: string,
  name: string,
  onFailure: (error: unknown) => void,
): Promise<void> {
  const path = join(folder, name)
  const taken = await readFileOf(engine, path, name)
  if (taken.ok) {
    const { version } = taken.guidance
    await rename(path, join(folder, 'taken', name.replace(/\.(\w+)$/, `.v${version}.$1`)))
    return
  }
  const faults = taken.faults.join('\n')
  await writeFile(join(folder, 'refused', `${name}.faults.txt`), `${faults}\n`)
  await rename(path, join(folder, 'refused', name))
  onFailure(new AppError('guidance', `guidance ${name} refused:\n${faults}`))
}

async function readFileOf(
  engine: Pick<Engine, 'parts' | 'series'>,
  path: string,
  name: string,
): Promise<GuidanceTaken> {
  const { date, format } = fileName.exec(name)?.groups ?? {}
  if (date === undefined || !isDate(date)) {
    return { ok: false, faults: [`expected a name such as air-2026-11-23.csv, got ${name}`] }
  }
  const { size } = await stat(path)
  if (size > fileBytesMax) {
    return { ok: false, faults: [`expected at most ${fileBytesMax} bytes, got ${size}`] }
  }
  return takeGuidance(engine, date, await readFile(path, 'utf8'), format as GuidanceFormat)
}
