import { consultationOf } from '../../alerts/workflow/air-consultation.ts'
import type { ProductDocument } from '../../models/products/document.ts'
import { persistenceRange, scoreDays, verifyDays } from '../../models/products/verification.ts'
import type { CellValue, KeptDraft } from '../domain/product.ts'
import type { ProductPlan } from '../domain/product-plan.ts'
import type { AqiStandard } from '../domain/standards.ts'
import { dateOf, dayMs, dateAfter, dayStart } from '../domain/time.ts'
import type {
  DayReport,
  Forecaster,
  ForecastRange,
  Said,
  Verification,
} from '../domain/verification.ts'
import type { Engine } from '../engine.ts'
import { newestGuidance } from '../store/guidance.ts'
import { loadDraft, releasedProduct } from '../store/products.ts'
import { getWorkflow } from '../store/workflows.ts'
import { measuredReports } from './inputs.ts'

type Parts = Pick<Engine, 'parts' | 'series'>

/**
 * Everything that was said of an area at a date of issue, held against what then was: each released
 * version, the engine's draft, each party's own word, the regional guidance, and persistence.
 *
 * @returns null when nothing was released then
 */
export async function verificationOf(
  engine: Parts,
  about: { readonly area: string; readonly date: string | null; readonly tolerance: number },
): Promise<Verification | null> {
  const { db, productPlan: plan, standards, clock } = engine.parts
  const newest = await releasedProduct(db, { date: about.date })
  if (newest === null || plan === null) return null
  const { date } = newest
  const documents: ProductDocument[] = []
  for (let version = 1; version <= newest.version; version += 1) {
    const one = version === newest.version ? newest : await releasedProduct(db, { date, version })
    if (one !== null) documents.push(JSON.parse(one.document) as ProductDocument)
  }
  const [first] = documents
  // The table of its own day: across a change of tables nothing can be compared.
  const standard = standards.aqi.find(({ id }) => first?.standards.includes(id))
  if (first === undefined || standard === undefined) return null
  const from = dayStart(date) - dayMs
  const over = Math.floor((dayStart(dateOf(clock.now())) - from) / dayMs)
  const stretch = { from, days: Math.min(plan.trendDays + 2, over), hoursLeast: plan.hoursLeast }
  const reports = await measuredReports(engine, standard, stretch)
  const measured = new Map(
    [...reports].flatMap(([key, report]) => {
      const [area, day] = key.split('|') as [string, string]
      return area === about.area ? [[day, report] as const] : []
    }),
  )
  const said = await saidOf(engine, { ...about, documents, plan, standard, measured })
  const { tolerance, area } = about
  const inputs = { date, days: plan.trendDays, standard, tolerance, said, measured }
  const days = verifyDays(inputs)
  const scores = scoreDays(days, said, standard.sensitiveAbove)
  const { demonstration } = first
  return { area, date, standard: standard.id, demonstration, tolerance, days, scores }
}

type Context = {
  readonly area: string
  readonly documents: readonly ProductDocument[]
  readonly plan: ProductPlan
  readonly standard: AqiStandard
  readonly measured: ReadonlyMap<string, DayReport>
}

const nobody: Omit<Forecaster, 'by'> = { version: null, party: null, district: null, person: null }

async function saidOf({ parts }: Parts, context: Context): Promise<readonly Said[]> {
  const { area, documents, plan, standard, measured } = context
  const { date, draft, consultation } = documents[0]!
  const kept = await loadDraft(parts.db, draft.hash)
  const guidance = await newestGuidance(parts.db, { issueDate: date })
  const before = measured.get(dateAfter(date, -1))
  const released = documents.map(({ version, items }) => {
    const ranges = rangesOf(
      items.map((item) => [item, rangeOrNull(item)] as const),
      area,
    )
    return { forecaster: { ...nobody, by: 'released' as const, version }, ranges }
  })
  const same = before && persistenceRange(before, standard, plan.range.halfWidths)
  const all: Said[] = [
    ...released,
    {
      forecaster: { ...nobody, by: 'model' },
      ranges: rangesOf(
        kept.cells.map((cell) => [cell, cell.value]),
        area,
      ),
    },
    ...(await partiesSaid(parts, consultation.id, kept, context)),
    {
      forecaster: { ...nobody, by: 'guidance', version: guidance?.version ?? null },
      ranges: rangesOf(
        (guidance?.cells ?? []).map((cell) => [cell, cell]),
        area,
      ),
    },
    {
      forecaster: { ...nobody, by: 'persistence' },
      ranges: new Map(
        same === undefined
          ? []
          : Array.from({ length: plan.trendDays }, (_, index) => [index + 1, same] as const),
      ),
    },
  ]
  return all.filter(({ ranges }) => ranges.size > 0)
}

/** Each city's own word in the consultation that made the first version, and who spoke for it. */
async function partiesSaid(
  { db, network }: Engine['parts'],
  workflowId: string,
  draft: KeptDraft,
  { area, plan }: Context,
): Promise<Said[]> {
  const workflow = await getWorkflow(db, workflowId)
  if (workflow === null) return []
  const zone = network.districts.filter(({ inZone }) => inZone).map(({ id }) => id)
  const { cells } = consultationOf(workflow, draft, zone)
  return plan.parties.map(({ id: party, district }) => {
    const spoke = workflow.steps.findLast(
      (step) => step.district === district && ['enter', 'accept'].includes(step.step),
    )
    const person = spoke?.person ?? null
    return {
      forecaster: { by: 'party', version: null, party, district, person },
      ranges: rangesOf(
        cells.map((cell) => [cell, cell.said[district] ?? null]),
        area,
      ),
    }
  })
}

type Placed = { readonly area: string; readonly leadDay: number }

function rangesOf(
  cells: readonly (readonly [Placed, ForecastRange | null])[],
  area: string,
): ReadonlyMap<number, ForecastRange> {
  return new Map(
    cells.flatMap(([cell, range]) =>
      cell.area === area && range !== null ? [[cell.leadDay, range] as const] : [],
    ),
  )
}

function rangeOrNull({
  aqiLow,
  aqiHigh,
  primaryPollutants,
}: {
  readonly aqiLow: number | null
  readonly aqiHigh: number | null
  readonly primaryPollutants: CellValue['primaryPollutants']
}): ForecastRange | null {
  return aqiLow === null || aqiHigh === null ? null : { aqiLow, aqiHigh, primaryPollutants }
}
