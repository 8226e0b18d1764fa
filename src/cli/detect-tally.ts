import { measureAlarms, type JudgedRow } from '../../models/joint/measures.ts'
import type { Verdict } from '../../models/joint/watch.ts'
import { AppError } from '../domain/errors.ts'
import type { ColumnsRow } from './csv-columns.ts'
import type { DetectOptions } from './detect-file.ts'
import { timeExample } from './file-time.ts'

/** Behind the point of a score: the figures are those of the scores as they are told. */
export const scoreDigits = 6

/** Adds up what the rows of a file were answered, and measures it where they have labels. */
export function createTally({ label, trainUntil }: DetectOptions) {
  const judged: JudgedRow[] = []
  const events = new Set<number>()
  const counts = {
    ...{ rows: 0, judgedRows: 0, warmingRows: 0, alarms: 0 },
    ...{ timeless: 0, backwards: 0, unlabelled: 0 },
  }
  let newestAt = -Infinity
  return {
    rows: () => counts.rows,
    assertCells({ file, time }: DetectOptions): void {
      const column = (expected: string) => new AppError('csv-column', expected)
      if (counts.timeless === counts.rows) {
        throw column(`no row of ${file} has a time in "${time}": expected such as ${timeExample}`)
      }
      if (label !== null && counts.unlabelled === counts.rows) {
        throw column(`no row of ${file} has yes or no in "${label}": expected such as 0 and 1`)
      }
    },
    add({ at, label: told }: ColumnsRow, verdict: Verdict | null, history: boolean): void {
      counts.rows += 1
      if (at === null) counts.timeless += 1
      if (told === null) counts.unlabelled += 1
      if (at === null || verdict === null) return
      if (at < newestAt) counts.backwards += 1
      newestAt = Math.max(newestAt, at)
      if (history) return
      counts.judgedRows += 1
      if (verdict.score === null) counts.warmingRows += 1
      if (verdict.alarm) counts.alarms += 1
      if (verdict.event !== null) events.add(verdict.event)
      if (label === null) return
      const score = verdict.score === null ? null : Number(verdict.score.toFixed(scoreDigits))
      judged.push({ at, score, alarm: verdict.alarm, label: told === true })
    },
    sums() {
      const { rows, judgedRows, warmingRows, alarms } = counts
      const measures = label === null ? {} : measureAlarms(judged)
      return { rows, judgedRows, warmingRows, alarms, events: events.size, ...measures }
    },
    notes() {
      const { rows, judgedRows, warmingRows, timeless, backwards, unlabelled } = counts
      return [
        ...(timeless > 0 ? [`${timeless} of ${rows} rows have no readable time: not judged`] : []),
        ...(backwards > 0 ? [`${backwards} rows are older than a row before them`] : []),
        ...(unlabelled > 0 && label !== null
          ? [`label "${label}": ${unlabelled} cells say neither yes nor no, read as no`]
          : []),
        ...(judgedRows === 0 && trainUntil !== null ? ['no row is left after --train-until'] : []),
        ...(judgedRows > 0 && warmingRows === judgedRows ? ['all judged rows are warming'] : []),
      ]
    },
  }
}
