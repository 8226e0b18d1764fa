import type { TliStandard, TrophicFactor } from '../../src/domain/standards.ts'

/** chla µg/L, tp, tn and codmn mg/L, sd (Secchi depth) m. */
export type TrophicSample = Readonly<Partial<Record<TrophicFactor, number>>>

export type TrophicState = {
  readonly standard: string
  readonly index: number
  readonly band: TliStandard['bands'][number]
  /** True when a factor was missing and the others' weights were scaled up. */
  readonly partial: boolean
  readonly parts: readonly {
    readonly factor: TrophicFactor
    readonly index: number
    /** Share of the sum; all shares add up to 1. */
    readonly weight: number
  }[]
}

/**
 * Comprehensive trophic level index TLI(Σ) of a lake: each factor's index, weighted by the square
 * of its correlation with chlorophyll.
 *
 * A value that is not above 0 has no logarithm and counts as missing.
 *
 * @returns null when no factor is usable
 * @source 湖泊（水库）富营养化评价方法及分级技术规定; the basin bulletins' SL 395-2007 is another index
 * @example trophicState(standard, { chla: 10, tp: 0.05, tn: 1, sd: 1, codmn: 4 })?.index // => 48.02
 */
export function trophicState(standard: TliStandard, sample: TrophicSample): TrophicState | null {
  const usable = standard.terms.flatMap((term) => {
    const value = sample[term.factor]
    if (value === undefined || !(value > 0 && Number.isFinite(value))) return []
    const index = 10 * (term.intercept + term.slope * Math.log(value))
    return [{ factor: term.factor, index, weight: term.correlation ** 2 }]
  })
  const weights = usable.reduce((sum, part) => sum + part.weight, 0)
  const parts = usable.map((part) => ({ ...part, weight: part.weight / weights }))
  const index = parts.reduce((sum, part) => sum + part.weight * part.index, 0)
  const band = standard.bands.find(
    ({ upTo, upToIncluded }) => upTo === null || index < upTo || (upToIncluded && index === upTo),
  )
  if (parts.length === 0 || band === undefined) return null
  const partial = parts.length < standard.terms.length
  return { standard: standard.id, index, band, partial, parts }
}
