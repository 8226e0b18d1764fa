import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Starts a thread of this process from a module of ours. Run from source (tests), it first needs
 * the loader of TypeScript that dist does not.
 *
 * @param module  relative to `from`, without its extension
 * @param from    `import.meta.url` of the caller
 */
export function startThread(module: string, from: string, options: WorkerOptions = {}): Worker {
  if (!from.endsWith('.ts')) return new Worker(new URL(`${module}.js`, from), options)
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const source = JSON.stringify(new URL(`${module}.ts`, from).href)
  const start = `import(${loader}).then(({ register }) => { register(); return import(${source}) })`
  return new Worker(start, { ...options, eval: true })
}
