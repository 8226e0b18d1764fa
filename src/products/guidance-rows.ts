import { parse, type CsvError } from 'csv-parse/sync'
import { z } from 'zod'
import type { GuidanceCell } from '../domain/guidance.ts'

export type GuidanceFormat = 'csv' | 'json'

/** What rows may speak of. */
export type GuidanceScope = {
  readonly areas: readonly string[]
  readonly days: number
  /** Code of a pollutant by its code or alias. */
  readonly codes: ReadonlyMap<string, string>
}

export type ParsedGuidance =
  | { readonly ok: true; readonly cells: readonly GuidanceCell[] }
  | { readonly ok: false; readonly faults: readonly string[] }

/** 4 areas on 7 days are 28; beyond this a file is not one of guidance. */
const rowsMax = 1_000
const aqiMost = 500
/** µg/m³; far beyond what was ever measured. */
const concentrationMost = 2_000

const expected = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    `expected ${what}, got ${input === undefined ? 'nothing' : JSON.stringify(input).slice(0, 64)}`,
})
const whole = (low: number, high: number) => {
  const what = expected(`a whole number from ${low} to ${high}`)
  return z.int(what).min(low, what).max(high, what)
}

function rowSchema({ areas, days, codes }: GuidanceScope) {
  const aqi = whole(0, aqiMost)
  const concentration = whole(0, concentrationMost).nullable().default(null)
  const pollutant = z
    .string(expected('a pollutant'))
    .refine((name) => codes.has(name), expected(`a pollutant of the index`))
    .transform((name) => codes.get(name)!)
  return z
    .strictObject({
      area: z.enum(areas as [string, ...string[]], expected(`one of ${areas.join(', ')}`)),
      leadDay: whole(1, days),
      ...{ aqiLow: aqi, aqiHigh: aqi },
      primaryPollutants: z.array(pollutant, expected('a list of pollutants')).default([]),
      ...{ pm25Low: concentration, pm25High: concentration },
      ...{ o3Low: concentration, o3High: concentration },
    })
    .superRefine((row, context) => {
      for (const of of ['aqi', 'pm25', 'o3'] as const) {
        const [low, high] = [row[`${of}Low`], row[`${of}High`]]
        if (low === null && high === null) continue
        if (low !== null && high !== null && low <= high) continue
        const message = `expected ${of}Low up to ${of}High, got ${low} and ${high}`
        context.addIssue({ code: 'custom', message })
      }
    })
}

/**
 * Reads a forecast of the regional platform: CSV with a line of names, or JSON `{"items": […]}`,
 * of the fields of a {@link GuidanceCell}; pollutants by code or alias, in CSV with spaces between.
 *
 * @returns every fault, each with its line or item, when there is any: nothing is half taken
 */
export function parseGuidance(
  text: string,
  format: GuidanceFormat,
  scope: GuidanceScope,
): ParsedGuidance {
  const read = format === 'csv' ? csvRows(text) : jsonRows(text)
  if (!read.ok) return { ok: false, faults: [read.fault] }
  if (read.rows.length === 0 || read.rows.length > rowsMax) {
    const fault = `expected 1 to ${rowsMax} rows, got ${read.rows.length}`
    return { ok: false, faults: [fault] }
  }
  const schema = rowSchema(scope)
  const faults: string[] = []
  const cells = new Map<string, GuidanceCell>()
  for (const { where, row } of read.rows) {
    const parsed = schema.safeParse(row)
    if (!parsed.success) {
      faults.push(...parsed.error.issues.map((issue) => `${where}: ${faultOf(issue)}`))
      continue
    }
    const key = `${parsed.data.area} on day ${parsed.data.leadDay}`
    if (cells.has(key)) faults.push(`${where}: expected ${key} once, got it again`)
    cells.set(key, parsed.data)
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, cells: [...cells.values()] }
}

const faultOf = ({ path, message }: z.core.$ZodIssue) =>
  path.length === 0 ? message : `${path.join('.')}: ${message}`

type Rows =
  | {
      readonly ok: true
      readonly rows: readonly { readonly where: string; readonly row: unknown }[]
    }
  | { readonly ok: false; readonly fault: string }

function csvRows(text: string): Rows {
  try {
    const records = parse(text, {
      ...{ bom: true, columns: true, info: true, skip_empty_lines: true, trim: true },
      ...{ to: rowsMax + 1 },
    }) as unknown as { info: { lines: number }; record: Record<string, string> }[]
    return {
      ok: true,
      rows: records.map(({ info, record }) => ({
        where: `line ${info.lines}`,
        row: Object.fromEntries(
          Object.entries(record).flatMap(([name, cell]) =>
            cell === '' ? [] : [[name, cellOf(name, cell)]],
          ),
        ),
      })),
    }
  } catch (error) {
    return { ok: false, fault: `expected CSV, got ${(error as CsvError).message}` }
  }
}

/** A cell that is no number stays a text, which its row's fault then cites. */
function cellOf(name: string, cell: string): unknown {
  if (name === 'primaryPollutants') return cell.split(/[\s;]+/)
  return name !== 'area' && /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell
}

const listSchema = z.strictObject({ items: z.array(z.unknown()) })

function jsonRows(text: string): Rows {
  const fault = 'expected JSON {"items": [{"area", "leadDay", "aqiLow", "aqiHigh", …}]}'
  try {
    const { items } = listSchema.parse(JSON.parse(text))
    return { ok: true, rows: items.map((row, index) => ({ where: `items.${index}`, row })) }
  } catch {
    return { ok: false, fault }
  }
}
