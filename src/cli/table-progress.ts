import type { OnProgress } from '../store/backup.ts'

/** Rows between two lines about one large table. */
const rowsPerLine = 500_000

/** Tells on standard error how far a copy has come: each table, and large ones in steps. */
export function createTableProgress(verb: string): OnProgress {
  let shown = { table: '', step: 0 }
  return (table, rows) => {
    const step = Math.floor(rows / rowsPerLine)
    if (table === shown.table && step === shown.step) return
    shown = { table, step }
    console.error(`${verb} ${table}${step === 0 ? '' : `, ${formatRows(rows)} so far`}`)
  }
}

/** @example formatRows(1234567) // => '1,234,567' */
export function formatRows(rows: number): string {
  return rows.toLocaleString('en-US')
}
