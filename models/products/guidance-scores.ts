import { dateAfter } from '../../src/domain/time.ts'
import type { Guidance, GuidanceScore, RangeScore } from '../../src/domain/guidance.ts'
import type { ProductDraft } from '../../src/domain/product.ts'

type AqiRange = { readonly aqiLow: number; readonly aqiHigh: number }
type Pair = { readonly guidance: AqiRange; readonly draft: AqiRange; readonly measured: number }

/**
 * How guidance and drafts did on the same days, by area and day ahead: only days count that were
 * measured and that both speak of.
 *
 * @param measured  AQI of an area on a day, by `area|date`
 */
export function scoreGuidance(
  guidance: readonly Guidance[],
  drafts: readonly ProductDraft[],
  measured: ReadonlyMap<string, number>,
): GuidanceScore[] {
  const pairs = new Map<string, { readonly area: string; readonly leadDay: number; of: Pair[] }>()
  for (const { issueDate, cells } of guidance) {
    const draft = drafts.find(({ date }) => date === issueDate)
    for (const { area, leadDay, ...said } of cells) {
      const own = draft?.cells.find((cell) => cell.area === area && cell.leadDay === leadDay)
      const truth = measured.get(`${area}|${dateAfter(issueDate, leadDay)}`)
      if (own === undefined || own.value === null || truth === undefined) continue
      const key = `${area}|${leadDay}`
      const group = pairs.get(key) ?? { area, leadDay, of: [] }
      pairs.set(key, group)
      group.of.push({ guidance: said, draft: own.value, measured: truth })
    }
  }
  return [...pairs.values()]
    .map(({ area, leadDay, of }) => ({
      ...{ area, leadDay, n: of.length },
      guidance: scoreOf(of, ({ guidance: range }) => range),
      draft: scoreOf(of, ({ draft: range }) => range),
    }))
    .sort((a, b) => a.leadDay - b.leadDay || (a.area < b.area ? -1 : 1))
}

function scoreOf(pairs: readonly Pair[], rangeOf: (pair: Pair) => AqiRange): RangeScore {
  const share = (read: (range: AqiRange, measured: number) => number) =>
    pairs.reduce((sum, pair) => sum + read(rangeOf(pair), pair.measured), 0) / pairs.length
  return {
    mae: share(({ aqiLow, aqiHigh }, aqi) => Math.abs((aqiLow + aqiHigh) / 2 - aqi)),
    inside: share(({ aqiLow, aqiHigh }, aqi) => Number(aqi >= aqiLow && aqi <= aqiHigh)),
  }
}
