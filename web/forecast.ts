import { useSignal, type ReadonlySignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { minuteMs, parsePeriod, type Instant } from '../src/domain/time.ts'
import { readForecast, readSkill } from './client.ts'
import { instantOf } from './format.ts'
import type { ForecastAnswer, ForecastItem, SkillItem } from './wire.ts'

/** The newest run of a series, null where none was issued, and how earlier ones did. */
export type Outlook = {
  readonly forecast: ForecastAnswer | null
  readonly skill: readonly SkillItem[]
}

/** A run is issued each hour of the engine's clock; asking costs a few kilobytes. */
const everyMs = minuteMs

/** What is forecast of a series, read anew every minute; null until it was read once. */
export function useOutlook(station: string, parameter: string): ReadonlySignal<Outlook | null> {
  const outlook = useSignal<Outlook | null>(null)
  useEffect(() => {
    let current = true
    const read = async () => {
      const [forecast, skill] = await Promise.all([
        readForecast(station, parameter),
        readSkill(station, parameter),
      ])
      if (current) outlook.value = { forecast, skill }
    }
    // What was read before stays; the next minute asks again.
    const attempt = () => void read().catch(() => undefined)
    attempt()
    const timer = setInterval(attempt, everyMs)
    return () => {
      current = false
      clearInterval(timer)
    }
  }, [station, parameter])
  return outlook
}

/** One step of a forecast where the chart draws it. */
export type ForecastStep = { readonly at: Instant; readonly item: ForecastItem }

/**
 * Steps of a forecast by time. A reading stands at the start of its period, one of a moment at the
 * moment; so a step's mean stands where a reading of that period in the middle of it would.
 */
export function stepsOf({ run, items }: ForecastAnswer, period: string): readonly ForecastStep[] {
  const shiftMs = Math.max(0, (parsePeriod(run.step) ?? 0) - (parsePeriod(period) ?? 0)) / 2
  return items.flatMap((item) => {
    const at = instantOf(item.time)
    return at === null ? [] : { at: at + shiftMs, item }
  })
}

/** Leads in a row of which the same is said. */
export type Stretch = Pick<ForecastItem, 'published' | 'reason'> & { readonly untilMs: number }

/** How many days of proof there are differs from lead to lead, and makes no stretch of its own. */
const withoutCount = (reason: string | null) => reason?.replace(/, got \d+$/, '')

/** The stretches of a forecast; each gives the reason of its first lead, which has most proof. */
export function stretchesOf(items: readonly ForecastItem[]): readonly Stretch[] {
  const stretches: Stretch[] = []
  for (const { lead, published, reason } of items) {
    const untilMs = parsePeriod(lead) ?? 0
    const last = stretches.at(-1)
    const goesOn =
      last?.published === published && withoutCount(last.reason) === withoutCount(reason)
    if (goesOn) stretches.pop()
    stretches.push(goesOn ? { ...last, untilMs } : { untilMs, published, reason })
  }
  return stretches
}
