import type { Network } from '../domain/network.ts'
import type {
  RegisterDefinition,
  RegisterField,
  RegisterValue,
  RegisterValues,
} from '../domain/register.ts'
import { isDate } from '../domain/time.ts'

/** Characters of one text, and texts of one list. */
const textMost = 4_000
const listMost = 200
const shownMost = 64
/**
 * What no text may hold: it could not be stored, not come back from a spreadsheet, or is what is left
 * of a table in another encoding.
 */
const unfit = /[\0-\x08\x0b-\x1f\ufffd\p{Cs}]/u
const listSeparator = /[;；\n]/

/** The names that values may have: ids and words of the network, by the type of the field. */
export type KnownNames = Pick<Network, 'districts' | 'waterBodies' | 'stations'>

type Parsed = { readonly value: RegisterValue } | { readonly expected: string }
type Named = { readonly id: string; readonly name: { readonly zh: string; readonly en: string } }

/**
 * What was given for the fields of an entry, as it is kept: words turned into ids, texts trimmed.
 *
 * @param given  by field: a text, a number, a list of texts, or null; what is absent stays as `before`
 *   had it, or null
 * @returns every fault, each with its field, when there is any
 */
export function readValues(
  { fields, alike, inOrder }: RegisterDefinition,
  given: Readonly<Record<string, unknown>>,
  before: RegisterValues | null,
  known: KnownNames,
): { readonly values: RegisterValues; readonly faults: readonly string[] } {
  const faults: string[] = []
  const values: Record<string, RegisterValue> = {}
  for (const field of fields) {
    const raw = given[field.id]
    const parsed =
      raw === undefined ? { value: before?.[field.id] ?? null } : parse(field, raw, known)
    if ('expected' in parsed) faults.push(faultOf(field, parsed.expected, raw))
    else if (parsed.value === null && field.required) faults.push(faultOf(field, 'a value', null))
    else values[field.id] = parsed.value
  }
  for (const [one, other] of alike) {
    const [first, second] = [lengthOf(values[one]), lengthOf(values[other])]
    if (first !== second)
      faults.push(`${other}: expected ${first} texts as in ${one}, got ${second}`)
  }
  for (const [first, second] of inOrder) {
    const [from, to] = [values[first], values[second]]
    if (typeof from === 'string' && typeof to === 'string' && to < from)
      faults.push(`${second}: expected a date not before ${first}, ${from}, got ${to}`)
  }
  return { values, faults }
}

const lengthOf = (value: RegisterValue | undefined) => (Array.isArray(value) ? value.length : 0)

/** A value of a person is told to nobody, not even where it is wrong. */
function faultOf({ id, personal }: RegisterField, expected: string, raw: unknown): string {
  if (personal) return `${id}: expected ${expected}, got something that is not shown`
  const shown = raw === null || raw === undefined || raw === '' ? 'nothing' : JSON.stringify(raw)
  return `${id}: expected ${expected}, got ${shown.slice(0, shownMost)}`
}

function parse(field: RegisterField, raw: unknown, known: KnownNames): Parsed {
  if (raw === null || raw === '') return { value: null }
  switch (field.type) {
    case 'number':
      return parseNumber(field, raw)
    case 'list':
    case 'entries':
      return parseList(field, raw)
    case 'date':
      return typeof raw === 'string' && isDate(raw)
        ? { value: raw }
        : { expected: 'a date such as 2026-11-23' }
    case 'choice':
      return parseNamed(field.choices, raw)
    case 'district':
      return parseNamed(known.districts, raw)
    case 'water-body':
      return parseNamed(known.waterBodies, raw)
    case 'station':
      return parseNamed(known.stations, raw, 'a station of the network')
    case 'text':
    case 'entry':
      return parseText(field, raw)
  }
}

function parseText({ pattern }: RegisterField, raw: unknown): Parsed {
  const expected = `a text of at most ${textMost} characters`
  if (typeof raw !== 'string') return { expected }
  const value = raw.trim().replaceAll('\r\n', '\n')
  if (value === '') return { value: null }
  if (value.length > textMost) return { expected }
  if (unfit.test(value)) return { expected: 'a text in UTF-8 without control characters' }
  if (pattern !== null && !new RegExp(pattern, 'u').test(value))
    return { expected: `a text like ${pattern}` }
  return { value }
}

function parseNumber({ range }: RegisterField, raw: unknown): Parsed {
  const [low, high] = range ?? [null, null]
  const bounds = [low === null ? '' : ` from ${low}`, high === null ? '' : ` up to ${high}`].join(
    '',
  )
  const inside = (value: number) => value >= (low ?? -Infinity) && value <= (high ?? Infinity)
  return typeof raw === 'number' && Number.isFinite(raw) && inside(raw)
    ? { value: raw }
    : { expected: `a number${bounds}` }
}

function parseList(field: RegisterField, raw: unknown): Parsed {
  const expected = `at most ${listMost} texts`
  if (!Array.isArray(raw) || raw.length > listMost) return { expected }
  const texts: string[] = []
  for (const one of raw as unknown[]) {
    const parsed = parseText(field, one)
    if ('expected' in parsed) return parsed
    const { value } = parsed
    if (typeof value !== 'string') continue
    if (listSeparator.test(value)) return { expected: 'texts without ; and line breaks' }
    texts.push(value)
  }
  return { value: texts.length === 0 ? null : texts }
}

/** An id, or its word in either language. */
function parseNamed(all: readonly Named[], raw: unknown, expected?: string): Parsed {
  const found = all.find(({ id, name }) => id === raw || name.zh === raw || name.en === raw)
  if (found !== undefined) return { value: found.id }
  return { expected: expected ?? `one of ${all.map(({ id }) => id).join(', ')}` }
}

/** A cell of a table as its field is given: a list by its separators, a number where it is one. */
export function cellOf({ type }: RegisterField, cell: string): unknown {
  const text = cell.trim().replace(/^'(?='*[=+\-@\t\r])/, '')
  if (type === 'number') {
    return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : text
  }
  return type === 'list' || type === 'entries'
    ? text.split(listSeparator).filter((one) => one.trim() !== '')
    : text
}
