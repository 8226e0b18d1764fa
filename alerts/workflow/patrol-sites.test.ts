import { expect, it } from 'vitest'
import { patrolSites, type SiteStanding } from './patrol-sites.ts'

const standing: Readonly<Record<string, SiteStanding>> = { A: 'free', B: 'exempt' }
const sites = (reason: string | null) =>
  patrolSites(['A', 'B', 'C', 'A'], (site) => standing[site] ?? 'gone', reason)

it('leaves out who is exempt, and who is not there any more', () => {
  expect(sites(null)).toEqual({
    ...{ sites: ['A'], exempt: [] },
    leftOut: [
      { site: 'B', because: 'exempt' },
      { site: 'C', because: 'gone' },
    ],
  })
})

it('visits the exempt for a reason, and says which they are', () => {
  expect(sites('complaint')).toEqual({
    ...{ sites: ['A', 'B'], exempt: ['B'], leftOut: [{ site: 'C', because: 'gone' }] },
  })
})
