import type { FittedSeries } from '../../models/issuing/fit.ts'
import type { Event } from '../domain/event.ts'
import type { ForecastPlan } from '../domain/forecast-plan.ts'
import type { Json } from '../domain/json.ts'
import type { Instant } from '../domain/time.ts'
import type { Engine } from '../engine.ts'
import type { SeriesMemory } from '../series.ts'
import { loadFit, saveFit } from '../store/forecast-fits.ts'
import type { Fitter } from './fitter.ts'
import { readGuidance } from './guidance.ts'
import { readHistory } from './history.ts'
import { issueSeries } from './issue.ts'
import { forecastLimits as limits } from './limits.ts'
import { subjectOf, type Subject } from './subject.ts'
import type { Warnings } from './warnings.ts'

export type RoundParts = {
  readonly engine: Pick<Engine, 'parts' | 'series' | 'desk'>
  readonly plan: ForecastPlan
  readonly fitter: Fitter
  readonly warnings: Warnings
  /** By series: when it was issued and fitted last, by an earlier run of the engine. */
  readonly issuedAt: ReadonlyMap<number, Instant>
  readonly fittedAt: ReadonlyMap<number, Instant>
  readonly onFailure: (error: unknown) => void
}

/** What is remembered of a series: its last slot, and the fit that its issues rest on. */
type Known = { slot: number; fittedAt: Instant; historyMs: number }

/**
 * States of a series: without a fit → fitted, not issued → issued in the slot → due in the next.
 *
 * - It is fitted once its history has caught up with the clock, and again when the fit is as old
 *   as the plan says or its history has grown by an eighth, one series at a time, on a thread.
 * - It is issued from its last fit, at once after the first and then once in each slot.
 *
 * Rounds and fits are followed by rest in proportion to what they took, so that neither the path
 * nor the store waits for them, however fast the clock runs.
 */
export class Rounds {
  readonly #parts: RoundParts
  readonly #known = new Map<number, Known>()
  #open = true
  /** By the process's own time. */
  #nextRoundAt = -Infinity
  #nextFitAt = -Infinity

  constructor(parts: RoundParts) {
    this.#parts = parts
  }

  /** Does what is due; one call at a time. */
  async tick(): Promise<void> {
    if (performance.now() >= this.#nextRoundAt) {
      const startedAt = performance.now()
      await this.issueDue()
      const tookMs = performance.now() - startedAt
      this.#nextRoundAt = performance.now() + limits.roundRestFactor * tookMs
    }
    if (performance.now() >= this.#nextFitAt) {
      const startedAt = performance.now()
      while (performance.now() - startedAt < limits.fitBurstMs && (await this.#fitNext()));
      const tookMs = performance.now() - startedAt
      this.#nextFitAt = performance.now() + limits.fitRestFactor * tookMs
    }
  }

  /** Stops: what is under way is not finished. */
  async close(): Promise<void> {
    this.#open = false
    await this.#parts.fitter.close()
  }

  /** Issues every fitted series that has not been issued in this slot. */
  async issueDue(): Promise<void> {
    const { engine, warnings } = this.#parts
    const now = engine.parts.clock.now()
    const slot = this.#slotOf(now)
    const due = this.#subjectsWhere(
      (memory, known) =>
        known.fittedAt > -Infinity &&
        known.slot < slot &&
        (now - memory.newestAt <= limits.abandonedMs || warnings.restsOn(memory)),
    )
    const events: Event[] = []
    for (const subject of due) {
      if (!this.#open) return
      this.#knownOf(subject.seriesId).slot = slot
      await this.#attempt(async () => {
        events.push(...(await this.#issue(subject)))
      })
    }
    if (due.length === 0) return
    if (events.length > 0) await engine.desk.announce(events)
    await warnings.save()
  }

  async #issue(subject: Subject): Promise<Event[]> {
    const { engine, plan, warnings } = this.#parts
    const { db, clock } = engine.parts
    const fitted = (await loadFit(db, subject.seriesId)) as unknown as FittedSeries | null
    if (fitted === null) return []
    const { run, issued } = await issueSeries(db, plan, subject, fitted, clock.now())
    return warnings.judge(subject, run, issued)
  }

  /** Fits the series that waits longest; false when none does. */
  async #fitNext(): Promise<boolean> {
    const { engine, plan } = this.#parts
    const now = engine.parts.clock.now()
    const [next] = this.#subjectsWhere(({ newestAt, cadenceMs }, { fittedAt, historyMs }) => {
      if (fittedAt === -Infinity) return now - newestAt <= limits.caughtUpMs + cadenceMs
      const grownMs = Math.max(limits.refitLeastMs, historyMs / 8)
      return now - fittedAt >= Math.min(plan.refitMs, grownMs)
    }).sort((a, b) => this.#knownOf(a.seriesId).fittedAt - this.#knownOf(b.seriesId).fittedAt)
    if (next === undefined || !this.#open) return false
    // Told before the attempt: one that fails waits as long as one that succeeds.
    this.#knownOf(next.seriesId).fittedAt = now
    await this.#attempt(() => this.#fit(next, now))
    return true
  }

  async #fit(subject: Subject, now: Instant): Promise<void> {
    const { engine, plan, fitter } = this.#parts
    const { db } = engine.parts
    const history = await readHistory(db, subject, plan.historyMs, now)
    this.#knownOf(subject.seriesId).historyMs = history.target.length * subject.stepMs
    const guidance = await readGuidance(db, subject, history.startAt, now)
    const fitted = await fitter.fit({ history: { ...history, guidance }, knots: subject.knots })
    if (fitted === null) return
    const state = fitted as unknown as Json
    await saveFit(db, subject.seriesId, { cutOffAt: fitted.cutOffAt, state })
  }

  /** What fails is told, and holds up no other series. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (this.#open) this.#parts.onFailure(error)
    }
  }

  #slotOf(at: Instant): number {
    const { everyMs, delayMs } = this.#parts.plan
    return Math.floor((at - delayMs) / everyMs)
  }

  #knownOf(id: number): Known {
    let known = this.#known.get(id)
    if (known === undefined) {
      const issuedAt = this.#parts.issuedAt.get(id)
      const slot = issuedAt === undefined ? -Infinity : this.#slotOf(issuedAt)
      known = { slot, fittedAt: this.#parts.fittedAt.get(id) ?? -Infinity, historyMs: 0 }
      this.#known.set(id, known)
    }
    return known
  }

  #subjectsWhere(holds: (memory: SeriesMemory, known: Known) => boolean): Subject[] {
    const { engine, plan } = this.#parts
    // Asked each second of every series, so what is cheap to ask comes first.
    return [...engine.series.all()].flatMap((memory) => {
      if (memory.id === 0 || !holds(memory, this.#knownOf(memory.id))) return []
      return subjectOf(memory, plan) ?? []
    })
  }
}
