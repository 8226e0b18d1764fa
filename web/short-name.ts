import type { StationKind } from '../src/domain/network.ts'

/** Room on the schematic, in Latin letters, of which a Chinese sign takes two; a lake is crowded. */
const roomMost = 34
const lakeRoomMost = 20
const isWide = (sign: string) => sign > '\u2e7f'

/** A name that is longer ends in an ellipsis; the table has it whole. */
function fitted(name: string, most: number): string {
  let room = 0
  const signs = Array.from(name)
  const end = signs.findIndex((sign) => (room += isWide(sign) ? 2 : 1) > most)
  return end === -1 ? name : `${signs.slice(0, end).join('').trimEnd()}…`
}

/**
 * Name on the schematic: without what stands in brackets, nor the name of its own lake, and cut
 * where there is no room for it.
 *
 * @param water  name of the water the station stands in; empty where there is none
 * @example shortName('Dianshan Lake centre (beacon 4)', 'lake', 'Dianshan Lake') // => 'Centre'
 */
export function shortName(name: string, kind: StationKind, water: string): string {
  const bare = name.replace(/\s*[（(].*$/, '')
  const leads = kind === 'lake' && water !== '' ? [`${water} `, `${water.split(' ')[0]} `] : []
  const lead = leads.find((part) => bare.startsWith(part)) ?? ''
  const rest = bare.slice(lead.length)
  const most = kind === 'lake' ? lakeRoomMost : roomMost
  return fitted(rest.charAt(0).toUpperCase() + rest.slice(1), most)
}
