import { describe, expect, it } from 'vitest'
import { dayMs, hourMs } from '../../src/domain/time.ts'
import { growTrees, predictTrees } from './boosted-trees.ts'
import { compassParts } from './compass.ts'
import { noiseAt } from './contract.ts'
import { fitRidge, gapParts, partsOfHistory, predictLinear, type LinearModel } from './cross-fit.ts'
import { carryForward, seasonOf, shifted, stepMeans, trailingMean, trailingSpread } from './grid.ts'
import { quantileLevels } from './levels.ts'
import { treeSettings } from './regression.ts'
import { addRow, addRows, emptySums, ridgeSolver, solveRidge } from './ridge.ts'
import { chooseScale } from './scale.ts'
import { createScores, crpsOf } from './scores.ts'
import { combineWeights } from './weights.ts'

const rowsOf = (n: number) => Int32Array.from({ length: n }, (_, i) => i)

it('adds rows to normal sums together as one after the other, to the last bit', () => {
  const [width, rows] = [5, 11]
  const matrix = Float64Array.from({ length: width * rows }, (_, i) => noiseAt(i) * 10 ** (i % 7))
  const targets = Float64Array.from({ length: rows }, (_, r) => noiseAt(r + 99))
  const weights = Float64Array.from({ length: rows }, (_, r) => 1 + noiseAt(r + 299) / 2)
  const single = emptySums(width)
  for (let r = 1; r < rows; r += 1) addRow(single, matrix, r * width, targets[r]!, weights[r]!)
  const together = emptySums(width)
  addRows(together, matrix, 1, rows, targets, weights)
  expect(together).toEqual(single)
})

it('solves one system after another as it would each alone', () => {
  const solve = ridgeSolver(2)
  const well = { gram: Float64Array.of(2, 0, 1, 3), moment: Float64Array.of(5, 10) }
  const unsolvable = { gram: Float64Array.of(-2, 0, 1, 3), moment: Float64Array.of(5, 10) }
  const alone = solveRidge(well, 0.5)
  expect(solve(unsolvable, 0.5)).toEqual(new Float64Array(2))
  expect(solve(well, 0.5)).toEqual(alone)
  expect(solve(well, 50)).not.toEqual(alone)
  // (2.5, 1; 1, 3) b = (5, 10): the last column is not penalised.
  expect(alone[0]).toBeCloseTo(5 / 6.5, 8)
  expect(alone[1]).toBeCloseTo(20 / 6.5, 8)
})

describe('a grid', () => {
  it('averages inside steps', () => {
    const means = stepMeans(hourMs)
    for (const [at, value] of [
      [0, 1],
      [hourMs - 1, 3],
      [2 * hourMs, 7],
      [-1, 9],
      [3 * hourMs, 9],
    ]) {
      means.add(at!, value!)
    }
    expect([...means.over(0, 3)]).toEqual([2, NaN, 7])
  })

  it('takes no fill value for a measurement', () => {
    const means = stepMeans(hourMs)
    for (const value of [2, 9.96921e36, -1e308, Infinity, NaN]) means.add(0, value)
    means.add(hourMs, 3.4e38)
    expect([...means.over(0, 2)]).toEqual([2, NaN])
  })

  it.each([
    [1, [NaN, 1, 2]],
    [-1, [2, 3, NaN]],
    [3, [NaN, NaN, NaN]],
    [2304, [NaN, NaN, NaN]],
    [-4, [NaN, NaN, NaN]],
  ])('shifts by %d steps, also by more than there are', (lag, expected) => {
    expect([...shifted(Float64Array.of(1, 2, 3), lag)]).toEqual(expected)
  })

  it('carries over short gaps only', () => {
    const values = new Float64Array(12).fill(NaN)
    values[1] = 5
    expect([...carryForward(values, hourMs)]).toEqual([
      NaN,
      5,
      5,
      5,
      5,
      5,
      5,
      5,
      ...Array<number>(4).fill(NaN),
    ])
  })

  it('takes trailing means and spreads of what is known', () => {
    const values = Float64Array.of(1, 3, NaN, 5)
    expect([...trailingMean(values, 2)]).toEqual([1, 2, 3, 5])
    expect([...trailingSpread(values, 2)]).toEqual([0, 1, 0, 0])
  })

  it.each([
    [hourMs, 24],
    [dayMs, 1],
    [7 * hourMs, 1],
  ])('sees the season of a step of %d ms', (step, season) => {
    expect(seasonOf(step)).toBe(season)
  })
})

describe('the fitting scale', () => {
  const from = (value: (i: number) => number) =>
    Float64Array.from({ length: 500 }, (_, i) => value(i))
  it.each([
    ['linear', 'even values', (i: number) => 8 + noiseAt(i)],
    ['linear', 'skewed values below zero', (i: number) => Math.exp(3 * noiseAt(i)) - 1],
    ['root', 'skewed concentrations', (i: number) => Math.exp(1.4 * noiseAt(i))],
    ['log', 'a few blooms', (i: number) => Math.exp(4 * noiseAt(i) ** 3)],
    ['linear', 'a constant', () => 3],
  ])('is %s for %s', (name, _, value) => {
    const scale = chooseScale(from(value))
    expect(scale.name).toBe(name)
    for (const one of from(value).slice(0, 20)) {
      const fitted = scale.to(one)
      expect(scale.from(fitted)).toBeCloseTo(one, 9)
      const slope = (scale.from(fitted + 1e-6) - one) / 1e-6
      expect(scale.slope(fitted) / slope).toBeCloseTo(1, 3)
    }
  })
})

describe('regressions', () => {
  const n = 1200
  const columns = [0, 1, 2].map((c) =>
    Float32Array.from({ length: n }, (_, t) => noiseAt(3 * t + c)),
  )

  it('a ridge finds a line among outliers, and knows columns that never change', () => {
    const constant = new Float32Array(n).fill(7)
    const targets = Float64Array.from({ length: n }, (_, t) => {
      const spike = t % 50 === 0 ? 100 : 0
      return 4 + 2 * columns[0]![t]! - columns[1]![t]! + spike
    })
    const task = { columns: [...columns, constant], rows: rowsOf(n), targets, horizon: 1 }
    const { model } = fitRidge({ ...task, of: 'median' })
    const said = predictLinear(model, task.columns, 1)
    expect(said).toBeCloseTo(4 + 2 * columns[0]![1]! - columns[1]![1]!, 1)
  })

  it('a ridge held to zero says nothing where nothing can be learned, and learns on', () => {
    const stiffness = [1, 1, 1]
    const noise = Float64Array.from({ length: n }, (_, t) => noiseAt(7 * t + 5000))
    const task = { columns, rows: rowsOf(n), of: 'median' as const, horizon: 1, stiffness }
    const nothing = fitRidge({ ...task, targets: noise })
    const size = columns[0]!.reduce((sum, _, t) => {
      return sum + Math.abs(predictLinear(nothing.model, columns, t)) / n
    }, 0)
    expect(size).toBeLessThan(0.05)
    const targets = noise.map((value, t) => 2 * columns[0]![t]! + 0.1 * value)
    const first = fitRidge({ ...task, targets: targets.slice(0, 800), rows: rowsOf(800) })
    const next = fitRidge({ ...task, targets, before: first })
    expect(next.penalty).toBe(first.penalty)
    const errors = targets.map((target, t) =>
      Math.abs(target - predictLinear(next.model, columns, t)),
    )
    expect(errors.toSorted()[n >> 1]).toBeLessThan(0.1)
  })

  it.each([
    ['those beside it', 1, 1],
    ['as many as four horizons reach', 24, 2],
    ['no more than a fifth of the history', 500, 4],
  ])('a part of the past is told from both sides of it, without %s', (_, horizon, gap) => {
    const targets = Float64Array.from(columns[0]!, (value, t) => value + 0.3 * noiseAt(9 * t))
    const rows = rowsOf(n)
    const partRows = n / partsOfHistory
    const [from, to] = [10 * partRows, 11 * partRows]
    const odd = targets.map((value, t) => (t >= from && t < to ? value + 0.5 : value))
    const task = { columns, rows, of: 'mean' as const, horizon }
    const [was, is] = [targets, odd].map((of) => fitRidge({ ...task, targets: of }).honest)
    expect(gapParts(rows, horizon)).toBe(gap)
    const partsChanged = Array.from({ length: partsOfHistory }, (_, part) => {
      const at = part * partRows
      return was!.slice(at, at + partRows).some((value, i) => value !== is![at + i])
    })
    partsChanged.forEach((changed, part) => expect(changed).toBe(Math.abs(part - 10) > gap))
  })

  it('rows that weigh little teach little', () => {
    const storm = (t: number) => t % 4 === 0
    const targets = Float64Array.from(columns[0]!, (value, t) => (storm(t) ? -9 : 1) * value)
    const weights = Float64Array.from(targets, (_, t) => (storm(t) ? 0.02 : 1))
    const of = 'mean' as const
    const task = { columns, rows: rowsOf(n), targets, of, horizon: 1, stiffness: [1, 1, 1] }
    const said = (model: LinearModel) => predictLinear(model, columns, 2) / columns[0]![2]!
    expect(said(fitRidge({ ...task, weights }).model)).toBeGreaterThan(0.7)
    expect(said(fitRidge(task).model)).toBeLessThan(0)
  })

  it('trees find a step, send missing values their own way, and repeat themselves', () => {
    const [first] = columns
    first![10] = NaN
    const targets = Float64Array.from(first!, (value) => (value > 0.2 ? 5 : 1))
    const model = growTrees(columns, rowsOf(n), targets, treeSettings)
    expect(growTrees(columns, rowsOf(n), targets, treeSettings)).toEqual(model)
    const high = first!.findIndex((value) => value > 0.5)
    const low = first!.findIndex((value) => value < 0)
    expect(predictTrees(model, columns, high)).toBeCloseTo(5, 0)
    expect(predictTrees(model, columns, low)).toBeCloseTo(1, 0)
    expect(Number.isFinite(predictTrees(model, columns, 10))).toBe(true)
  })

  it('weights go to the members that err least and add up to one', () => {
    const truths = Float64Array.from({ length: 300 }, (_, i) => noiseAt(i))
    const forecasts = Float64Array.from({ length: 900 }, (_, i) => {
      const row = Math.floor(i / 3)
      return truths[row]! + [0.1, 0.1, 5][i % 3]! * noiseAt(1000 + i)
    })
    const trust = new Float64Array(300).fill(1)
    const liked = [true, false, false]
    const weights = combineWeights({
      members: 3,
      forecasts,
      truths,
      trust,
      liked,
      independent: 900,
    })
    expect(weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 9)
    expect(weights[2]).toBeLessThan(0.02)
    expect(weights[1]).toBeGreaterThan(0.4)
    const young = combineWeights({ members: 3, forecasts, truths, trust, liked, independent: 5 })
    expect(young[0]).toBeGreaterThan(weights[0]!)
  })
})

describe('scores', () => {
  it('the CRPS of a point forecast is its absolute error', () => {
    expect(crpsOf(new Float64Array(39).fill(3), 5)).toBeCloseTo(2, 9)
  })

  it('the CRPS of a uniform forecast is near its exact value', () => {
    // Uniform on [0, 1], observed 1/2: 1/12.
    expect(crpsOf(Float64Array.from(quantileLevels), 0.5)).toBeCloseTo(1 / 12, 2)
  })

  it('counts what falls on a bound as inside', () => {
    const scores = createScores()
    scores.add(Float64Array.from(quantileLevels), 0.1)
    scores.add(Float64Array.from(quantileLevels), 0.98)
    expect(scores.result()).toMatchObject({ n: 2, coverage80: 0.5, coverage95: 0.5 })
  })

  it('has no scores without forecasts, rather than NaN', () => {
    expect(createScores().result()).toMatchObject({ n: 0, mae: null, rmse: null, crps: null })
  })
})

it('reads wind directions in words', () => {
  expect(compassParts('NW')).toEqual([-0.707107, 0.707107])
  expect(compassParts('cv')).toEqual([0, 0])
  expect(compassParts('12')).toBeNull()
})
