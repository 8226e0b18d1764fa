import type { LeadScore, LeadVerdict } from '../../src/domain/forecast.ts'

/** By what past a forecast is judged. */
export type Judging = {
  /** Days back. */
  readonly days: number
  /** So many of them must have scored forecasts, before skill is known. */
  readonly daysLeast: number
  /** Leads that are judged, ms, rising; a lead between counts for the next one. */
  readonly leadsMs: readonly number[]
}

/**
 * Whether forecasts of a series are published, lead by lead, from how its forecasts as issued did:
 * not while too few were scored (the model's values are shown all the same), and not where they
 * did not beat both persistence and climatology, which then serves.
 */
export function verdictsOf(scores: readonly LeadScore[], judging: Judging): LeadVerdict[] {
  return judging.leadsMs.map((leadMs) => {
    const score = scores.find((one) => one.leadMs === leadMs)
    const unpublished = { leadMs, published: false } as const
    if (score === undefined || !(score.days >= judging.daysLeast)) {
      const reason =
        `skill not known yet: expected scored forecasts on ${judging.daysLeast} of the last ` +
        `${judging.days} days, got ${score?.days ?? 0}`
      return { ...unpublished, served: 'model', reason }
    }
    const { absolute, persistenceAbsolute, climatologyAbsolute } = score.sums
    const unbeaten = [
      ...(absolute < persistenceAbsolute ? [] : ['persistence']),
      ...(absolute < climatologyAbsolute ? [] : ['climatology']),
    ]
    if (unbeaten.length === 0) return { leadMs, published: true, served: 'model', reason: null }
    const reason =
      `served as climatology: did not beat ${unbeaten.join(' and ')} over the last ` +
      `${judging.days} days`
    return { ...unpublished, served: 'climatology', reason }
  })
}

/** Where nothing was measured for so long, the path says no more than climatology does. */
export function verdictsInGap(judging: Judging, hours: number): LeadVerdict[] {
  const reason = `served as climatology: nothing measured in the last ${hours} h`
  return judging.leadsMs.map((leadMs) => {
    return { leadMs, published: false, served: 'climatology', reason }
  })
}
