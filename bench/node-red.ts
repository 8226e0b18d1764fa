import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { packageFolder } from '../src/package.ts'

/** Measured beside, never needed: so it is no dependency, and comes when it is asked for. */
const version = '4.1.8'

/** Installs Node-RED for a comparison. @returns its folder */
export function installNodeRed(): string {
  const folder = join(packageFolder, '.cache/node-red')
  mkdirSync(folder, { recursive: true })
  const quiet = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts']
  const args = ['install', '--prefix', folder, ...quiet, `node-red@${version}`]
  execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'] })
  return folder
}
