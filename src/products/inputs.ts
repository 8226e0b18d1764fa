import { draftCells, measuredDayReports } from '../../models/products/draft-cells.ts'
import { errorLeadsMs, type AirSeries } from '../../models/products/air-series.ts'
import { scoreOf } from '../../models/products/band-score.ts'
import { verdictFor, type KeptRun } from '../domain/forecast.ts'
import type { Network, Station } from '../domain/network.ts'
import { zoneArea, type ProductDraft, type RunCited } from '../domain/product.ts'
import type { ProductPlan } from '../domain/product-plan.ts'
import { standardAt, type AqiStandard, type Standards } from '../domain/standards.ts'
import { dayMs, dateOf, hourMs, dayStart, type Instant } from '../domain/time.ts'
import type { DayReport } from '../domain/verification.ts'
import type { Engine } from '../engine.ts'
import type { SeriesMemory } from '../series.ts'
import type { Db } from '../store/db.ts'
import { newestRun, valuesAtLeads } from '../store/forecast-archive.ts'
import { stepMeans } from '../store/step-means.ts'

/** The forecast behind one series: of the archive, or of the demo. */
export type RunOf = (memory: SeriesMemory) => Promise<KeptRun | null>

export type DraftInputs = {
  readonly engine: Pick<Engine, 'parts' | 'series'>
  readonly plan: ProductPlan
  /** When the draft is made; nothing measured after it is read. */
  readonly at: Instant
  readonly demonstration: boolean
  readonly runOf: RunOf
}

/** The newest run of the archive that was issued by then. */
export function archivedRun({ parts }: Pick<Engine, 'parts'>, by: Instant): RunOf {
  return ({ station, about }) =>
    newestRun(parts.db, { station: station.id, parameter: about.code, issuedBy: by })
}

/**
 * Makes the draft of a day from forecasts and stored days, for each district of the zone and for
 * the zone.
 *
 * @returns null where nothing is known of any area within the mandatory days: there is nothing to
 *   consult on
 */
export async function makeDraft(inputs: DraftInputs): Promise<ProductDraft | null> {
  const { engine, plan, at, demonstration } = inputs
  const { network, standards } = engine.parts
  const standard = standardAt(standards.aqi, at)
  if (standard === null) return null
  const date = dateOf(at)
  const { series: all, runs } = await readAir(inputs, standard)
  const cells = areasOf(network, all).flatMap(([area, series]) =>
    draftCells(area, wholeStations(series, standard), standard, plan, dayStart(date)),
  )
  const known = cells.some(({ leadDay, value }) => leadDay <= plan.mandatoryDays && value !== null)
  if (!known) return null
  return {
    ...{ date, madeAt: at, demonstration, cells, runs },
    standards: standardIds(standards, standard, at),
    pollutants: standard.pollutants.map(({ code }) => code),
    primaryAbove: standard.primaryAbove,
  }
}

/**
 * The AQI of each area on each of the stored days before a moment, by `area|date`; a day of too few
 * hours is absent.
 */
export async function measuredDays({
  engine,
  plan,
  at,
}: Pick<DraftInputs, 'engine' | 'plan' | 'at'>): Promise<ReadonlyMap<string, number>> {
  const standard = standardAt(engine.parts.standards.aqi, at)
  if (standard === null) return new Map()
  const { days, hoursLeast } = plan
  const from = dayStart(dateOf(at)) - days * dayMs
  const reports = await measuredReports(engine, standard, { from, days, hoursLeast })
  return new Map([...reports].map(([key, { aqi }]) => [key, aqi]))
}

/**
 * What each area's air was on whole Beijing days, by `area|date`; a day of too few hours is absent.
 *
 * @param stretch  begins with a day
 */
export async function measuredReports(
  engine: DraftInputs['engine'],
  standard: AqiStandard,
  stretch: { readonly from: Instant; readonly days: number; readonly hoursLeast: number },
): Promise<ReadonlyMap<string, DayReport>> {
  const { db, clock, network } = engine.parts
  const { from, days, hoursLeast } = stretch
  const all: AirSeries[] = []
  for (const { id: seriesId, station, about } of airSeries({ engine }, standard)) {
    const hours = { seriesId, stepMs: hourMs, from, to: from + days * dayMs }
    const stored = await stepMeans(db, { ...hours, receivedBy: clock.now() })
    const place = { station: station.id, district: station.district, code: about.code }
    all.push({ ...place, stored, forecast: null, errors: new Map() })
  }
  return new Map(
    areasOf(network, all).flatMap(([area, series]) =>
      measuredDayReports(wholeStations(series, standard), standard, hoursLeast).flatMap(
        (report, day) =>
          report === null ? [] : [[`${area}|${dateOf(from + day * dayMs)}`, report] as const],
      ),
    ),
  )
}

function standardIds(standards: Standards, standard: AqiStandard, at: Instant): string[] {
  const airQuality = standardAt(standards.airQuality, at)
  return airQuality === null ? [standard.id] : [standard.id, airQuality.id]
}

/**
 * What is known of the air of the zone, or of one of its stations, at the moment of the inputs.
 *
 * @returns the runs that were found, in the order of the series
 */
export async function readAir(
  inputs: Omit<DraftInputs, 'demonstration'>,
  standard: AqiStandard,
  only: string | null = null,
): Promise<{ readonly series: readonly AirSeries[]; readonly runs: readonly RunCited[] }> {
  const all: AirSeries[] = []
  const runs: RunCited[] = []
  for (const memory of airSeries(inputs, standard)) {
    if (only !== null && memory.station.id !== only) continue
    const { series, run } = await readSeries(inputs, memory, dayStart(dateOf(inputs.at)))
    all.push(series)
    if (run !== null) runs.push(run)
  }
  return { series: all, runs }
}

const isAir = ({ kind }: Station) => kind === 'air'

/** The hourly series of the table's pollutants at the air stations of the zone, in the network's order. */
function airSeries({ engine }: Pick<DraftInputs, 'engine'>, standard: AqiStandard): SeriesMemory[] {
  const { districts, stations } = engine.parts.network
  const zone = districts.filter(({ inZone }) => inZone).map(({ id }) => id)
  const all = [...engine.series.all()]
  return stations
    .filter((station) => isAir(station) && zone.includes(station.district))
    .flatMap(({ id }) =>
      standard.pollutants.flatMap(
        ({ code }) =>
          all.find(
            ({ station, about, seriesKey, id: seriesId }) =>
              station.id === id &&
              about.code === code &&
              seriesKey.source === 'automatic' &&
              seriesKey.period === 'PT1H' &&
              seriesId > 0,
          ) ?? [],
      ),
    )
}

async function readSeries(
  { engine, plan, at, runOf }: Omit<DraftInputs, 'demonstration'>,
  memory: SeriesMemory,
  todayAt: Instant,
): Promise<{ readonly series: AirSeries; readonly run: RunCited | null }> {
  const { db, clock } = engine.parts
  const { station, about } = memory
  const run = await runOf(memory)
  const stored = await stepMeans(db, {
    seriesId: memory.id,
    stepMs: hourMs,
    from: todayAt - plan.days * dayMs,
    to: todayAt,
    receivedBy: Math.max(at, clock.now()),
  })
  const place = { station: station.id, district: station.district, code: about.code, stored }
  if (run === null) return { series: { ...place, forecast: null, errors: new Map() }, run: null }
  const { issuedAt, cutOffAt, model, hash } = run
  const errors = await readErrors(db, memory.id, stored, todayAt)
  return {
    series: { ...place, forecast: servedHours(run), errors },
    run: { station: station.id, parameter: about.code, issuedAt, cutOffAt, model, hash },
  }
}

/** Where the stored hours stood in what the model had said of them. */
async function readErrors(
  db: Db,
  seriesId: number,
  stored: Float64Array,
  todayAt: Instant,
): Promise<AirSeries['errors']> {
  const from = todayAt - stored.length * hourMs
  const said = await valuesAtLeads(db, { seriesId, from, to: todayAt, leadsMs: errorLeadsMs })
  const errors = new Map<number, Float64Array>()
  for (const { at, leadMs, model } of said) {
    const scores = errors.get(leadMs) ?? new Float64Array(stored.length).fill(NaN)
    errors.set(leadMs, scores)
    const hour = Math.round((at - from) / hourMs)
    scores[hour] = scoreOf(model, stored[hour]!)
  }
  return errors
}

/** What a run serves by the hour: the model, or climatology where the model has no skill. */
function servedHours(run: KeptRun): AirSeries['forecast'] {
  const verdicts = run.values.map(({ leadMs }) => verdictFor(run.verdicts, leadMs))
  const served = run.values.map(
    (value, index) => [value.at, value[verdicts[index]?.served ?? 'model']] as const,
  )
  return {
    hours: new Map(run.stepMs === hourMs ? served : []),
    published: verdicts.every((verdict) => verdict?.published === true),
    cutOffAt: run.cutOffAt,
  }
}

/** The zone first, then its districts in the network's order. */
function areasOf(
  { districts }: Network,
  all: readonly AirSeries[],
): (readonly [string, readonly AirSeries[]])[] {
  const zone = districts.filter(({ inZone }) => inZone)
  return [
    [zoneArea, all],
    ...zone.map(({ id }) => [id, all.filter(({ district }) => district === id)] as const),
  ]
}

/** Stations with all pollutants of the table; one that lacks some says nothing of the index. */
function wholeStations(series: readonly AirSeries[], standard: AqiStandard): AirSeries[] {
  return series.filter(({ station }) => {
    const count = series.filter((one) => one.station === station).length
    return count === standard.pollutants.length
  })
}
