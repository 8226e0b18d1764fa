import { AppError } from '../domain/errors.ts'

type Loaded<Parts> = { readonly [K in keyof Parts]: Parts[K] extends () => infer T ? T : never }

/**
 * Loads every part of a folder, also after one of them was wrong.
 *
 * @throws {AppError} `config` with the faults of all that are, one a line
 */
export function loadAll<Parts extends Readonly<Record<string, () => unknown>>>(
  parts: Parts,
): Loaded<Parts> {
  const faults: string[] = []
  const loaded = Object.entries(parts).flatMap(([name, load]) => {
    try {
      return [[name, load()] as const]
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'config')) throw error
      faults.push(error.message)
      return []
    }
  })
  if (faults.length > 0) throw new AppError('config', faults.join('\n'))
  return Object.fromEntries(loaded) as Loaded<Parts>
}
