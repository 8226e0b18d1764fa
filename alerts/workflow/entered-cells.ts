import type { Json } from '../../src/domain/json.ts'
import type { Cell, CellValue, ProductDraft } from '../../src/domain/product.ts'

/** A cell as a party enters it: its range, and of the rest what it wants otherwise. */
export type EnteredCell = Cell &
  Pick<CellValue, 'aqiLow' | 'aqiHigh'> &
  Partial<Omit<CellValue, 'aqiLow' | 'aqiHigh'>>

/** Beyond what HJ 633 can report, so that a slip of the finger is seen. */
const aqiMax = 500
const concentrationMax = 2_000
const weatherLengthMax = 200

/** The cells of a step's data; those of a step that was taken are known to be whole. */
export function cellsIn(values: Json | undefined): readonly EnteredCell[] {
  return (Array.isArray(values) ? values : []) as readonly unknown[] as readonly EnteredCell[]
}

const ranges = [
  ['aqiLow', 'aqiHigh', aqiMax],
  ['pm25Low', 'pm25High', concentrationMax],
  ['o3Low', 'o3High', concentrationMax],
] as const
const names = new Set<string>([
  ...['area', 'leadDay', 'primaryPollutants', 'weather'],
  ...ranges.flatMap(([low, high]) => [low, high]),
])

/**
 * The first fault of entered cells in words, or null.
 *
 * @param draft  whose cells and pollutants may be named; null: only the shape is checked
 */
export function cellsFault(values: unknown, draft: ProductDraft | null): string | null {
  if (!Array.isArray(values) || values.length === 0) return 'expected a list with a value'
  const seen = new Set<string>()
  for (const [index, value] of values.entries()) {
    const fault = cellFault(value, draft)
    if (fault !== null) return `[${index}]: ${fault}`
    const { area, leadDay } = value as Cell
    if (seen.has(`${area}|${leadDay}`)) return `[${index}]: expected ${area} ${leadDay} once`
    seen.add(`${area}|${leadDay}`)
  }
  return null
}

function cellFault(value: unknown, draft: ProductDraft | null): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'expected an object'
  }
  const cell = value as Readonly<Record<string, unknown>>
  const stranger = Object.keys(cell).find((name) => !names.has(name))
  if (stranger !== undefined) return `${stranger}: expected no such field`
  const { area, leadDay, aqiHigh, primaryPollutants, weather = null } = cell
  if (typeof area !== 'string' || !isWhole(leadDay, 7)) return 'expected area and leadDay'
  const drafted = draft?.cells.find((one) => one.area === area && one.leadDay === leadDay)
  if (draft !== null && drafted === undefined)
    return `expected a cell of the draft, got ${area} ${Number(leadDay)}`
  for (const [low, high, most] of ranges) {
    const fault = rangeFault(cell[low], cell[high], low, most)
    if (fault !== null) return fault
  }
  if (weather !== null && !(typeof weather === 'string' && weather.length <= weatherLengthMax)) {
    return `weather: expected a text of at most ${weatherLengthMax} characters`
  }
  if (draft === null) return null
  const pollutants = primaryPollutants ?? drafted?.value?.primaryPollutants ?? []
  const isGiven = primaryPollutants !== undefined || Number(aqiHigh) > draft.primaryAbove
  return isGiven ? pollutantsFault(pollutants, Number(aqiHigh), draft) : null
}

const isWhole = (value: unknown, most: number) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most

function rangeFault(low: unknown, high: unknown, name: string, most: number): string | null {
  if (name !== 'aqiLow' && low === undefined && high === undefined) return null
  if (isWhole(low, most) && isWhole(high, most) && Number(low) <= Number(high)) return null
  return `${name}: expected whole numbers, the lower first, up to ${most}`
}

function pollutantsFault(
  given: unknown,
  aqiHigh: number,
  { pollutants, primaryAbove }: ProductDraft,
): string | null {
  const isCode = (code: unknown) => typeof code === 'string' && pollutants.includes(code)
  if (!Array.isArray(given) || !given.every(isCode) || new Set(given).size < given.length) {
    return `primaryPollutants: expected codes of ${pollutants.join(', ')}, each once`
  }
  const fits = given.length > 0 === aqiHigh > primaryAbove
  return fits
    ? null
    : `primaryPollutants: expected one exactly where the AQI passes ${primaryAbove}`
}
