import { setFlagsFromString } from 'node:v8'
import { limits } from './limits.ts'

/**
 * Bounds how far the heap of this process grows between two full collections. Left alone, V8 lets
 * the garbage of a long catching-up stand up to four times what is alive, until it needs the room.
 */
export function boundHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${limits.heapGrowthPercent}`)
}
