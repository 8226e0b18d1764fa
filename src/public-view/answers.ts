import { resultOf } from '../../alerts/workflow/enforcement-result.ts'
import type { ProductDocument } from '../../models/products/document.ts'
import type { RevocationGrounds } from '../domain/casework.ts'
import type { Names } from '../domain/network.ts'
import type { PublicResult } from '../domain/public-view.ts'
import { dateOf, minuteMs, type Instant } from '../domain/time.ts'
import type { Engine } from '../engine.ts'
import type { PublicAir, PublicCapabilities } from '../http/public-view.ts'
import { queryResults } from '../store/casework.ts'
import { releasedProduct } from '../store/products.ts'
import { publicWaters } from './waters.ts'

/** What the public may ask; null: the network shows it nothing. */
export function createPublicAnswers(engine: Engine): PublicCapabilities {
  const { db, clock, publicPlan: plan = null, exercise = false } = engine.parts
  if (plan === null) return { publicView: null }
  // However many ask, the store is asked once a minute.
  const once = keptFor(minuteMs, clock.now)
  return {
    publicView: {
      exercise,
      waters: once(() => publicWaters(engine, plan)),
      air: once(async () => {
        const product = await releasedProduct(db, { date: null })
        return product === null ? null : airOf(JSON.parse(product.document) as ProductDocument)
      }),
      results: once(() => publishedResults(engine)),
    },
  }
}

function keptFor(ms: number, now: () => Instant) {
  return <T>(ask: () => Promise<T>): (() => Promise<T>) => {
    let kept: { readonly at: Instant; readonly answer: Promise<T> } | null = null
    return () => {
      const at = now()
      if (kept !== null && at - kept.at < ms) return kept.answer
      const answer = ask()
      kept = { at, answer }
      answer.catch(() => {
        kept = null
      })
      return answer
    }
  }
}

/** What HJ 633 has published: no drafts, parties, runs or minutes. */
function airOf({
  date,
  version,
  issuedAt,
  demonstration,
  items,
  areas,
  pollutants,
}: ProductDocument): PublicAir {
  const nameOf = (code: string) => pollutants.find((one) => one.code === code)?.name
  return {
    ...{ date, version, issuedAt, demonstration },
    items: items.map((item) => ({
      area: areas.find(({ area }) => area === item.area)!.name,
      ...{ date: item.date, trend: item.trend, aqiLow: item.aqiLow, aqiHigh: item.aqiHigh },
      ...{ level: item.levelWords, colour: item.colour, weather: item.weather },
      primaryPollutants: item.primaryPollutants.flatMap((code) => nameOf(code) ?? []),
      ...{ advice: item.advice, sensitiveGroups: [...item.sensitiveGroups] },
    })),
  }
}

const groundsNames: Readonly<Record<RevocationGrounds, Names>> = {
  reconsideration: { zh: '行政复议撤销', en: 'revoked on administrative reconsideration' },
  lawsuit: { zh: '行政诉讼败诉', en: 'revoked by a court' },
  'own-decision': { zh: '作出机关自行撤销', en: 'revoked by the authority that gave it' },
}

/** Results of hand-overs whose authority published them; never of a drill. */
async function publishedResults({ parts }: Engine): Promise<readonly PublicResult[]> {
  const query = { state: null, district: null, exercise: false, limit: 1_000, cursor: null }
  const { items } = await queryResults(parts.db, query)
  return items.flatMap((workflow): PublicResult[] => {
    const found = resultOf(workflow)
    if (found?.publication !== 'published') return []
    const { at, result, revoked } = found
    const district = parts.network.districts.find(({ id }) => id === found.district)
    if (district === undefined) return []
    return [
      {
        ...{ date: dateOf(at), district: district.name, result: revoked === null ? result : null },
        withdrawn: revoked && {
          ...{ date: dateOf(revoked.at), grounds: groundsNames[revoked.grounds] },
          reason: revoked.reason,
        },
      },
    ]
  })
}
