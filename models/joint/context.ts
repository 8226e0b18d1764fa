import { createBearing, learnBearing, takenOff, type Bearing } from './bearing.ts'
import type { Strangeness, Stray } from './channel.ts'

/**
 * One column of declared context (flow, rain, a gate, a pump): never judged itself, but a change of
 * which may explain what the judged columns do in the rows after it.
 *
 *     settled → moved    it lies further from its reference than its noise lets expect; the value is
 *                        the new reference, and the rows are counted from 0 again
 *     stages             rows 0–5, 6–11, 12–23, 24–47, 48–95, 96–191 and 192–383 after a change, and
 *                        calm, of which each 192 rows count as one
 *
 * Of each stage it is learned how far each judged column usually lies from its level. Where it lies
 * further than in the quietest stage, distances are measured by that. So a context that explains
 * nothing asks for no more evidence, one that does not change asks for none, and what is usual
 * after a change no longer hides what happens without one.
 */
export type ContextColumn = {
  count: number
  /** The reference: a short mean since the last change. */
  settled: number
  variance: number
  /** Its long mean, the variance around it, and the newest value in its widths. */
  mean: number
  spread: number
  newest: number
  /** Rows since the last change. */
  since: number
  /** How often each stage was gone through. */
  episodes: number[]
  /** By judged column. */
  effects: Effect[]
}

/** What one judged column does in the stages of one context column. */
type Effect = {
  /** By stage: mean over the episodes of ln of the distance (root mean square, noise widths). */
  readonly far: number[]
  /** By stage: mean over the episodes of ln of the greatest step, in usual steps. */
  readonly step: number[]
  /** Of the episode at hand: readings, their squared distances, and the greatest step. */
  rows: number
  squares: number
  most: number
}

/** One row's context: values in the order of the context columns; null where nothing came. */
export type ContextRow = readonly (number | null)[]

/** By how much one judged column usually strays more, so long after a change of that context. */
type Excuse = { readonly context: number; readonly far: number; readonly step: number }

const stageEnds = [6, 12, 24, 48, 96, 192, 384]
const calm = stageEnds.length
const calmFrom = stageEnds[calm - 1]!
/** A calm longer than this is another episode. */
const calmRows = 192
const settledRows = 6
const noiseRows = 3_000
const readingsToMove = 30
/** Noise widths from the reference that are a change. */
const moveAt = 4
/** Episodes before a stage is believed, and over which it is averaged. */
const episodesToKnow = 3
const episodesMost = 20
/** A column must stray more by this factor, for less is chance. */
const straysFrom = 2
const least = 0.1

function createContextColumn(): ContextColumn {
  const episodes = Array.from({ length: calm + 1 }, () => 0)
  const nothing = { count: 0, settled: 0, variance: 0, mean: 0, spread: 0, newest: 0 }
  return { ...nothing, since: calmFrom, episodes, effects: [] }
}

/** The context of one model: plain JSON. */
export type Contexts = { readonly columns: ContextColumn[]; readonly bearing: Bearing }

export const createContexts = (): Contexts => ({ columns: [], bearing: createBearing() })

/** What the context says of one judged column at a row, before the row is learned. */
export type Outlook = {
  readonly stray: Stray
  /** Level of late of what came, with nothing taken off. */
  readonly level: number
  /** Which context says most; null: none says anything. */
  readonly after: After | null
}

/** A change of context that something is laid to. */
export type After = {
  /** Index of the context column. */
  readonly context: number
  /** Rows since it changed; null: longer ago than is counted. */
  readonly rowsAgo: number | null
}

/** Changes nothing. Empty: nothing is known yet. */
export function outlooksOf({ columns, bearing }: Contexts, row: ContextRow): Outlook[] {
  const since = columns.map((column, i) => rowsSince(column, row[i] ?? null))
  return takenOff(bearing, widthsOf(columns, row)).map(
    ({ off, before, level, context }, judged) => {
      const excuse = excuseOf(columns, since, judged)
      const { far, step } = excuse ?? { far: 1, step: 1 }
      const says = excuse?.context ?? context
      const after = says === null ? null : { context: says, rowsAgo: countedRows(since[says]!) }
      return { stray: { off, turn: off - before, far, step }, level, after }
    },
  )
}

/**
 * A context column comes into being with the first row that has it.
 *
 * @param values  of the judged columns
 * @param seen  what is strange of each; null where nothing is known or came
 * @param outlooks  of the same row
 */
export function learnContexts(
  { columns, bearing }: Contexts,
  row: ContextRow,
  values: readonly (number | null)[],
  seen: readonly (Strangeness | null)[],
  outlooks: readonly Outlook[],
): void {
  while (columns.length < row.length) columns.push(createContextColumn())
  const taken = outlooks.map(({ stray }) => stray.off)
  learnBearing(bearing, widthsOf(columns, row), values, taken)
  columns.forEach((column, i) => learnColumn(column, row[i] ?? null, seen))
}

const widthsOf = (columns: readonly ContextColumn[], row: ContextRow): number[] =>
  columns.map((column, i) => inWidths(column, row[i] ?? null))

const countedRows = (since: number) => (stageOf(since) === calm ? null : since)

/** Rows since its change, as of a row with this value. */
function rowsSince(column: ContextColumn, value: number | null): number {
  return hasMoved(column, value) ? 0 : column.since + 1
}

function excuseOf(
  columns: readonly ContextColumn[],
  since: readonly number[],
  judged: number,
): Excuse | null {
  let best: Excuse | null = null
  for (const [context, { effects, episodes }] of columns.entries()) {
    const stage = stageOf(since[context]!)
    const effect = effects[judged]
    if (stage === calm || effect === undefined || episodes[stage]! < episodesToKnow) continue
    const far = strayOf(effect.far, episodes, stage)
    const step = strayOf(effect.step, episodes, stage)
    const most: number = best === null ? 1 : Math.max(best.far, best.step)
    if (Math.max(far, step) > most) best = { context, far, step }
  }
  return best
}

/** @param seen  what is strange of each judged column; null where nothing is known or came */
function learnColumn(
  column: ContextColumn,
  value: number | null,
  seen: readonly (Strangeness | null)[],
): void {
  const moved = hasMoved(column, value)
  const before = stageOf(column.since)
  const since = moved ? 0 : column.since + 1
  const stage = stageOf(since)
  column.since = since >= calmFrom + calmRows ? calmFrom : since
  if (moved || stage !== before || column.since < since) closeEpisode(column, before)
  seen.forEach((one, judged) => {
    const effect = (column.effects[judged] ??= noEffect())
    if (one === null) return
    effect.rows += 1
    effect.squares += one.away ** 2
    effect.most = Math.max(effect.most, one.step)
  })
  if (value !== null && !Number.isNaN(value)) learnValue(column, value, moved)
}

/** A value of the column in its own widths, from its mean; the newest where none came. */
function inWidths({ count, mean, spread, newest }: ContextColumn, value: number | null): number {
  if (value === null || Number.isNaN(value) || count < readingsToMove) return newest
  return (value - mean) / (Math.sqrt(spread) + 1e-5 * Math.abs(mean) + 1e-9)
}

function hasMoved(column: ContextColumn, value: number | null): boolean {
  if (value === null || Number.isNaN(value) || column.count < readingsToMove) return false
  return Math.abs(value - column.settled) > moveAt * widthOf(column)
}

function widthOf({ variance, settled }: ContextColumn): number {
  return Math.sqrt(variance) + 1e-5 * Math.abs(settled) + 1e-9
}

function stageOf(since: number): number {
  const stage = stageEnds.findIndex((end) => since < end)
  return stage < 0 ? calm : stage
}

/** How much further than in the quietest stage that is known. */
function strayOf(usual: readonly number[], episodes: readonly number[], stage: number): number {
  let quietest = Infinity
  usual.forEach((one, nth) => {
    if (episodes[nth]! >= episodesToKnow) quietest = Math.min(quietest, one)
  })
  const stray = Math.exp(usual[stage]! - quietest)
  return stray >= straysFrom ? stray : 1
}

function noEffect(): Effect {
  const none = () => Array.from({ length: calm + 1 }, () => 0)
  return { far: none(), step: none(), rows: 0, squares: 0, most: 0 }
}

function closeEpisode(column: ContextColumn, stage: number): void {
  if (!column.effects.some(({ rows }) => rows > 0)) return
  const episodes = (column.episodes[stage]! += 1)
  const weight = 1 / Math.min(episodes, episodesMost)
  for (const effect of column.effects) {
    if (effect.rows > 0) {
      const far = Math.log(Math.sqrt(effect.squares / effect.rows) + least)
      effect.far[stage] = rounded(effect.far[stage]! + weight * (far - effect.far[stage]!))
      const step = Math.log(effect.most + least)
      effect.step[stage] = rounded(effect.step[stage]! + weight * (step - effect.step[stage]!))
    }
    Object.assign(effect, { rows: 0, squares: 0, most: 0 })
  }
}

/** So that a state of many contexts stays small. */
const rounded = (value: number) => Math.round(1e4 * value) / 1e4

function learnValue(column: ContextColumn, value: number, moved: boolean): void {
  column.count += 1
  const first = 1 / column.count
  const most = column.count > readingsToMove ? moveAt * widthOf(column) : Infinity
  const off = Math.max(-most, Math.min(most, value - column.settled))
  if (column.count > 1) {
    column.variance += Math.max(1 / noiseRows, first) * (off * off - column.variance)
  }
  column.newest = inWidths(column, value)
  const share = Math.max(1 / noiseRows, first)
  column.spread += share * ((value - column.mean) ** 2 - column.spread)
  column.mean += share * (value - column.mean)
  column.settled += moved ? value - column.settled : Math.max(1 / settledRows, first) * off
}
