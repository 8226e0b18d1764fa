import { execFileSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageFolder } from '../src/package.ts'

const folder = join(packageFolder, 'dist/bench')

/**
 * Compiles the program and the processes of the bench from the sources as they are now, so that
 * what is measured is what is shipped: the loader of TypeScript wraps every function it meets,
 * some 5 % of the engine's time in a profile (2026-11-23, 2 cores, Node 20).
 */
export function compile(): void {
  const compiler = join(packageFolder, 'node_modules/typescript/bin/tsc')
  const project = join(packageFolder, 'bench/tsconfig.build.json')
  // What an earlier run left must not be measured in place of what fails to compile now.
  rmSync(folder, { recursive: true, force: true })
  try {
    execFileSync(process.execPath, [compiler, '-p', project], { stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    // Faults of types elsewhere are for the check to find; without output there is nothing to run.
    if (!existsSync(folder)) throw error
  }
}

/** A compiled file by its name in the repository, without extension. */
export function compiledUrl(name: string): URL {
  return pathToFileURL(join(folder, `${name}.js`))
}
