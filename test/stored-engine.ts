import { openStoredEngine } from '../src/stored-engine.ts'
import { settingsSchema } from '../src/config/settings.ts'
import { formatBeijing, type Instant } from '../src/domain/time.ts'
import type { Engine } from '../src/engine.ts'
import { holdsStore } from '../src/store/embedded-folder.ts'
import { layStore } from './migrated-store.ts'

/** Opens the engine stored in a folder as it would start at `at`, and closes it after the work. */
export async function onceOpened<T>(
  folder: string,
  at: Instant,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  if (!holdsStore(folder)) await layStore(folder)
  const settings = settingsSchema.parse({
    ...{ QINGLIU_DATA: folder, QINGLIU_DEMO: 'off', QINGLIU_CLOCK: `${formatBeijing(at)},1` },
  })
  const { engine, close } = await openStoredEngine(settings)
  return work(engine).finally(close)
}
