import { setFlagsFromString } from 'node:v8'
import { limits } from './limits.ts'

/**
 * Bounds how far the heap of this process grows between two full collections. Left alone, V8 lets
 * the garbage of a long catching-up stand up to four times what is alive, until it needs the room.
 *
 * The embedded store's WebAssembly is compiled by one thread at a time: each that compiles keeps an
 * arena of the C library, some 30 MB of an idle engine, and on two cores more are no sooner done.
 *
 * Objects are never made old at birth: where those of one place in the code outlived a few
 * collections of a busy minute, V8 makes all of that place so for good, and rows that die within
 * milliseconds fill the old heap. In calm hours it was then collected every 7 s instead of 19.
 *
 * The young heap's bound can be set only where node starts: `npm start` gives 32 MB and not 16, so
 * that a busy minute's rows die in it. Threads have bounds of their own, which that would overrule.
 */
export function tuneHeap(): void {
  setFlagsFromString(`--heap-growing-percent=${limits.heapGrowthPercent}`)
  setFlagsFromString('--wasm-num-compilation-tasks=1')
  setFlagsFromString('--no-allocation-site-pretenuring')
  setFlagsFromString('--max-semi-space-size=0')
}
