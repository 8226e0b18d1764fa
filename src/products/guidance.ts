import { scoreGuidance } from '../../models/products/guidance-scores.ts'
import type { GuidanceScore, GuidanceTaken } from '../domain/guidance.ts'
import { zoneArea } from '../domain/product.ts'
import { standardAt } from '../domain/standards.ts'
import { dateOf, dayMs } from '../domain/time.ts'
import type { Engine } from '../engine.ts'
import { guidanceSince, keepGuidance } from '../store/guidance.ts'
import { draftsSince } from '../store/products.ts'
import { parseGuidance, type GuidanceFormat, type GuidanceScope } from './guidance-rows.ts'
import { measuredDays } from './inputs.ts'

type Parts = Pick<Engine, 'parts' | 'series'>

/** Takes what the regional platform says of a date, whichever way it came: all of it, or none. */
export async function takeGuidance(
  { parts }: Parts,
  issueDate: string,
  text: string,
  format: GuidanceFormat,
): Promise<GuidanceTaken> {
  const scope = scopeOf(parts)
  if (scope === null) return { ok: false, faults: ['expected a network with a joint air product'] }
  const today = dateOf(parts.clock.now())
  if (issueDate > today) {
    return { ok: false, faults: [`expected a date of issue up to ${today}, got ${issueDate}`] }
  }
  const parsed = parseGuidance(text, format, scope)
  if (!parsed.ok) return parsed
  const told = { issueDate, receivedAt: parts.clock.now(), cells: parsed.cells }
  const kept = await parts.db.transaction((tx) => keepGuidance(tx, told))
  return { ok: true, ...kept }
}

function scopeOf({
  network,
  standards,
  productPlan,
  clock,
}: Engine['parts']): GuidanceScope | null {
  const standard = standardAt(standards.aqi, clock.now())
  if (productPlan === null || standard === null) return null
  const zone = network.districts.filter(({ inZone }) => inZone)
  const codes = standard.pollutants.flatMap(({ code }) => {
    const alias = network.parameters.find((one) => one.code === code)?.alias ?? code
    return [[code, code] as const, [alias, code] as const]
  })
  return {
    areas: [zoneArea, ...zone.map(({ id }) => id)],
    days: productPlan.trendDays,
    codes: new Map(codes),
  }
}

/** How guidance and drafts did on the stored days that both spoke of. */
export async function guidanceSkill(engine: Parts): Promise<readonly GuidanceScore[]> {
  const { db, clock, productPlan: plan } = engine.parts
  if (plan === null) return []
  const at = clock.now()
  const from = dateOf(at - (plan.days + plan.trendDays) * dayMs)
  const guidance = await guidanceSince(db, from)
  if (guidance.length === 0) return []
  const measured = await measuredDays({ engine, plan, at })
  return scoreGuidance(guidance, await draftsSince(db, from), measured)
}
