import { createScreenLine, type Screen } from './screen-line.ts'
import { formatRows } from './table-progress.ts'

/** Between two looks at the clock. */
const rowsPerLook = 1_000

/** Tells on a screen how many rows are read. */
export function createRowProgress(screen?: Screen, now?: () => number) {
  const line = createScreenLine(screen, now)
  let rows = 0
  return {
    count(): void {
      rows += 1
      if (rows % rowsPerLook === 0) line.tell(() => `${formatRows(rows)} rows`)
    },
    end: () => line.end(),
  }
}
