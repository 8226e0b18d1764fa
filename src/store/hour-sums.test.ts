import { expect, it } from 'vitest'
import { commitRow } from './contract-examples.ts'
import { createHourSums } from './hour-sums.ts'
import { hourSumsMax, hourSumsPerPiece } from './limits.ts'
import { decideOutcomes } from './outcomes.ts'

const none = new Map<string, null>()

/** Stores rows one after the other, as a committer would, and says up to which number. */
function stored(sums: ReturnType<typeof createHourSums>, from: number, steps: readonly number[]) {
  const rows = steps.map((step) => commitRow(1, step))
  const outcomes = decideOutcomes(rows, none, from)
  sums.add(outcomes, from)
  return outcomes.head
}

it('keeps one piece of what follows on another', () => {
  const sums = createHourSums()
  const head = stored(sums, stored(sums, 10, [1, 2]), [3])
  expect([sums.oldest(), sums.beginsAfter()]).toEqual([null, 10])
  sums.seal()
  expect(sums.oldest()).toMatchObject({ from: 10, to: head })
  const [ofHour] = sums.oldest()!.hours.values()
  expect(ofHour?.get(1)).toMatchObject({ count: 3, valid: 3 })
})

it('leaves a gap where numbers were taken unheard, or a reading was corrected', () => {
  const sums = createHourSums()
  const first = stored(sums, 0, [1, 2])
  const second = stored(sums, first + 5, [3])
  const row = commitRow(1, 3, { value: 99, ahead: false })
  const before = { row: commitRow(1, 3), revision: 0, ingestNo: second }
  const revised = decideOutcomes([row], new Map([[`1@${row.observedAt}`, before]]), second)
  sums.add(revised, second)
  stored(sums, revised.head, [4])
  sums.seal()
  const pieces = []
  for (let piece = sums.oldest(); piece !== null; piece = sums.oldest()) {
    pieces.push([piece.from, piece.to])
    sums.forget(piece)
  }
  expect(pieces).toEqual([
    [0, 2],
    [7, 8],
    [9, 10],
  ])
})

it('holds so many sums, the newest, however many a batch brings', () => {
  const sums = createHourSums()
  const piece = 20 * hourSumsPerPiece
  let head = 0
  const store = () => {
    // A row for each hour.
    const steps = Array.from({ length: piece }, (_, nth) => 4 * (head + nth))
    head = stored(sums, head, steps)
  }
  while (head < hourSumsMax) store()
  expect(sums.oldest()?.from).toBe(0)
  store()
  expect(sums.oldest()?.from).toBe(piece)
  // What was forgotten makes room.
  sums.forget(sums.oldest()!)
  store()
  expect(sums.oldest()?.from).toBe(2 * piece)
})
