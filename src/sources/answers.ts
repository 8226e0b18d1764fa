import { Reason } from '../domain/flags.ts'
import type { Station } from '../domain/network.ts'
import type { ExpectedSource, NewestOfSeries, SourceKind, SourceLag } from '../domain/source-lag.ts'
import { dayStart, parsePeriod } from '../domain/time.ts'
import type { Engine } from '../engine.ts'
import { sourceLags } from './lag.ts'
import { newestGuidance } from '../store/guidance.ts'

/** How late each source is now; asks the store for the newest guidance alone. */
export async function sourcesNow(engine: Engine): Promise<readonly SourceLag[]> {
  const { clock, sourceLimits = [] } = engine.parts
  const newest = newestOf(engine)
  const guidance = await guidanceOf(engine)
  const sampled = new Set(
    newest.flatMap(({ kind, district }) => (kind === 'samples' ? district : [])),
  )
  const expected = expectedOf(engine, sampled)
  return sourceLags(expected, [...newest, ...guidance], sourceLimits, clock.now())
}

const byMachine = ({ form }: Station) => form !== 'section'
const kindOf = ({ kind }: Station): SourceKind =>
  kind === 'air' ? 'air-stations' : 'water-stations'

/** Each district's stations by what they measure, those that people sample, and guidance. */
function expectedOf(
  { parts: { network, productPlan }, silence }: Engine,
  sampled: ReadonlySet<string | null>,
): ExpectedSource[] {
  const sources = network.districts.flatMap(({ id: district }) => {
    const here = network.stations.filter((station) => station.district === district)
    const machines = here.filter(byMachine)
    const of = (kind: SourceKind): ExpectedSource[] => {
      const stations = machines.filter((one) => kindOf(one) === kind)
      const silent = stations.filter(({ id }) => silence.stateOf(id) === 'silent').length
      return stations.length === 0 ? [] : [{ kind, district, stations: stations.length, silent }]
    }
    const sections = here.length - machines.length
    const samples: ExpectedSource[] =
      sections > 0 || sampled.has(district)
        ? [{ kind: 'samples', district, stations: sections, silent: 0 }]
        : []
    return [...of('water-stations'), ...of('air-stations'), ...samples]
  })
  if (productPlan === null) return sources
  return [...sources, { kind: 'guidance', district: null, stations: 0, silent: 0 }]
}

function newestOf({ series }: Engine): NewestOfSeries[] {
  return series.all().flatMap(({ latest, station, seriesKey: { source, period } }) => {
    if (latest === null) return []
    const { observedAt, receivedAt, reasons } = latest
    return [
      {
        kind: source === 'manual' ? 'samples' : kindOf(station),
        district: station.district,
        endAt: observedAt + (parsePeriod(period) ?? 0),
        receivedAt,
        historical: (reasons & Reason.historical) !== 0,
      },
    ]
  })
}

/** The newest date of issue, as it came first: a version later says nothing of how late it was. */
async function guidanceOf({ parts: { db, productPlan } }: Engine): Promise<NewestOfSeries[]> {
  if (productPlan === null) return []
  const newest = await newestGuidance(db, { issueDate: null })
  if (newest === null) return []
  const { issueDate } = newest
  const { receivedAt } = (await newestGuidance(db, { issueDate, version: 1 })) ?? newest
  const endAt = dayStart(issueDate)
  return [{ kind: 'guidance', district: null, endAt, receivedAt, historical: false }]
}
