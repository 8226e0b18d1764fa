import { dayMs } from '../src/domain/time.ts'
import { mergedAlarms } from '../models/joint/measures.ts'
import {
  bell,
  createRandom,
  figure,
  judgedRows,
  judges,
  oursBeside,
  printTable,
  readTable,
  spreadOf,
  type Judge,
  type Table,
} from './detect-run.ts'

const file = 'canary-station-b/station_b.csv.gz'
/** Column, direction, share of the strength: chlorine down, TOC and conductivity up, pH down. */
const columns = ['B_CL2_VAL', 'B_TURB_VAL', 'B_PH_VAL', 'B_TOC_VAL', 'B_COND_VAL', 'B_TEMP_VAL']
/** Signals of operation, and of the plant whose water comes to the station. */
const context = [
  ...['B_PRES_OP', 'B_PLNT_PRES_OP', 'B_PLNT_FLOW_OP'],
  ...['B_PLNT_CL2_VAL', 'B_PLNT_TURB_VAL', 'B_PLNT_PH_VAL'],
]
const effect = [-1, 0, -0.5, 1, 1, 0]
const windowRows = 144
const spacingRows = 216

type Injection = { readonly from: number; readonly to: number }

/** One event every 216 to 288 rows, 6, 12 or 24 rows long, a Gaussian over its length. */
function inject(table: Table, strength: number, seed: number) {
  const next = createRandom(seed)
  const rows = table.rows.map((row) => [...row])
  const injections: Injection[] = []
  let from = 3 * windowRows + Math.floor(next() * 72)
  while (from + 24 < rows.length) {
    const length = [6, 12, 24][Math.floor(next() * 3)]!
    effect.forEach((share, column) => {
      const spread = spreadOf(table.rows.slice(from - windowRows, from).map((row) => row[column]))
      for (let i = 0; i < length; i += 1) {
        const value = rows[from + i]![column]
        if (typeof value === 'number') {
          rows[from + i]![column] = value + share * strength * spread * bell(i, length)
        }
      }
    })
    injections.push({ from, to: from + length - 1 })
    from += spacingRows + Math.floor(next() * 72)
  }
  return { table: { at: table.at, rows }, injections }
}

const medianOf = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

/**
 * Bound for what is possible, no detector: it knows the direction of every column, and its limit is
 * set afterwards, on the untouched file, for the wanted alarms. A row's departure from the median of
 * 3 to 12 rows before, in spreads of the last 144, at most 3, weighed by `effect`, over three rows.
 */
function createMatched(calm: Table, alarmsPerDay: number): Judge {
  const matched = (table: Table): number[] => {
    const filled = effect.map((_, column) => {
      let last = 0
      return table.rows.map((row) => (last = Number.isFinite(row[column]) ? row[column]! : last))
    })
    const rows = table.rows.map((_, i) => {
      if (i < windowRows) return 0
      return effect.reduce((sum, share, column) => {
        const past = filled[column]!.slice(i - windowRows, i)
        const off = filled[column]![i]! - medianOf(past.slice(-12, -2))
        const z = off / (spreadOf(past) + 1e-5 * Math.abs(past.at(-1)!) + 1e-9)
        return sum + share * Math.max(-3, Math.min(3, z))
      }, 0)
    })
    return rows.map((one, i) => (one + (rows[i - 1] ?? 0) + (rows[i - 2] ?? 0)) / 3)
  }
  const scores = matched(calm)
  const days = (calm.at.at(-1)! - calm.at[0]!) / dayMs
  const unlabelled = calm.rows.map(() => false)
  const alarmsOver = (limit: number) => {
    const answers = scores.map((score) => ({ score, alarm: score >= limit }))
    return mergedAlarms(judgedRows(calm, answers, unlabelled)).length
  }
  let limit = 0
  while (alarmsOver(limit) > alarmsPerDay * days) limit += 0.02
  return (table) => matched(table).map((score) => ({ score, alarm: score >= limit }))
}

export async function benchCanary(): Promise<void> {
  const table = await readTable(file, 'TimeStep', columns)
  const days = (table.at.at(-1)! - table.at[0]!) / dayMs
  const lines: string[][] = []
  const matched = createMatched(table, 0.1)
  const around = await readTable(file, 'TimeStep', context)
  const [[, plain], ...others] = judges as readonly [readonly [string, Judge], ...typeof judges]
  const beside: readonly (readonly [string, Judge])[] = [
    ['ours', plain],
    ['ours, flow and pressures as context', oursBeside(around, 3)],
    ['ours, and the plant’s signals', oursBeside(around)],
    ...others,
    ['matched filter, hindsight', matched],
  ]
  for (const [name, judge] of beside) {
    const calm = judge(table, 0.1, 0, null)
    const unlabelled = table.rows.map(() => false)
    const alarms = mergedAlarms(judgedRows(table, calm, unlabelled)).length
    const shares = [0.5, 1, 1.5, 2, 3].map((strength) => {
      let [found, all] = [0, 0]
      for (const seed of [1, 2, 3]) {
        const injected = inject(table, strength, seed)
        const answers = judge(injected.table, 0.1, 0, null)
        for (const { from, to } of injected.injections) {
          all += 1
          if (answers.slice(from, to + 1).some(({ alarm }) => alarm)) found += 1
        }
      }
      return `${figure((100 * found) / all, 0)} %`
    })
    lines.push([name, figure(alarms / days), ...shares])
  }
  lines.push(['to reach', '0.1', '-', '-', '-', '75 %', '95 %'])
  printTable('canary-station-b, injected events (Gaussian, 6, 12, 24 rows, seeds 1 to 3)', [
    ['detector', 'alarms a day as it is', '0.5 σ', '1 σ', '1.5 σ', '2 σ', '3 σ'],
    ...lines,
  ])
}
