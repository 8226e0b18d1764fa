import { eachSecond } from '../each-second.ts'
import { createProductRounds, type RoundParts } from './rounds.ts'

export type Products = { close(): Promise<void> }

/**
 * The joint product of the running engine: looks each second what its clock has made due.
 *
 * @param onFailure  told what failed; the next look tries again
 */
export function startProducts(parts: RoundParts, onFailure: (error: unknown) => void): Products {
  const rounds = createProductRounds(parts)
  return eachSecond(() => rounds.tick(), onFailure)
}
