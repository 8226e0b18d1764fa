/** Past forecasts of members, and what was measured. */
export type WeighedRows = {
  readonly members: number
  /** Per row the members' forecasts, row after row, all finite. */
  readonly forecasts: Float64Array
  readonly truths: Float64Array
  /** Per row its weight, > 0. */
  readonly trust: Float64Array
  /** Members to which weights are drawn on little history: those that learn next to nothing. */
  readonly liked: readonly boolean[]
  /** Errors that do not overlap: the span of the history in horizons. */
  readonly independent: number
}

/**
 * Weights of members, not negative and adding up to one, under which the weighted sum of their
 * past forecasts has the least absolute error; drawn towards the liked members, the more so the
 * shorter the history.
 *
 * Reweighted least squares for the absolute error.
 */
export function combineWeights({
  members,
  forecasts,
  truths,
  trust,
  liked,
  independent,
}: WeighedRows): Float64Array {
  let weights: Float64Array = new Float64Array(members).fill(1 / members)
  if (truths.length === 0) return weights
  const errors = new Float64Array(members)
  for (let round = 0; round < rounds; round += 1) {
    const gram = new Float64Array(members * members)
    let size = 0
    const sizes = truths.map((truth, r) => {
      let sum = 0
      for (let k = 0; k < members; k += 1) sum += weights[k]! * forecasts[r * members + k]!
      const error = Math.abs(truth - sum)
      size += error / truths.length
      return error
    })
    const least = Math.max(0.3 * size, 1e-9)
    for (let r = 0; r < truths.length; r += 1) {
      const weight = trust[r]! / Math.max(sizes[r]!, least)
      for (let k = 0; k < members; k += 1) errors[k] = forecasts[r * members + k]! - truths[r]!
      for (let a = 0; a < members; a += 1) {
        for (let b = 0; b < members; b += 1)
          gram[a * members + b]! += weight * errors[a]! * errors[b]!
      }
    }
    weights = onSimplex(gram, members, liked, drawBase + drawErrors / Math.max(independent, 1))
  }
  return weights
}

const rounds = 3
const sweepsMost = 60
/** Pull of the liked members, in shares of the best member's error power. */
const drawBase = 0.01
const drawErrors = 20
/** Where liked members err much more than the others, weights are drawn to good ones among all. */
const likingOfOthers = 0.1

/**
 * Least w'Gw over weights that are not negative and add up to one: pairs of weights are moved
 * against each other until none gains.
 */
function onSimplex(
  gram: Float64Array,
  members: number,
  liked: readonly boolean[],
  draw: number,
): Float64Array {
  const powers = Array.from({ length: members }, (_, k) => gram[k * members + k]!)
  const best = Math.min(...powers)
  const weights = new Float64Array(members).fill(1 / members)
  if (!(best > 0)) return weights
  const liking = powers.map((power, k) => (liked[k] ? 1 : likingOfOthers) * (best / power) ** 2)
  const total = liking.reduce((sum, value) => sum + value, 0)
  const prior = liking.map((value) => (total > 0 ? value / total : 1 / members))
  const pull = draw * best
  const at = (a: number, b: number) => gram[a * members + b]! + (a === b ? pull : 0)
  const slope = (k: number) =>
    weights.reduce((sum, weight, b) => sum + at(k, b) * weight, -pull * prior[k]!)
  for (let sweep = 0; sweep < sweepsMost; sweep += 1) {
    let moved = 0
    for (let a = 0; a < members; a += 1) {
      for (let b = 0; b < a; b += 1) {
        const curve = at(a, a) + at(b, b) - 2 * at(a, b)
        if (!(curve > 0)) continue
        const step = (slope(b) - slope(a)) / curve
        const held = Math.max(-weights[a]!, Math.min(weights[b]!, step))
        weights[a]! += held
        weights[b]! -= held
        moved += Math.abs(held)
      }
    }
    if (moved < 1e-4) break
  }
  return weights
}
