import { besideSamples } from './beside-samples.ts'
import type { Desk } from './desk.ts'
import type { Event } from './domain/event.ts'
import type { Fold } from './fold.ts'
import { limits } from './limits.ts'
import { showLatest, storedRowOf, type CheckedRow, type SeriesRegistry } from './series.ts'
import { settledPosition } from './store/counters.ts'
import type { Db } from './store/db.ts'
import { latestReadings } from './store/latest-readings.ts'
import { readingsAfter } from './store/readings-after.ts'
import { loadSeries } from './store/series.ts'

type Folded = { readonly series: SeriesRegistry; readonly fold: Fold }

/** Ingest numbers: rows above `after` are folded, events of those up to `told` were told before. */
type Place = { readonly after: number; readonly told: number }

/**
 * Brings the memory up to the store: the rows stored after the last checkpoint are folded again,
 * in the order of their numbers. Their events are known by their keys, so telling them twice
 * changes nothing.
 *
 * @returns the number of the last row folded
 */
export async function refold(
  db: Db,
  { series, fold }: Folded,
  announce: Desk['announce'],
  { after, told }: Place,
): Promise<number> {
  // The commit of an engine that was killed within it may still be under way.
  await settledPosition(db)
  const known = await loadSeries(db)
  for (const row of known) series.of(row).id = row.id
  let last = after
  for (;;) {
    const page = await foldPage(db, { series, fold }, { after: last, told })
    if (page.events.length > 0) await announce(page.events)
    last = page.last
    if (page.rows.length < limits.refoldPageRows) break
  }
  for (const reading of await latestReadings(db)) showLatest(series.of(reading), reading)
  for (const { newestAt, ...key } of known) {
    const memory = series.of(key)
    memory.newestAt = Math.max(memory.newestAt, newestAt ?? -Infinity)
  }
  return last
}

/** Folds the rows stored after a number, as they stand, up to a page of them. */
export async function foldPage(
  db: Db,
  { series, fold }: Folded,
  { after, told }: Place,
): Promise<{ readonly rows: CheckedRow[]; readonly events: Event[]; readonly last: number }> {
  const page = await readingsAfter(db, after, limits.refoldPageRows)
  const beside = await besideSamples(db, page, (place) => page[place]!.ingestNo)
  const rows: CheckedRow[] = []
  const events = page.flatMap((reading, place) => {
    const row = storedRowOf(series.of(reading), reading)
    row.beside = beside.get(place) ?? row.beside
    rows.push(row)
    const seen = fold.retake(row)
    return reading.ingestNo > told ? seen : []
  })
  return { rows, events, last: page.at(-1)?.ingestNo ?? after }
}
