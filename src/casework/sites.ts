import type { SiteStanding } from '../../alerts/workflow/patrol-sites.ts'
import type { Queryable } from '../store/db.ts'
import { newestEntries } from '../store/registers.ts'

/** The register of those who may be visited, and its field that says who is exempt (正面清单). */
const enterprises = 'enterprises'

/** How each of these enterprises stands now. */
export async function siteStandings(
  db: Queryable,
  keys: readonly string[],
): Promise<(site: string) => SiteStanding> {
  const entries = await newestEntries(db, enterprises, keys)
  return (site) => {
    const entry = entries.get(site)
    if (entry?.retired !== false) return 'gone'
    return entry.values['exempt'] === 'yes' ? 'exempt' : 'free'
  }
}
