/** How an enterprise stands that is to be visited; `gone`: the register has none in force. */
export type SiteStanding = 'free' | 'exempt' | 'gone'

/** Whom a patrol visits, and who of the plan it does not, and why. */
export type PatrolSites = {
  readonly sites: readonly string[]
  /** Of these, those that are exempt (正面清单) and visited for a reason. */
  readonly exempt: readonly string[]
  readonly leftOut: readonly { readonly site: string; readonly because: 'exempt' | 'gone' }[]
}

/**
 * Holds sites against the list of the exempt (R45): they are visited for a reason alone, such as a
 * complaint or a risk.
 *
 * @param reason  why exempt ones are visited; null: they are left out
 */
export function patrolSites(
  wanted: readonly string[],
  standingOf: (site: string) => SiteStanding,
  reason: string | null,
): PatrolSites {
  const asked = [...new Set(wanted)].map((site) => ({ site, standing: standingOf(site) }))
  const leftOut = asked.flatMap(({ site, standing }) =>
    standing === 'gone' || (standing === 'exempt' && reason === null)
      ? [{ site, because: standing }]
      : [],
  )
  const visited = asked.filter(({ site }) => !leftOut.some((one) => one.site === site))
  return {
    sites: visited.map(({ site }) => site),
    exempt: visited.flatMap(({ site, standing }) => (standing === 'exempt' ? [site] : [])),
    leftOut,
  }
}
