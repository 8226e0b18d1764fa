import { dayMs, hourMs, type Instant } from '../../src/domain/time.ts'
import { packedKind, type Named, type Packed } from '../packed.ts'
import { createWeek, learnWeek, loadWeek, saveWeek, weekOff, type Week } from '../week.ts'
import type { Bins } from './tail.ts'

/**
 * Daily and weekly shape of one column of several: how far it usually lies from a slow level at
 * each hour, which is taken off before its distance from the level is measured.
 *
 * The day is a few harmonics, learned when the day is over, so that no reading foretells its
 * neighbours; the week is what they leave over (`week.ts`). Each is used only as far as it
 * foretold the readings of days, or weeks, that it did not know: a column without one never meets it.
 * Memory: 22 numbers and the 36 of a week. Times that fall back weigh nothing.
 */
export type Shape = Packed<Bins> &
  Named<keyof typeof blank> & {
    readonly week: Week
  }

/** Harmonics of the day: sine and cosine of each. */
const pairs = 4
const basisSize = 2 * pairs
const partsADay = 4
const slowMs = 1.5 * dayMs
const measureMs = 3 * dayMs
/** Days over which the harmonics are averaged, and that they must have been learned of. */
const daysMost = 4
const daysToProve = 2
/** A day of which a smaller share came teaches the harmonics nothing. */
const dayLeast = 0.75
/** From the first share of variance explained on the day is used, from the second on in full. */
const provenFrom = 0.5
const provenAt = 0.8
const clipAt = 4
const readingsToClip = 100
/** A longer silence says no more than this of the hours that follow. */
const silenceMost = 3 * hourMs

const blank = {
  readings: 0,
  slow: 0,
  /** Mean squares of departures from the slow level, and of what day and week left over of them. */
  plain: 0,
  left: 0,
  /** Days learned, and the share of the day at hand that its readings stand for. */
  days: 0,
  covered: 0,
}
/** The weights of the basis follow its numbers, then the sums of the day at hand. */
const kind = packedKind(blank)

/** @param bins  gets its numbers at its end */
export function createShape(bins: Bins): Shape {
  const numbers = kind.create(bins, 2 * basisSize)
  return Object.assign(numbers, { week: createWeek(partsADay, bins) })
}

export function saveShape(shape: Shape) {
  const { figures, from, week } = shape
  const rest = [...figures.values.slice(from + kind.size, from + kind.size + 2 * basisSize)]
  const [weights, sums] = [rest.slice(0, basisSize), rest.slice(basisSize)]
  return { ...kind.save(shape), weights, sums, week: saveWeek(week) }
}

export type SavedShape = ReturnType<typeof saveShape>

/** @param shape  a fresh one, which becomes what was saved */
export function loadShape(shape: Shape, { weights, sums, week, ...rest }: SavedShape): Shape {
  Object.assign(shape, rest)
  const { figures, from } = shape
  for (const [i, one] of [...weights, ...sums].entries()) figures.values[from + kind.size + i] = one
  loadWeek(shape.week, week)
  return shape
}

/** An instant, and the harmonics of the day at it. */
export type Moment = { readonly at: Instant; readonly basis: readonly number[] }

export function momentOf(at: Instant): Moment {
  const angle = (2 * Math.PI * (at % dayMs)) / dayMs
  const basis: number[] = []
  for (let k = 1; k <= pairs; k += 1) basis.push(Math.sin(k * angle), Math.cos(k * angle))
  return { at, basis }
}

/** Departure from the level that is usual at a moment, as far as it is proven: in the value's unit. */
export function shapeOff(shape: Shape, moment: Moment): number {
  const ofWeek = weekOff(shape.week, moment.at)
  const { plain, left, days } = shape
  if (days < daysToProve || !(left < (1 - provenFrom) * plain)) return ofWeek
  const proven = Math.min(1, (1 - left / plain - provenFrom) / (provenAt - provenFrom))
  return ofWeek + proven * dayOff(shape, moment)
}

/** @param value  a number, without what context explains of it */
export function learnShape(shape: Shape, moment: Moment, value: number): void {
  const { at } = moment
  if (shape.readings === 0) {
    shape.slow = value
    shape.week.lastAt = at
  }
  const { lastAt } = shape.week
  const elapsed = Math.min(Math.max(at - lastAt, 0), silenceMost)
  const most = shape.readings > readingsToClip ? clipAt * Math.sqrt(shape.plain) + 1e-9 : Infinity
  const off = value - shape.slow
  const beyondDay = clip(off - dayOff(shape, moment), most)
  const rest = beyondDay - weekOff(shape.week, at)
  learnWeek(shape.week, at, beyondDay)
  const first = 1 / (shape.readings + 1)
  const weight = Math.max(elapsed / measureMs, first)
  shape.plain += weight * (clip(off, most) ** 2 - shape.plain)
  shape.left += weight * (rest ** 2 - shape.left)
  if (Math.floor(at / dayMs) > Math.floor(lastAt / dayMs)) learnDay(shape)
  gather(shape, moment, elapsed, rest)
  const settled = shape.readings > readingsToClip ? rest : off
  shape.slow += Math.max(1 - Math.exp(-elapsed / slowMs), first) * settled
  shape.readings += 1
}

function dayOff({ figures: { values }, from }: Shape, { basis }: Moment): number {
  let sum = 0
  for (let i = 0; i < basisSize; i += 1) sum += basis[i]! * values[from + kind.size + i]!
  return sum
}

/** What is left over of a reading joins the sums of the day at hand, by the time it stands for. */
function gather(shape: Shape, { basis }: Moment, elapsed: number, rest: number): void {
  const { values } = shape.figures
  const sumsFrom = shape.from + kind.size + basisSize
  const share = elapsed / dayMs
  for (let i = 0; i < basisSize; i += 1) values[sumsFrom + i]! += basis[i]! * rest * share
  shape.covered += share
}

/** The day at hand is over: its sums bring the weights nearer, and begin anew. */
function learnDay(shape: Shape): void {
  const { values } = shape.figures
  const isWhole = shape.covered > dayLeast
  if (isWhole) shape.days += 1
  const share = isWhole ? 2 / shape.covered / Math.min(shape.days, daysMost) : 0
  const weightsFrom = shape.from + kind.size
  for (let i = weightsFrom; i < weightsFrom + basisSize; i += 1) {
    values[i] = Number((values[i]! + share * values[i + basisSize]!).toPrecision(3))
    values[i + basisSize] = 0
  }
  shape.covered = 0
}

const clip = (value: number, most: number) => Math.max(-most, Math.min(most, value))
