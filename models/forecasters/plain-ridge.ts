import { fitRidge, predictLinear } from './cross-fit.ts'
import { learningRows, type MemberGroup } from './member.ts'
import { ridgeOf, rowsLeast, silent, type RidgeMemberFit } from './regression.ts'

/** One pass over the rows is cheap: two years of hours are learned whole. */
const rowsMost = 20_000

/**
 * The plainest regression: least squares in the target's own unit, every row the same, on the last
 * two days against their mean and on the calendar. Of a smooth series one step ahead it is hard to
 * beat, and where the others err it holds the weights to what they would have without them.
 */
export const plainRidge: MemberGroup = {
  names: ['plain-ridge'],
  simple: false,
  steadyWithinDay: true,
  needsYear: false,
  fit(design, horizon, known, before) {
    const rows = learningRows(design, horizon, known, rowsMost)
    if (rows.length < rowsLeast || !design.seesReturn(horizon)) return [silent(design)]
    const { scale, grid } = design
    const { level, columns: past } = design.plain()
    const columns = [...past, ...design.calendar(horizon)]
    const targets = Float64Array.from(rows, (t) => grid.target[t + horizon]! - level[t]!)
    const ridge = fitRidge({ columns, rows, targets, of: 'mean', horizon, ...ridgeOf(before?.[0]) })
    const said = new Float32Array(level.length).fill(NaN)
    rows.forEach((t, r) => (said[t] = scale.to(level[t]! + ridge.honest[r]!)))
    const fit: RidgeMemberFit = {
      past: said,
      ridge,
      predict: (t) => scale.to(level[t]! + predictLinear(ridge.model, columns, t)),
    }
    return [fit]
  },
}
