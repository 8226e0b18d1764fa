import { signal } from '@preact/signals'
import { minuteMs } from '../src/domain/time.ts'
import { readLatestProduct } from './client.ts'
import type { ProductAnswer } from './wire.ts'

/** The newest released air product; null while there is none, or the engine has no such thing. */
export const latestProduct = signal<ProductAnswer | null>(null)

/** A version is immutable and its tag known, so that asking again costs a few bytes. */
const everyMs = minuteMs

async function read(): Promise<void> {
  const answer = await readLatestProduct().catch(() => null)
  if (answer !== null && answer.hash !== latestProduct.peek()?.hash) latestProduct.value = answer
}

/** Reads the product now and every minute; called once. */
export function startProduct(): void {
  void read()
  setInterval(() => void read(), everyMs)
}
