import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Settings } from './config/settings.ts'
import { AppError } from './domain/errors.ts'
import { packageFolder } from './package.ts'

/**
 * As set, from the working folder; the shipped network is found from anywhere.
 *
 * @throws {AppError} `settings` when there is no such folder
 */
export function networkFolder({ QINGLIU_NETWORK: set }: Settings): string {
  const found = [set, resolve(packageFolder, set)].find((folder) => existsSync(folder))
  if (found !== undefined) return found
  throw new AppError('settings', `QINGLIU_NETWORK: expected a folder, got "${set}"`)
}
