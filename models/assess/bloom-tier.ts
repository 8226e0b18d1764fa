import { worstColour, type WarningColour } from '../../src/domain/event.ts'
import { type BloomMeasure, type BloomPlace, type BloomTiers } from '../../src/domain/standards.ts'

/** chlaUgL µg/L, algaeCellsL cells/L, areaShare 0 to 1; absent or null where not known. */
export type BloomSigns = Readonly<Partial<Record<BloomMeasure, number | null>>>

type Condition = BloomTiers['tiers'][number]['allOf'][number]

/** NaN meets every condition, so that it draws attention. */
function isMet({ measure, relation, limit }: Condition, signs: BloomSigns): boolean {
  const value = signs[measure] ?? null
  if (value === null) return false
  return relation === 'above' ? !(value <= limit) : !(value < limit)
}

/**
 * The highest warning tier whose conditions the signs of a bloom meet; of one sign alone, the tier
 * it reaches by itself.
 *
 * @param place  'intake' also for the first-level zone of a drinking-water source
 * @returns null below every tier
 * @example bloomTier(tiers, { chlaUgL: 62 }, 'intake') // => 'red'
 */
export function bloomTier(
  { tiers }: BloomTiers,
  signs: BloomSigns,
  place: BloomPlace,
): WarningColour | null {
  const met = tiers.filter(
    (tier) => tier.place === place && tier.allOf.every((condition) => isMet(condition, signs)),
  )
  return worstColour(met.map(({ colour }) => colour))
}
