import { assert } from '../src/domain/errors.ts'

/*
 * Loaded before the program in its main thread: on a message it collects all garbage, and answers
 * what is still alive, bytes.
 */
process.on('message', () => {
  assert(globalThis.gc, 'node was started with --expose-gc')
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  process.send?.(heapUsed + external)
})
// The program ends as if nobody listened.
process.channel?.unref()
