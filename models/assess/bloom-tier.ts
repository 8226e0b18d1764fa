import { worstColour, type WarningColour } from '../../src/domain/event.ts'
import { type BloomMeasure, type BloomPlace, type BloomTiers } from '../../src/domain/standards.ts'
import { roundHalfEven } from '../../src/domain/round.ts'

/** chlaUgL µg/L, algaeCellsL cells/L, areaShare 0 to 1; absent or null where not known. */
export type BloomSigns = Readonly<Partial<Record<BloomMeasure, number | null>>>

type Tier = BloomTiers['tiers'][number]
type Condition = Tier['allOf'][number]

const words: Readonly<Record<BloomMeasure, string>> = {
  chlaUgL: 'chlorophyll-a',
  algaeCellsL: 'algae',
  areaShare: 'bloom area',
}
const amount: Readonly<Record<BloomMeasure, (value: number) => string>> = {
  chlaUgL: (value) => `${value} µg/L`,
  algaeCellsL: (value) => `${value.toLocaleString('en')} cells/L`,
  areaShare: (value) => `${roundHalfEven(value * 100, 1)} %`,
}

/** NaN meets every condition, so that it draws attention. */
function isMet({ measure, relation, limit }: Condition, signs: BloomSigns): boolean {
  const value = signs[measure] ?? null
  if (value === null) return false
  return relation === 'above' ? !(value <= limit) : !(value < limit)
}

function sentence({ measure, relation, limit }: Condition, signs: BloomSigns): string {
  const value = amount[measure](signs[measure] ?? NaN)
  const sign = relation === 'above' ? '>' : '>='
  return `${words[measure]} ${value} ${sign} ${amount[measure](limit)}`
}

const tiersMet = (tiers: BloomTiers, signs: BloomSigns, place: BloomPlace): readonly Tier[] =>
  tiers.tiers.filter(
    (tier) => tier.place === place && tier.allOf.every((condition) => isMet(condition, signs)),
  )

const highestOf = (met: readonly Tier[]): WarningColour | null =>
  worstColour(met.map((tier) => tier.colour))

/**
 * The highest warning tier whose conditions the signs of a bloom meet, and why.
 *
 * @param place  'intake' also for the first-level zone of a drinking-water source
 * @returns null below every tier; `because` has one sentence for each condition met at that colour
 * @example bloomTier(tiers, { chlaUgL: 62 }, 'intake')
 *   // => { colour: 'red', because: ['chlorophyll-a 62 µg/L >= 60 µg/L'] }
 */
export function bloomTier(
  tiers: BloomTiers,
  signs: BloomSigns,
  place: BloomPlace,
): { readonly colour: WarningColour; readonly because: readonly string[] } | null {
  const met = tiersMet(tiers, signs, place)
  const colour = highestOf(met)
  if (colour === null) return null
  const because = met
    .filter((tier) => tier.colour === colour)
    .flatMap((tier) => tier.allOf.map((condition) => sentence(condition, signs)))
  return { colour, because: [...new Set(because)] }
}

/** The tier one value reaches by itself; tiers that need a second measure are out of its reach. */
export function bloomTierOfValue(
  tiers: BloomTiers,
  measure: BloomMeasure,
  value: number,
  place: BloomPlace,
): WarningColour | null {
  return highestOf(tiersMet(tiers, { [measure]: value }, place))
}
