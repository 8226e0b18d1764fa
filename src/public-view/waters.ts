import { roundHalfEven } from '../domain/round.ts'
import {
  oxygenSaturationShare,
  assessSample,
  type Sample,
} from '../../models/assess/water-class.ts'
import { assessmentDecimals, roundSample } from '../../models/assess/water-period.ts'
import type { Network, Station } from '../domain/network.ts'
import {
  reviewLevels,
  type PublicPlan,
  type PublicWater,
  type ReviewLevel,
} from '../domain/public-view.ts'
import type { RegisterEntry } from '../domain/register.ts'
import { standardAt, type SurfaceWaterStandard } from '../domain/standards.ts'
import { dayMs, dateOf, dayStart, type Instant } from '../domain/time.ts'
import type { Engine } from '../engine.ts'
import { entriesInForce } from '../registers/pages.ts'
import { daySamples } from '../waters/day-samples.ts'

/** Oxygen above this share of saturation is a sign of algae, never shown as good water. Design. */
const bloomSaturation = 1.2
const reviewRegister = 'reviews'

/**
 * Each water station's newest day that was reviewed at the level asked for and ended long enough
 * ago: means of its valid readings, rounded, with the class, what it is fit for, and nothing else.
 * A station without such a day is left out.
 */
export async function publicWaters(
  { parts }: Pick<Engine, 'parts'>,
  plan: PublicPlan,
): Promise<readonly PublicWater[]> {
  const { db, network, standards, clock } = parts
  const now = clock.now()
  const standard = standardAt(standards.surfaceWater, now)
  if (standard === null) return []
  const days = await reviewedDays(parts, plan, now)
  const shown = network.stations.filter(({ id, kind }) => kind !== 'air' && days.has(id))
  const asked = shown.map(({ id, parameters }) => ({
    station: id,
    parameters: parameters.filter(({ code }) => plan.parameters.some((one) => one.code === code)),
    startAt: dayStart(days.get(id)!),
  }))
  const samples = await daySamples(db, standard, asked, plan.leastShare)
  return shown.flatMap((station): PublicWater[] => {
    const date = days.get(station.id)!
    const sample = samples.get(station.id)!
    const isEmpty = Object.keys(sample).length === 0
    return isEmpty ? [] : [waterOf(network, station, plan, standard, { date, sample })]
  })
}

/** The newest day of each station that may be shown, by its reviews in force. */
async function reviewedDays(
  parts: Engine['parts'],
  { reviewLevel, delayMs }: PublicPlan,
  now: Instant,
): Promise<ReadonlyMap<string, string>> {
  // The last day that had ended the delay ago.
  const last = dateOf(now - delayMs - dayMs)
  const days = new Map<string, string>()
  for (const { values } of await entriesInForce(parts.db, parts, reviewRegister)) {
    const { station, upTo, level } = values as Reviewed
    if (reviewLevels.indexOf(level) < reviewLevels.indexOf(reviewLevel)) continue
    const day = upTo < last ? upTo : last
    if (day > (days.get(station) ?? '')) days.set(station, day)
  }
  return days
}

type Reviewed = RegisterEntry['values'] & {
  readonly station: string
  readonly upTo: string
  readonly level: ReviewLevel
}

function waterOf(
  network: Network,
  { name, district, waterBody, kind }: Station,
  plan: PublicPlan,
  standard: SurfaceWaterStandard,
  { date, sample }: { readonly date: string; readonly sample: Sample },
): PublicWater {
  const body = network.waterBodies.find(({ id }) => id === waterBody)
  const decimals = assessmentDecimals(network.parameters)
  const waterKind = body?.kind ?? (kind === 'lake' ? 'lake' : 'river')
  const assessed = assessSample(standard, roundSample(sample, decimals), waterKind)
  const { class: waterClass, grade, mainIndicators } = assessed
  const advice = plan.advice.find(
    ({ classes }) => waterClass !== null && classes.includes(waterClass),
  )
  const wordOf = (code: string) => network.parameters.find((one) => one.code === code)!
  return {
    station: name,
    waterBody: body?.name ?? null,
    district: network.districts.find(({ id }) => id === district)!.name,
    ...{ date, waterClass, level: grade?.word ?? null, colour: grade?.colour ?? null },
    advice: advice?.text ?? null,
    mainIndicators: mainIndicators.map(({ code }) => wordOf(code).name),
    bloomSign: (oxygenSaturationShare(standard, sample) ?? 0) > bloomSaturation,
    values: plan.parameters.flatMap(({ code, decimals: places }) => {
      const value = sample[code]
      const { name: parameter, unit } = wordOf(code)
      return value === undefined ? [] : [{ parameter, value: roundHalfEven(value, places), unit }]
    }),
  }
}
