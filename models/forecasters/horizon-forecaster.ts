import { median } from 'simple-statistics'
import { createBands, trustOf, type ErrorBands } from './bands.ts'
import type { Design } from './design.ts'
import { seasonOf, windowOf } from './grid.ts'
import type { MemberFit, MemberGroup } from './member.ts'
import { createRestraint, type Restraint } from './restraint.ts'
import { createSpreadInputs, evenSpread, fitSpread, type SpreadModel } from './spread.ts'
import { combineWeights } from './weights.ts'

/** Past errors count half as much in the weights after so many days. */
const weightHalfLifeDays = 365
const weightRowsMost = 2000
/**
 * Forecasts that were issued count in the weights like so many told in hindsight, for each day
 * ahead, until all seasons have been seen: what is told from both sides of a gap never had to
 * foresee one.
 */
const issuedPerDay = 3
/** Weight of members that must speak at an issue, and of the past from which errors are learned. */
const leastWeight = 0.2
const wholeWeight = 0.99
/** Members that can all speak in fewer past rows than this are not weighed. */
const weightRowsLeast = 60

/**
 * All that serves one horizon: members, what each said at every origin, their weights, the
 * expected error and its quantiles. `fitAt` → (`speak` at each origin, `calibrate` once a day)*.
 */
export class HorizonForecaster {
  private readonly design: Design
  private readonly horizon: number
  private readonly groups: readonly MemberGroup[]
  private readonly plain: boolean
  private readonly liked: readonly boolean[]
  private readonly trusted: readonly boolean[]
  private fits: MemberFit[][] = []
  private readonly said: Float32Array[]
  /** The members' mean, far ahead drawn to their median, and the forecast that is made of it. */
  private readonly mean: Float32Array
  private readonly centre: Float32Array
  private readonly restraint: Restraint
  private readonly expected: Float32Array
  private readonly bands: ErrorBands
  private readonly spreadInputs: ReturnType<typeof createSpreadInputs>
  private spread: SpreadModel = evenSpread
  private weights: Float64Array
  /** Steps show the day's rhythm, and not every season has been seen. */
  private readonly foresees: boolean
  /**
   * Word of the members' median beside their weighted mean. More than a day ahead few past errors
   * do not overlap, and weights learned from them are one spell's. On under 90 days members are
   * few and the ridges among them wild.
   */
  private readonly medianShare: number
  /** Forecasts of targets after this step were issued, those of earlier ones told in hindsight. */
  private startedAt = 0
  /** Members that took part when weights were last learned. */
  private active: number[] = []

  /** @param plain  bands from past errors alone, as wide on one day as on another */
  constructor(
    design: Design,
    horizon: number,
    groups: readonly MemberGroup[],
    known: number,
    plain: boolean,
  ) {
    const n = design.fitted.length
    const names = groups.flatMap((group) => group.names)
    this.design = design
    this.horizon = horizon
    this.groups = groups
    this.plain = plain
    this.said = names.map(() => new Float32Array(n).fill(NaN))
    this.mean = new Float32Array(n).fill(NaN)
    this.centre = new Float32Array(n).fill(NaN)
    this.expected = new Float32Array(n).fill(1)
    this.weights = new Float64Array(names.length)
    this.liked = groups.flatMap(({ names, simple, liked }) => names.map(() => liked ?? simple))
    const alone = names.length === 1
    this.trusted = groups.flatMap((group) =>
      group.names.map(() => alone || design.yearly || !group.needsYear),
    )
    this.spreadInputs = createSpreadInputs(design, horizon, this.centre, known)
    const past = { fitted: design.fitted, horizon, stepsPerDay: windowOf(design.grid.stepMs) }
    const season = seasonOf(design.grid.stepMs)
    this.foresees = season > 1 && !design.seasoned
    this.medianShare = this.foresees && design.settled ? Math.max(0, 1 - season / horizon) : 0
    const isSteady = groups.flatMap(({ names, simple, steadyWithinDay = false }) =>
      names.map(() => !alone && (simple || (steadyWithinDay && horizon < season))),
    )
    const steady = this.said.filter((_, k) => isSteady[k]!)
    this.restraint = createRestraint({ ...past, season, mean: this.mean, steady })
    this.bands = createBands({
      ...past,
      centre: this.centre,
      spread: this.expected,
    })
  }

  /** First fit: also tells what members would have said of the past. */
  start(origin: number): void {
    const { design, horizon } = this
    this.startedAt = origin
    this.fits = this.groups.map((group) => group.fit(design, horizon, origin + 1))
    this.fits.flat().forEach((fit, k) => {
      const said = this.said[k]!
      for (let t = 0; t < origin; t += 1) {
        // Targets after the issue time were not learned from: predicting them is honest.
        said[t] = t + horizon <= origin ? fit.past[t]! : fit.predict(t)
      }
    })
    this.weigh(origin)
    for (let t = 0; t < origin; t += 1) this.combine(t, wholeWeight)
    this.learnSpread(origin)
    this.speak(origin)
    this.calibrate(origin)
  }

  refit(origin: number): void {
    const { design, horizon } = this
    this.fits = this.groups.map((group, g) => group.fit(design, horizon, origin + 1, this.fits[g]))
    this.learnSpread(origin)
  }

  /** Everything that an issue at this origin says; origins come one by one. */
  speak(origin: number): void {
    this.bands.learn(origin)
    this.fits.flat().forEach((fit, k) => (this.said[k]![origin] = fit.predict(origin)))
    this.combine(origin, leastWeight)
  }

  calibrate(origin: number): void {
    this.weigh(origin)
    this.bands.calibrate(origin)
  }

  /** Quantiles in the target's unit; null where no member can say anything. */
  quantiles(origin: number): Float64Array | null {
    const centre = this.centre[origin]!
    if (Number.isNaN(centre)) return null
    return this.bands.at(origin).map((error) => this.design.scale.from(centre + error))
  }

  /** @param least  weight of speaking members below which their mean is not the forecast */
  private combine(origin: number, least: number): void {
    let sum = 0
    let total = 0
    const values: number[] = []
    this.active.forEach((k, i) => {
      const value = this.said[k]![origin]!
      if (Number.isNaN(value)) return
      values.push(value)
      sum += this.weights[i]! * value
      total += this.weights[i]!
    })
    const share = this.medianShare
    if (total >= least) this.mean[origin] = (1 - share) * (sum / total) + share * median(values)
    else this.mean[origin] = least < wholeWeight ? this.fallback(origin) : NaN
    this.restraint.learn(origin)
    this.centre[origin] = this.restraint.held(origin)
    if (this.plain) return
    this.spreadInputs.fill(origin)
    this.expected[origin] = this.spread.at(origin)
  }

  /** Mean of what can still be said, where the members that count are silent. */
  private fallback(origin: number): number {
    const values = this.said.map((said) => said[origin]!).filter((value) => !Number.isNaN(value))
    return values.reduce((sum, value) => sum + value / values.length, values.length > 0 ? 0 : NaN)
  }

  private learnSpread(origin: number): void {
    if (this.plain) return
    const { design, horizon } = this
    this.spread = fitSpread(design, horizon, origin + 1, this.centre, this.spreadInputs)
    for (let t = 0; t <= origin; t += 1) this.expected[t] = this.spread.at(t)
  }

  private weigh(origin: number): void {
    const { horizon, design } = this
    if (this.said.length === 1) {
      this.active = [0]
      this.weights = Float64Array.of(1)
      return
    }
    const newest = origin - horizon
    const speaking = this.speakingMembers(newest)
    const valid: number[] = []
    for (let t = newest; t >= 0; t -= 1) {
      const known = !Number.isNaN(design.fitted[t + horizon]!)
      if (known && speaking.every((k) => !Number.isNaN(this.said[k]![t]!))) valid.push(t)
    }
    const stride = Math.max(1, Math.ceil(valid.length / weightRowsMost))
    const rows = valid.filter((_, i) => i % stride === 0)
    this.active = speaking
    if (rows.length < weightRowsLeast) {
      this.weights = new Float64Array(speaking.length).fill(1 / speaking.length)
      return
    }
    const day = windowOf(design.grid.stepMs)
    const base = design.base(horizon)
    // Errors count in the target's unit, by which forecasts are judged.
    const unitsOf = (t: number) => design.scale.slope(base[t]!)
    const season = seasonOf(design.grid.stepMs)
    const issued = this.foresees ? Math.max(1, (issuedPerDay * horizon) / season) : 1
    const timesOf = (t: number) => (t + horizon > this.startedAt ? issued : 1)
    this.weights = combineWeights({
      members: speaking.length,
      forecasts: this.saidAt(rows, speaking),
      truths: Float64Array.from(rows, (t) => design.fitted[t + horizon]!),
      trust: Float64Array.from(
        rows,
        (t) => unitsOf(t) * timesOf(t) * trustOf((newest - t) / day, weightHalfLifeDays),
      ),
      liked: speaking.map((k) => this.liked[k]!),
      independent: newest / horizon,
    })
  }

  /** Row after row what the members said. */
  private saidAt(rows: readonly number[], members: readonly number[]): Float64Array {
    const table = new Float64Array(rows.length * members.length)
    members.forEach((k, i) => {
      const said = this.said[k]!
      for (let r = 0; r < rows.length; r += 1) table[r * members.length + i] = said[rows[r]!]!
    })
    return table
  }

  /** Members that spoke in at least half as many past rows as the one that spoke most. */
  private speakingMembers(newest: number): number[] {
    const counts = this.said.map((said) => {
      let count = 0
      for (let t = 0; t <= newest; t += 1) if (!Number.isNaN(said[t]!)) count += 1
      return count
    })
    // Regressions learn from thinned rows: their past is thinner than that of the others.
    const least = Math.min(weightRowsLeast, Math.max(...counts))
    return counts.flatMap((count, k) => (this.trusted[k]! && count >= least ? [k] : []))
  }
}
