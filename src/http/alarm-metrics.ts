import { Gauge, type Registry } from 'prom-client'
import type { AlertPerformance } from '../domain/alert-performance.ts'
import { dayMs, secondMs } from '../domain/time.ts'
import type { HttpCapabilities } from './capabilities.ts'
import { alarmFiguresMs } from './limits.ts'

const seconds = (ms: number | null) => (ms === null ? null : ms / secondMs)
const lines: readonly (readonly [string, string, (of: AlertPerformance) => number | null])[] = [
  ['calls', 'Calls for attention', (of) => of.calls],
  ['per_operator_10min', 'Calls on one operator in ten minutes, mean', (of) => of.meanPer10Min],
  ['per_operator_10min_highest', 'The same in the busiest ten', (of) => of.highestPer10Min],
  ['flood_share', 'Share of the time in flood', (of) => of.floodShare],
  ['standing', 'Open longer than a day', (of) => of.standing],
  ['chattering', 'Alerts that shelved themselves for chattering', (of) => of.chattering],
  ['unacknowledged', 'Open and still new', (of) => of.unacknowledged],
  [
    'acknowledge_seconds_median',
    'From opening to the first act of a person, median',
    (of) => seconds(of.acknowledgeMedianMs),
  ],
  ['acknowledge_seconds_p90', 'The same, 90 % quantile', (of) => seconds(of.acknowledgeP90Ms)],
]

/** Figures of the alarm system over the last day, `qingliu_alarm_…`; none while they cannot be made. */
export function registerAlarmMetrics(
  registry: Registry,
  { clock, alarmPerformance }: Pick<HttpCapabilities, 'clock' | 'alarmPerformance'>,
): void {
  let made: { readonly at: number; readonly figures: Promise<AlertPerformance | null> } | null =
    null
  const figures = () => {
    const at = performance.now()
    if (made === null || at - made.at >= alarmFiguresMs) {
      const now = clock.now()
      made = { at, figures: alarmPerformance(now - dayMs, now, null).catch(() => null) }
    }
    return made.figures
  }
  for (const [name, help, read] of lines) {
    new Gauge({
      name: `qingliu_alarm_${name}`,
      help: `${help}, over the last day of the engine's clock`,
      registers: [registry],
      async collect() {
        const known = await figures()
        const value = known === null ? null : read(known)
        if (value === null) this.remove()
        else this.set(value)
      },
    })
  }
}
