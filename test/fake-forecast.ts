import { formatPeriod, hourMs, formatInstant } from '../src/domain/time.ts'
import { fakeNowAt } from './fake-network.ts'

/** A forecast of dissolved oxygen in the shape of the outer face: proved for a day, not beyond. */
const cutOffAt = Math.floor(fakeNowAt / hourMs) * hourMs
const leads = [...Array.from({ length: 12 }, (_, i) => i + 1), 15, 18, 21, 24, 30, 36, 48, 60, 72]

const unproved = 'skill not known yet: expected scored forecasts on 14 of the last 30 days, got 9'
const unbeaten = 'served as climatology: did not beat persistence over the last 30 days'

const reasonAt = (lead: number) => (lead <= 24 ? null : lead <= 48 ? unbeaten : unproved)

/** Answers as `/forecasts` does; without a run for what is not forecast. */
export function fakeForecast(station: string, parameter: string) {
  if (parameter !== 'w01009') return { run: null, items: [], next: null }
  const run = {
    ...{ issuedAt: formatInstant(cutOffAt + 10 * 60_000), cutOffAt: formatInstant(cutOffAt) },
    ...{ model: 'ensemble/10', fittedAt: formatInstant(cutOffAt - 5 * hourMs), step: 'PT1H' },
    ...{ note: null, hash: 'c0ffee', station, parameter, alias: 'do' },
  }
  const items = leads.map((lead) => {
    const at = cutOffAt + (lead - 1) * hourMs
    const median = 7.2 + 1.6 * Math.sin((at / (24 * hourMs)) * 2 * Math.PI)
    const half = 0.3 + 0.012 * lead
    return {
      time: formatInstant(at),
      lead: formatPeriod(lead * hourMs),
      ...{ median, low80: median - half, high80: median + half },
      ...{ low95: median - 2 * half, high95: median + 2 * half },
      published: reasonAt(lead) === null,
      reason: reasonAt(lead),
      served: reasonAt(lead) === unbeaten ? 'climatology' : 'model',
    }
  })
  return { run, items, next: null }
}

/** Scores by lead as `/forecasts/skill` has them. */
export function fakeSkill(parameter: string) {
  if (parameter !== 'w01009') return []
  return [1, 6, 24, 48, 72].map((lead) => ({
    lead: formatPeriod(lead * hourMs),
    n: 20 * lead,
    mae: 0.2 + lead / 100,
    ...{ coverage80: 0.79, coverage95: 0.941 },
    ...{ persistence: { mae: lead === 48 ? 0.5 : 0.25 + lead / 90 }, climatology: { mae: 1.1 } },
  }))
}
