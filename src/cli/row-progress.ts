import { secondMs } from '../domain/time.ts'
import { formatRows } from './table-progress.ts'

/** Between two looks at the clock. */
const rowsPerLook = 1_000

type Screen = { readonly isTTY?: boolean; write(text: string): unknown }

/** Tells on a screen how many rows are read, at most once a second; whoever logs is told nothing. */
export function createRowProgress(screen: Screen = process.stderr, now = () => performance.now()) {
  let rows = 0
  let toldAt = now()
  let isTold = false
  return {
    count(): void {
      rows += 1
      if (!screen.isTTY || rows % rowsPerLook !== 0 || now() - toldAt < secondMs) return
      toldAt = now()
      isTold = true
      screen.write(`\r${formatRows(rows)} rows`)
    },
    /** Leaves the line for what is told next. */
    end(): void {
      if (isTold) screen.write('\n')
    },
  }
}
