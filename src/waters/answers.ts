import type { Sample } from '../../models/assess/water-class.ts'
import { meanSample } from '../../models/assess/water-period.ts'
import type { Station } from '../domain/network.ts'
import { dayMs, dayStart, dateOf, monthStart, isDate, type Instant } from '../domain/time.ts'
import type { WaterPeriod, WaterStates } from '../domain/water-state.ts'
import type { Engine } from '../engine.ts'
import { daySamples } from './day-samples.ts'
import { judgedBy, tablesAt, waterState, type WaterTables } from './state.ts'

/** Days of Beijing, half-open. */
type Span = { readonly from: Instant; readonly to: Instant }

/**
 * Every water body of the network over a day, or over the date's month as far as it has ended, held
 * against the period before.
 *
 * @param date  Beijing date; null: the newest day that has ended
 * @returns null when the date is none that has ended
 */
export async function waterStates(
  { parts }: Pick<Engine, 'parts'>,
  date: string | null,
  period: WaterPeriod,
): Promise<WaterStates | null> {
  const newest = dateOf(parts.clock.now() - dayMs)
  const asked = date ?? newest
  if (!isDate(asked) || asked > newest) return null
  const { parameters, stations, waterBodies } = parts.network
  const [span, spanBefore] = spansOf(asked, period, dayStart(newest) + dayMs)
  const now = await periodOf(parts, span)
  const before = await periodOf(parts, spanBefore)
  const items = waterBodies.map((body) => {
    const here = stations.filter(({ waterBody }) => waterBody === body.id)
    const of = ({ tables, samples }: Period) => ({
      tables,
      sections: here.map(({ id }) => samples.get(id) ?? {}),
    })
    return waterState(parameters, body, of(now), of(before))
  })
  return { date: asked, period, items }
}

/** The period of a date, as far as it has ended, and the whole one before. */
function spansOf(date: string, period: WaterPeriod, endedAt: Instant): readonly [Span, Span] {
  const startAt = dayStart(date)
  if (period === 'day') {
    return [
      { from: startAt, to: startAt + dayMs },
      { from: startAt - dayMs, to: startAt },
    ]
  }
  const [year, month] = date.split('-').map(Number) as [number, number]
  const from = monthStart(year, month)
  return [
    { from, to: Math.min(monthStart(year, month + 1), endedAt) },
    { from: monthStart(year, month - 1), to: from },
  ]
}

type Period = {
  readonly tables: WaterTables | null
  readonly samples: ReadonlyMap<Station['id'], Sample>
}

/** The tables at the end of a period, and its samples: means of the days' means of each station. */
async function periodOf(
  { db, network, standards, publicPlan = null }: Engine['parts'],
  { from, to }: Span,
): Promise<Period> {
  const tables = tablesAt(standards, to - 1)
  const samples = new Map<Station['id'], Sample>()
  if (tables === null) return { tables, samples }
  const codes = judgedBy(network.parameters, tables.surface)
  const asked = network.stations
    .filter(({ kind }) => kind === 'river' || kind === 'lake')
    .map(({ id: station, parameters }) => ({
      station,
      parameters: parameters.filter(({ code }) => codes.has(code)),
    }))
  const days: ReadonlyMap<Station['id'], Sample>[] = []
  // One at a time, so that the store answers others in between.
  for (let startAt = from; startAt < to; startAt += dayMs) {
    const ofDay = asked.map((one) => ({ ...one, startAt }))
    days.push(await daySamples(db, tables.surface, ofDay, publicPlan?.leastShare ?? 0))
  }
  for (const { station } of asked) {
    const means = days.map((day) => day.get(station)!)
    samples.set(station, meanSample(tables.surface, means))
  }
  return { tables, samples }
}
