import { workflowKinds, type Alert, type Workflow } from '../domain/alert.ts'
import { alertKinds, warningColours } from '../domain/event.ts'
import type { Network } from '../domain/network.ts'
import type { ChangeSubject } from './capabilities.ts'

/** What a reader looks at by what its changes are about; null: its view is not cut down by this. */
export type StreamFacets = Readonly<Record<Facet, ReadonlySet<string> | null>>

export const facets = ['district', 'kind', 'colour'] as const
type Facet = (typeof facets)[number]

/** @example namesIn(new URLSearchParams('kind=a, b,'), 'kind') // => ['a', 'b'] */
export function namesIn(query: URLSearchParams, list: string): string[] {
  return (query.get(list) ?? '').split(',').flatMap((name) => name.trim() || [])
}

/**
 * Reads `district`, `kind` and `colour` of a stream's address, lists with commas; an empty one
 * counts as absent.
 *
 * @param districts  ids of those that there are
 * @returns null where none is given, or the fault in words
 */
export function parseFacets(
  query: URLSearchParams,
  districts: readonly string[],
): StreamFacets | null | string {
  const known: Readonly<Record<Facet, readonly string[]>> = {
    district: districts,
    kind: [...alertKinds, ...workflowKinds],
    colour: warningColours,
  }
  const asked = facets.map((facet) => ({ facet, names: namesIn(query, facet) }))
  for (const { facet, names } of asked) {
    const unknown = names.find((name) => !known[facet].includes(name))
    if (unknown !== undefined) return `${facet}: unknown ${facet} ${unknown.slice(0, 40)}`
  }
  if (asked.every(({ names }) => names.length === 0)) return null
  const [district, kind, colour] = asked.map(({ names }) =>
    names.length === 0 ? null : new Set(names),
  ) as [StreamFacets['district'], StreamFacets['kind'], StreamFacets['colour']]
  return { district, kind, colour }
}

/** Whether something belongs to a view. */
export type FacetTests = {
  readonly alert: (facets: StreamFacets, alert: Alert) => boolean
  readonly workflow: (facets: StreamFacets, workflow: Workflow) => boolean
  readonly subject: (facets: StreamFacets, subject: ChangeSubject) => boolean
  /** Of readings the district alone says something. */
  readonly reading: (facets: StreamFacets, station: string) => boolean
}

/**
 * An alert stays in every view that it ever was in: who saw it yellow is told that it is blue now,
 * and that it is over. What has no such facet, as a product, is in no view that is cut down by it.
 */
export function createFacetTests({ stations }: Pick<Network, 'stations'>): FacetTests {
  const districts = new Map<string, string>(stations.map(({ id, district }) => [id, district]))
  const holds = (wanted: ReadonlySet<string> | null, values: readonly (string | null)[]) =>
    wanted === null || values.some((value) => value !== null && wanted.has(value))
  const at = (station: string) => [districts.get(station) ?? null]
  const alert: FacetTests['alert'] = ({ district, kind, colour }, one) =>
    holds(district, at(one.station)) &&
    holds(kind, [one.kind]) &&
    holds(colour, [one.colour, ...(one.coloursBefore ?? [])])
  const workflow: FacetTests['workflow'] = ({ district, kind, colour }, one) =>
    holds(district, [one.siteDistrict]) && holds(kind, [one.kind]) && colour === null
  return {
    alert,
    workflow,
    subject: (wanted, subject) => {
      if (subject.kind === 'alert') return alert(wanted, subject.alert)
      return subject.kind === 'workflow' && workflow(wanted, subject.workflow)
    },
    reading: ({ district }, station) => holds(district, at(station)),
  }
}
