import type { StationKind } from '../src/domain/network.ts'

/**
 * Name on the schematic: without what stands in brackets, nor the name of its own lake.
 *
 * @param water  name of the water the station stands in; empty where there is none
 * @example shortName('Dianshan Lake centre (beacon 4)', 'lake', 'Dianshan Lake') // => 'Centre'
 */
export function shortName(name: string, kind: StationKind, water: string): string {
  const bare = name.replace(/\s*[（(].*$/, '')
  const leads = kind === 'lake' && water !== '' ? [`${water} `, `${water.split(' ')[0]} `] : []
  const lead = leads.find((part) => bare.startsWith(part)) ?? ''
  const rest = bare.slice(lead.length)
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}
