import type { ForecastPlan } from '../domain/forecast-plan.ts'
import type { Parameter, Station } from '../domain/network.ts'
import { dayMs, hourMs, parsePeriod } from '../domain/time.ts'
import type { SeriesMemory } from '../series.ts'

/** One series that is forecast. */
export type Subject = {
  readonly seriesId: number
  readonly station: Station
  readonly about: Parameter
  readonly stepMs: number
  /** In steps, rising. */
  readonly leads: readonly number[]
  /** Horizons of the fits, in steps, rising. */
  readonly knots: readonly number[]
}

/** A fit is used for a day, so the path reaches a day beyond the last lead. */
const knotsMs = [1, 3, 6, 12, 24, 36, 48, 72, 96, 144, 192].map((hours) => hours * hourMs)

/**
 * The series as the plan has it forecast; null for what is not: other parameters, other periods
 * than the station is registered with, samples taken by people, steps that divide no day.
 */
export function subjectOf(memory: SeriesMemory, plan: ForecastPlan): Subject | null {
  const { seriesKey, station, about, cadenceMs, id } = memory
  const group = plan.groups.find(
    ({ medium, parameters }) => medium === about.medium && parameters.includes(about.code),
  )
  const registered = station.parameters.find(({ code }) => code === about.code)
  const stepMs = Math.max(hourMs, cadenceMs)
  const forecastable =
    seriesKey.source === 'automatic' &&
    (parsePeriod(seriesKey.period) ?? 0) <= stepMs &&
    (registered === undefined || registered.period === seriesKey.period) &&
    stepMs < dayMs &&
    dayMs % stepMs === 0
  if (group === undefined || !forecastable || id === 0) return null
  const leads = leadsOf(group.ahead, stepMs)
  const last = (leads.at(-1) ?? 0) + Math.round(plan.refitMs / stepMs)
  const steps = new Set(knotsMs.map((ms) => Math.ceil(ms / stepMs)))
  const knots = [...steps].filter((step) => step <= last)
  return { seriesId: id, station, about, stepMs, leads, knots }
}

/** The leads of the stretches that are whole steps. */
function leadsOf(ahead: ForecastPlan['groups'][number]['ahead'], stepMs: number): number[] {
  const leads: number[] = []
  let reachedMs = 0
  for (const { untilMs, everyMs } of ahead) {
    const step = Math.max(everyMs, stepMs)
    for (let ms = Math.floor(reachedMs / step) * step + step; ms <= untilMs; ms += step) {
      if (ms % stepMs === 0) leads.push(ms / stepMs)
    }
    reachedMs = untilMs
  }
  return leads
}
