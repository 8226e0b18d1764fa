import type { Workflow } from '../../src/domain/alert.ts'
import { canonicalJson } from '../../src/domain/canonical-json.ts'
import type { District } from '../../src/domain/network.ts'
import {
  cellFields,
  type Cell,
  type CellValue,
  type ConsultedCell,
  type Consultation,
  type ProductDraft,
  type Signature,
} from '../../src/domain/product.ts'
import { cellsIn, type EnteredCell } from './entered-cells.ts'

const keyOf = ({ area, leadDay }: Cell) => `${area}|${leadDay}`

type Said = Map<string, Record<District, CellValue | null>>
type Agreement = NonNullable<Consultation['agreement']> & {
  readonly values: ReadonlyMap<string, CellValue>
}

/** What a value leaves open is the draft's; a pollutant only where the index has one. */
function completed(entered: EnteredCell, draft: CellValue | null, above: number): CellValue {
  const { aqiLow, aqiHigh } = entered
  const given = cellFields.filter((field) => field in entered)
  const blank = { pm25Low: null, pm25High: null, o3Low: null, o3High: null, weather: null }
  const usual = aqiHigh > above ? (draft?.primaryPollutants ?? []) : []
  return {
    ...blank,
    ...draft,
    ...{ aqiLow, aqiHigh, primaryPollutants: usual },
    ...Object.fromEntries(given.map((field) => [field, entered[field]])),
  }
}

/**
 * Reads a consultation from the steps of its workflow: what each party said of each cell, where
 * they differ, what was agreed, and who signed since.
 *
 * A party that accepts takes the draft wherever it has entered nothing. A cell is agreed as the
 * agreement says, else as all parties say alike.
 *
 * @param zone  districts whose parties take part
 */
export function consultationOf(
  { steps }: Pick<Workflow, 'steps'>,
  draft: ProductDraft,
  zone: readonly District[],
): Consultation {
  const drafts = new Map(draft.cells.map((cell) => [keyOf(cell), cell.value]))
  const said: Said = new Map(draft.cells.map((cell) => [keyOf(cell), {}]))
  let agreement: Agreement | null = null
  let signatures: Signature[] = []
  for (const { step, district, person, at, data } of steps) {
    const given = cellsIn(data['values']).map(
      (cell) =>
        [
          keyOf(cell),
          completed(cell, drafts.get(keyOf(cell)) ?? null, draft.primaryAbove),
        ] as const,
    )
    if (step === 'enter') {
      for (const [key, value] of given) said.set(key, { ...said.get(key), [district]: value })
    } else if (step === 'accept') {
      for (const [key, parties] of said) {
        said.set(key, { [district]: drafts.get(key) ?? null, ...parties })
      }
    } else if (step === 'agree') {
      const minutes = typeof data['minutes'] === 'string' ? data['minutes'] : ''
      agreement = { person, at, minutes, values: new Map(given) }
      signatures = []
    } else if (step === 'reopen') {
      agreement = null
      signatures = []
    } else if (step === 'sign') {
      signatures = [...signatures, { district, person, at }]
    }
  }
  const cells = draft.cells.map(({ area, leadDay, value }): ConsultedCell => {
    const key = keyOf({ area, leadDay })
    const parties = said.get(key)!
    const common = commonValue(zone.map((id) => (id in parties ? parties[id]! : value)))
    const agreed = agreement === null ? null : (agreement.values.get(key) ?? common)
    return { area, leadDay, draft: value, said: parties, differs: differingFields(parties), agreed }
  })
  const told =
    agreement === null
      ? null
      : { person: agreement.person, at: agreement.at, minutes: agreement.minutes }
  return { cells, agreement: told, signatures }
}

/** The one value of all, or null where they differ or leave it open. */
function commonValue(values: readonly (CellValue | null)[]): CellValue | null {
  const [first] = values
  const alike = values.every((value) => canonicalJson(value) === canonicalJson(first))
  return alike ? (first ?? null) : null
}

function differingFields(parties: Readonly<Record<District, CellValue | null>>) {
  const values = Object.values(parties)
  return cellFields.filter((field) => {
    const texts = values.map((value) => canonicalJson(value?.[field] ?? null))
    return new Set(texts).size > 1
  })
}

/** Cells whose values differ and that `given` does not settle. */
export function openDifferences(
  cells: readonly ConsultedCell[],
  given: readonly Cell[],
): readonly ConsultedCell[] {
  const settled = new Set(given.map(keyOf))
  return cells.filter((cell) => cell.differs.length > 0 && !settled.has(keyOf(cell)))
}

/** Cells of the mandatory days for which a party has said nothing, or for which there is no value. */
export function incompleteCells(
  cells: readonly ConsultedCell[],
  given: readonly Cell[],
  zone: readonly District[],
  mandatoryDays: number,
): readonly ConsultedCell[] {
  const settled = new Set(given.map(keyOf))
  return cells.filter(({ area, leadDay, said }) => {
    if (leadDay > mandatoryDays || settled.has(keyOf({ area, leadDay }))) return false
    return zone.some((id) => (said[id] ?? null) === null)
  })
}
