import { dayMs } from '../../src/domain/time.ts'
import { anomaly } from './anomaly.ts'
import { createDesign, natureOf, type Design } from './design.ts'
import type { DegradeNote, DegradeReason, Forecast, Forecaster, Issuer } from './forecaster.ts'
import { seasonOf, windowOf, type Grid } from './grid.ts'
import { guided } from './guided.ts'
import { HorizonForecaster } from './horizon-forecaster.ts'
import type { MemberGroup } from './member.ts'
import { climatology, persistence, seasonalNaive, smoothing } from './naive.ts'
import { plainRidge } from './plain-ridge.ts'
import { regression, rowsLeast } from './regression.ts'
import { seasonedTrees } from './seasoned-trees.ts'

/**
 * Members are fitted anew when the history has grown by this share, at the latest after so many
 * days; weights and bands follow every day.
 */
const refitGrowth = 0.1
const refitDaysMost = 30

/** Starts on fewer known steps are looked at every day, whether the history has doubled. */
const youngBelow = 500

type Recipe = {
  readonly groups: (grid: Grid) => readonly MemberGroup[]
  readonly plain: boolean
}

/**
 * On steps of a day the seasonal naive forecast is the last value, whose weight it would double; and
 * the anomaly, which is the last value until it knows more, stands for it among the simple ones.
 * Another forecaster is one more member, where there is one.
 */
function ensembleGroups({ stepMs, guidance = [] }: Grid): readonly MemberGroup[] {
  const ofSteps =
    seasonOf(stepMs) > 1
      ? [persistence, seasonalNaive]
      : [{ ...persistence, simple: false }, anomaly]
  const groups = [...ofSteps, climatology, smoothing, regression, seasonedTrees, plainRidge]
  return guidance.length > 0 ? [...groups, guided] : groups
}

const recipes: Record<string, Recipe> = {
  persistence: { groups: () => [persistence], plain: true },
  'seasonal-naive': { groups: () => [seasonalNaive], plain: true },
  climatology: { groups: () => [climatology], plain: true },
  smoothing: { groups: () => [smoothing], plain: false },
  ensemble: { groups: ensembleGroups, plain: false },
}

/** All forecasters: the nulls, smoothing alone, and the ensemble that is served. */
export const forecasters: readonly Forecaster[] = Object.entries(recipes).map(([name, recipe]) => ({
  name,
  start: (grid, horizons) => new SeriesIssuer(grid, horizons, recipe),
}))

export const forecasterNamed = (name: string): Forecaster =>
  forecasters.find((forecaster) => forecaster.name === name)!

/**
 * States: nothing known → working; a refit as the history grows; a new start when the history has
 * doubled, or its skewness, its first 90 days, first full year or first 500 days ask for another design.
 */
class SeriesIssuer implements Issuer {
  readonly notes: DegradeNote[] = []
  private readonly grid: Grid
  private readonly horizons: readonly number[]
  private readonly recipe: Recipe
  private design: Design | null = null
  private parts = new Map<number, HorizonForecaster>()
  private startedAt = 0
  private knownAtStart = 0
  private fittedAt = 0
  private spokenAt = -1
  /** Of the target up to `upTo`: steps with a value, and whether they ever differ. */
  private readonly seen = { upTo: -1, known: 0, value: NaN, changed: false }

  constructor(grid: Grid, horizons: readonly number[], recipe: Recipe) {
    this.grid = grid
    this.horizons = horizons
    this.recipe = recipe
  }

  forecast(origin: number, horizon: number): Forecast | null {
    this.advance(origin)
    const quantiles = this.parts.get(horizon)?.quantiles(origin) ?? null
    if (quantiles === null) {
      this.note('no-history', horizon, 'no value before the origin: no forecast')
      return null
    }
    this.noteWeakness(origin, horizon)
    return { origin, horizon, quantiles }
  }

  private advance(origin: number): void {
    if (origin <= this.spokenAt) return
    if (this.design === null) this.look(origin)
    if (this.design === null) {
      this.begin(origin)
      return
    }
    const day = windowOf(this.grid.stepMs)
    const refitMost = Math.max(1, Math.round((refitDaysMost * dayMs) / this.grid.stepMs))
    for (let t = this.spokenAt + 1; t <= origin; t += 1) {
      this.look(t)
      const grown = Math.max(day, Math.round(refitGrowth * this.seen.known))
      const due = t - this.fittedAt >= Math.min(grown, refitMost)
      const young = this.knownAtStart < youngBelow && (t - this.startedAt) % day === 0
      if ((due || young || this.knownAtStart === 0) && this.outgrown(t)) this.begin(t)
      else {
        for (const part of this.parts.values()) {
          if (due) part.refit(t)
          part.speak(t)
          if ((t - this.startedAt) % day === 0) part.calibrate(t)
        }
        if (due) this.fittedAt = t
      }
    }
    this.spokenAt = origin
  }

  private begin(origin: number): void {
    const design = createDesign(this.grid, origin + 1)
    this.parts = new Map()
    const { plain } = this.recipe
    const groups = this.recipe.groups(this.grid)
    for (const horizon of this.horizons) {
      const part = new HorizonForecaster(design, horizon, groups, origin + 1, plain)
      part.start(origin)
      this.parts.set(horizon, part)
    }
    this.design = design
    this.startedAt = origin
    this.knownAtStart = this.seen.known
    this.fittedAt = origin
    this.spokenAt = origin
  }

  private outgrown(origin: number): boolean {
    if (this.seen.known > 2 * this.knownAtStart) return true
    if (this.knownAtStart < youngBelow) return false
    const next = natureOf(this.grid, origin + 1)
    const before = this.design!
    return (
      next.scale.name !== before.scale.name ||
      next.yearly !== before.yearly ||
      next.settled !== before.settled ||
      next.seasoned !== before.seasoned
    )
  }

  private look(origin: number): void {
    const { seen } = this
    for (; seen.upTo < origin; seen.upTo += 1) {
      const value = this.grid.target[seen.upTo + 1]!
      if (Number.isNaN(value)) continue
      if (seen.known > 0 && value !== seen.value) seen.changed = true
      seen.known += 1
      seen.value = value
    }
  }

  private noteWeakness(origin: number, horizon: number): void {
    const { grid, design } = this
    const { known, changed } = this.seen
    if (known < rowsLeast + horizon) {
      const sentence = `expected at least ${rowsLeast + horizon} known steps, got fewer: persistence, seasonal naive and climatology serve`
      this.note('short-history', horizon, sentence)
    }
    if (!changed) {
      this.note('constant-target', horizon, 'the target never changed: persistence serves')
    }
    if (Number.isNaN(design!.level[origin]!)) {
      const sentence =
        'nothing measured lately before the origin: climatology and the last value serve'
      this.note('gap', horizon, sentence)
    }
    for (const { name, values, knownAhead } of grid.features) {
      if (knownAhead && !Number.isFinite(values[origin + horizon] ?? NaN)) {
        this.note('missing-feature', horizon, `${name} is missing at the target: its mean serves`)
      }
    }
  }

  private note(reason: DegradeReason, horizon: number, sentence: string): void {
    const known = this.notes.find(
      (note) => note.reason === reason && note.horizon === horizon && note.sentence === sentence,
    )
    if (known === undefined) this.notes.push({ reason, horizon, sentence, count: 1 })
    else known.count += 1
  }
}
