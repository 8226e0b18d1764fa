import { guidanceColumns } from './columns.ts'
import { fitRidge, predictLinear } from './cross-fit.ts'
import { windowOf } from './grid.ts'
import { learningRows, type MemberFit, type MemberGroup } from './member.ts'
import { ridgeOf, silent, type RidgeMemberFit } from './regression.ts'

const rowsMost = 6000
/** Heard on fewer days it is not believed yet: weights are learned where all members speak. */
const daysLeast = 21

/**
 * Another forecaster as a member: least squares on what it said of the target, the last day's mean
 * and the calendar, which turn its unit into the target's and its day into hours. Where it said
 * nothing this member says nothing, and the others serve.
 */
export const guided: MemberGroup = {
  names: ['guidance'],
  simple: false,
  needsYear: false,
  fit(design, horizon, known, before) {
    const { grid, level, fitted } = design
    const [said] = guidanceColumns(grid, horizon)
    const heard = (t: number) => said !== undefined && Number.isFinite(said[t]!)
    const rows = learningRows(design, horizon, known, rowsMost).filter(heard)
    if (said === undefined || rows.length < daysLeast * windowOf(grid.stepMs)) {
      return [silent(design)]
    }
    const columns = [said, Float32Array.from(level), ...design.calendar(horizon)]
    const targets = Float64Array.from(rows, (t) => fitted[t + horizon]!)
    const ridge = fitRidge({ columns, rows, targets, of: 'mean', horizon, ...ridgeOf(before?.[0]) })
    const past = new Float32Array(fitted.length).fill(NaN)
    rows.forEach((t, r) => (past[t] = ridge.honest[r]!))
    const fit: MemberFit & RidgeMemberFit = {
      past,
      ridge,
      predict: (t) => (heard(t) ? predictLinear(ridge.model, columns, t) : NaN),
    }
    return [fit]
  },
}
