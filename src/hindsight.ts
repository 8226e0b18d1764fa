import { setImmediate as nextTurn } from 'node:timers/promises'
import { besideSamples } from './beside-samples.ts'
import type { Event } from './domain/event.ts'
import { Reason } from './domain/flags.ts'
import { eachSecond } from './each-second.ts'
import type { Engine } from './engine.ts'
import { hindsightLimits as limits } from './limits.ts'
import { createMemory } from './memory.ts'
import { storedRowOf, type CheckedRow } from './series.ts'
import { keepState, keptState } from './store/checkpoints.ts'
import { lateSpans, readingsByTime, type LateSpan } from './store/late-readings.ts'
import type { FoldReading } from './store/readings-after.ts'

export type Hindsight = { close(): Promise<void> }

/**
 * What late readings would have told in their time. The live state does not go back; their
 * stretch of a station's history is folded again from the store, with a memory of its own, and
 * what the late readings make of it becomes events that open no alert.
 *
 * How far it has come is kept as an ingest number: after a restart it goes on from there, and
 * events are known by their keys, so telling them twice changes nothing.
 *
 * @param onFailure  told what failed; it is tried again
 */
export async function startHindsight(
  engine: Engine,
  onFailure: (error: unknown) => void,
): Promise<Hindsight> {
  const { db } = engine.parts
  const saved = (await keptState(db, part)) as { no: number } | null
  let lookedTo = saved?.no ?? 0
  let savedTo = lookedTo
  // What an earlier run of the engine stored is looked through once.
  let mayBeLate = true
  let open = true
  // A call, so that the compiler does not take it for unchanged over an await.
  const isOpen = () => open
  let restUntil = -Infinity

  const unsubscribe = engine.readings.subscribe((rows) => {
    mayBeLate ||= rows.some(({ reasons }) => (reasons & Reason.late) !== 0)
  })
  const look = async () => {
    if (performance.now() < restUntil) return
    const startedAt = performance.now()
    const wanted = mayBeLate
    mayBeLate = false
    try {
      // Whatever is folded was told to us before.
      const head = engine.pipeline.foldedNo()
      while (wanted && lookedTo < head && isOpen()) {
        const to = Math.min(head, lookedTo + limits.numbersPerLook)
        for (const span of await lateSpans(db, lookedTo, to)) {
          if (isOpen()) await review(engine, span, { after: lookedTo, to })
        }
        if (isOpen()) lookedTo = to
      }
      if (!wanted) lookedTo = head
      if (lookedTo - savedTo >= limits.numbersPerLook || wanted) {
        // The live fold does not stand at this number: the part says so itself.
        await keepState(db, part, { no: lookedTo })
        savedTo = lookedTo
      }
    } catch (error) {
      mayBeLate ||= wanted
      throw error
    } finally {
      restUntil = performance.now() + limits.restFactor * (performance.now() - startedAt)
    }
  }
  const looks = eachSecond(look, onFailure)
  return {
    async close() {
      open = false
      unsubscribe()
      await looks.close()
    },
  }
}

const part = 'hindsight'

/** Ingest numbers whose late readings are reviewed: above `after`, up to `to`. */
type Numbers = { readonly after: number; readonly to: number }

async function review(
  { parts, desk }: Engine,
  { station, firstAt, lastAt }: LateSpan,
  numbers: Numbers,
): Promise<void> {
  const take = createReview({ ...parts, now: parts.clock.now() }, numbers)
  const untilAt = lastAt + limits.afterMs
  let [fromAt, afterSeries] = [firstAt - limits.beforeMs, -1]
  for (;;) {
    const asked = { station, fromAt, afterSeries, untilAt }
    const page = await readingsByTime(parts.db, asked, limits.pageRows)
    const beside = await besideSamples(parts.db, page, (place) => page[place]!.ingestNo)
    const events = page.flatMap((reading, place) => take(reading, beside.get(place) ?? []))
    if (events.length > 0) await desk.announce(events)
    const last = page.at(-1)
    if (last === undefined || page.length < limits.pageRows) return
    ;[fromAt, afterSeries] = [last.observedAt, last.seriesId]
    await nextTurn()
  }
}

/**
 * Folds a station's readings by their observation, none of them live, and answers what the late
 * ones make: what begins or changes with one of them, and how that goes on until it ends.
 */
function createReview(parts: Parameters<typeof createMemory>[0], { after, to }: Numbers) {
  const { series, fold } = createMemory(parts, new Map())
  const begunLate = new Set<string>()
  return (reading: FoldReading, beside: CheckedRow['beside']): Event[] => {
    const { reasons, ingestNo } = reading
    const late = (reasons & Reason.late) !== 0 && ingestNo > after && ingestNo <= to
    const asHistory = (reasons & ~Reason.late) | Reason.historical
    const row = storedRowOf(series.of(reading), { ...reading, reasons: asHistory })
    row.beside = beside
    return fold.review(row).filter(({ rule, subject, phase }) => {
      const condition = `${rule}|${subject}`
      const ours = late || begunLate.has(condition)
      if (late && phase !== 'end') begunLate.add(condition)
      if (phase === 'end') begunLate.delete(condition)
      return ours
    })
  }
}
