import { signal } from '@preact/signals'
import { minuteMs } from '../src/domain/time.ts'
import { readGuidance, readLatestProduct } from './client.ts'
import { readConsultation } from './consultation.ts'
import type { GuidanceAnswer, ProductAnswer } from './wire.ts'

/** The newest released air product; null while there is none, or the engine has no such thing. */
export const latestProduct = signal<ProductAnswer | null>(null)

/** What the regional platform said for its date; null where nothing came. */
export const productGuidance = signal<GuidanceAnswer | null>(null)

/** A version is immutable and its tag known, so that asking again costs a few bytes. */
const everyMs = minuteMs

/** Reads the product, its guidance and its consultation; what cannot be read stays as it was. */
export async function readProduct(): Promise<void> {
  const answer = await readLatestProduct().catch(() => null)
  if (answer !== null && answer.hash !== latestProduct.peek()?.hash) latestProduct.value = answer
  const date = latestProduct.peek()?.date ?? null
  await readConsultation(date).catch(() => null)
  if (date === null) return
  const guidance = await readGuidance(date).catch(() => productGuidance.peek())
  productGuidance.value = guidance
}

/** Reads the product now and every minute; called once. */
export function startProduct(): void {
  void readProduct()
  setInterval(() => void readProduct(), everyMs)
}
