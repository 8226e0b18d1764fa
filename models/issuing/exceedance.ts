/**
 * Probability that a condition holds at any step of a path, from the quantiles of each step.
 *
 * The joint path is read quantile by quantile: the path of the 30 % quantile is that quantile at
 * every step, so that a series above its median now is taken to stay as far above it. The
 * probability is the share of such paths that meet the condition anywhere. For a limit on one side
 * it is the largest single-step probability, which the true one cannot fall below (Fréchet's
 * bound): a warning that needs 80 % comes too late rather than too often. Paths are equally
 * likely, the outermost of them standing for what lies beyond.
 *
 * @param paths  by step, the values at evenly spaced quantile levels
 * @returns 0 to 1; 0 without steps
 */
export function pathProbability(
  paths: readonly (readonly number[])[],
  holds: (value: number) => boolean,
): number {
  const levels = paths[0]?.length ?? 0
  if (levels === 0) return 0
  let meeting = 0
  for (let level = 0; level < levels; level += 1) {
    const outermost = level === 0 || level === levels - 1
    if (paths.some((quantiles) => holds(quantiles[level]!))) meeting += outermost ? 1.5 : 1
  }
  return meeting / (levels + 1)
}
