import { dayMs, hourMs, type Instant } from '../src/domain/time.ts'
import { createFigures, packedKind, type Figures, type Named, type Packed } from './packed.ts'

/**
 * Weekly shape of one series: how far each part of the week usually lies from what is expected
 * without it.
 *
 * It is used only as far as it foretold the readings of past weeks: a part is learned when it is
 * over, so that no reading foretells its neighbours, and two whole weeks at least must have
 * been foretold by those before. A series without a weekly shape never meets it.
 * Memory: the parts' departures and eight numbers. Times that fall back weigh nothing.
 */
export type Week = Packed &
  Named<keyof typeof blank> & {
    /** How many parts the week has; the departure in each, in the value's unit, follows the numbers. */
    readonly partCount: number
  }

const blank = {
  firstAt: 0,
  lastAt: 0,
  /** The part at hand, and the sum of its readings' departures. */
  part: -1,
  sum: 0,
  readings: 0,
  /** Readings foretold, mean squares of their departures, and of what the shape left over of them. */
  foretold: 0,
  plain: 0,
  left: 0,
}
const kind = packedKind(blank)

const weekMs = 7 * dayMs
const provenMs = 3 * weekMs
const measureMs = 3 * weekMs
/** Of each part so many readings must have been foretold on average. */
const readingsToProve = 6
/** Weeks over which a part's departure is averaged, one of no departure before the first. */
const visitsMost = 5
/** From the first share of variance explained on the shape is used, from the second on in full. */
const provenFrom = 0.1
const provenAt = 0.3
/** A longer silence says no more than this of the readings that follow. */
const silenceMost = 3 * hourMs

/**
 * @param partsADay  eight tell the hours of a day apart, one only days; UTC
 * @param figures  gets its numbers at its end
 */
export function createWeek(partsADay: number, figures: Figures = createFigures()): Week {
  const partCount = 7 * partsADay
  return Object.assign(kind.create(figures, partCount), { partCount })
}

export function saveWeek(week: Week) {
  const from = week.from + kind.size
  return { ...kind.save(week), parts: [...week.figures.values.slice(from, from + week.partCount)] }
}

export type SavedWeek = ReturnType<typeof saveWeek>

/** @param week  a fresh one of as many parts, which becomes what was saved */
export function loadWeek(week: Week, { parts, ...rest }: SavedWeek): Week {
  Object.assign(week, rest)
  parts.forEach((off, part) => setPart(week, part, off))
  return week
}

function partAt({ figures, from }: Week, part: number): number {
  return figures.values[from + kind.size + part]!
}

function setPart({ figures, from }: Week, part: number, off: number): void {
  figures.values[from + kind.size + part] = off
}

/** Share of the shape that has proven itself, 0 … 1. */
export function weekProven({ firstAt, lastAt, partCount, foretold, plain, left }: Week): number {
  const enough = lastAt - firstAt > provenMs && foretold >= readingsToProve * partCount
  if (!enough || !(plain > 0)) return 0
  const explained = 1 - left / plain
  return Math.max(0, Math.min(1, (explained - provenFrom) / (provenAt - provenFrom)))
}

/** Departure at an instant, as far as the week's shape is proven: in the value's unit. */
export function weekOff(week: Week, at: Instant): number {
  const proven = weekProven(week)
  return proven === 0 ? 0 : proven * partAt(week, partOf(week, at))
}

/** @param off  from what is expected without the week, clipped as far as it is believed */
export function learnWeek(week: Week, at: Instant, off: number): void {
  if (week.part < 0) Object.assign(week, { firstAt: at, lastAt: at })
  const elapsed = Math.min(Math.max(at - week.lastAt, 0), silenceMost)
  const part = partOf(week, at)
  if (part !== week.part) turnTo(week, part)
  week.sum += off
  week.readings += 1
  if (elapsed > 0 && week.lastAt - week.firstAt >= weekMs) {
    week.foretold += 1
    const most = 1 / readingsToProve / week.partCount
    const share = Math.max(Math.min(elapsed / measureMs, most), 1 / week.foretold)
    week.plain += share * (off ** 2 - week.plain)
    week.left += share * ((off - partAt(week, part)) ** 2 - week.left)
  }
  week.lastAt = Math.max(at, week.lastAt)
}

/** The part at hand is over, and its mean is learned. */
function turnTo(week: Week, part: number): void {
  if (week.readings > 0) {
    const mean = week.sum / week.readings
    const visits = Math.min(Math.floor((week.lastAt - week.firstAt) / weekMs) + 2, visitsMost)
    const known = partAt(week, week.part)
    setPart(week, week.part, Number((known + (mean - known) / visits).toPrecision(4)))
  }
  Object.assign(week, { part, sum: 0, readings: 0 })
}

function partOf({ partCount }: Week, at: Instant): number {
  return Math.floor(((((at % weekMs) + weekMs) % weekMs) * partCount) / weekMs)
}
