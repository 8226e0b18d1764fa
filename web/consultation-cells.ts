import { canonicalJson } from '../src/domain/canonical-json.ts'
import type { Cell, CellValue } from '../src/domain/product.ts'
import { dayMs } from '../src/domain/time.ts'
import type { Said } from './act-form.tsx'

/** What is said of one area on one day of the joint air product, as the engine answers it. */
export type ConsultedCellItem = Cell & {
  readonly draft: CellValue | null
  /** Of the regional platform. */
  readonly guidance: Pick<CellValue, 'aqiLow' | 'aqiHigh'> | null
  /** By party. */
  readonly said: Readonly<Record<string, CellValue | null>>
  /** Fields in which the parties differ. */
  readonly differs: readonly string[]
  readonly agreed: CellValue | null
}

export const keyOf = ({ area, leadDay }: Cell) => `${area} ${leadDay}`

/**
 * The day that a cell is about.
 *
 * @example dayAhead('2026-11-30', 1) // => '2026-12-01'
 */
export const dayAhead = (issueDate: string, leadDay: number): string =>
  new Date(Date.parse(issueDate) + leadDay * dayMs).toISOString().slice(0, 10)

/** A primary pollutant is named only above this AQI (HJ 633). */
export const primaryAbove = 50

/** Each different value of a cell with the parties that hold it, as they first spoke. */
export function opinionsOn({ said }: ConsultedCellItem) {
  const opinions = new Map<string, { parties: string[]; value: CellValue }>()
  for (const [party, value] of Object.entries(said)) {
    if (value === null) continue
    const key = canonicalJson(value)
    const held = opinions.get(key)
    if (held === undefined) opinions.set(key, { parties: [party], value })
    else held.parties.push(party)
  }
  return [...opinions.values()]
}

/** The opinions on a cell that are not the draft's. */
export const dissentOn = (cell: ConsultedCellItem) =>
  opinionsOn(cell).filter(({ value }) => canonicalJson(value) !== canonicalJson(cell.draft))

const numberOrNull = (text = '') => (text === '' ? null : Number(text))

/**
 * A party's value as it was typed; what was left empty is not known. A pollutant counts only where
 * the index has one.
 *
 * @param said  `cell` (a key), `aqiLow` … `o3High`, `primary` (a code), `weather`
 */
export function enteredCell(cells: readonly ConsultedCellItem[], said: Said) {
  const { area, leadDay } = cells.find((one) => keyOf(one) === said['cell'])!
  const aqiHigh = Number(said['aqiHigh'])
  const primary = said['primary'] ?? ''
  return {
    ...{ area, leadDay, aqiLow: Number(said['aqiLow']), aqiHigh },
    primaryPollutants: aqiHigh > primaryAbove && primary !== '' ? primary.split('+') : [],
    ...{ pm25Low: numberOrNull(said['pm25Low']), pm25High: numberOrNull(said['pm25High']) },
    ...{ o3Low: numberOrNull(said['o3Low']), o3High: numberOrNull(said['o3High']) },
    weather: said['weather'] || null,
  }
}

/**
 * The agreed value of each cell in which the parties differ.
 *
 * @param said  by the cell's key, the place of the opinion that is taken
 */
export function agreedCells(cells: readonly ConsultedCellItem[], said: Said) {
  return cells.flatMap((cell) => {
    const taken = opinionsOn(cell)[Number(said[keyOf(cell)] || -1)]
    const { area, leadDay } = cell
    return taken === undefined ? [] : [{ area, leadDay, ...taken.value }]
  })
}
