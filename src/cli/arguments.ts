import { InvalidArgumentError, Option } from 'commander'
import { parse } from 'csv-parse/sync'
import type { Instant } from '../domain/time.ts'
import { parseFileTime } from './file-time.ts'

/* Arguments that several commands take. */

export function pair(
  text: string,
  pairs: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const split = text.lastIndexOf('=')
  const [column, meaning] = [text.slice(0, split), text.slice(split + 1)]
  if (split < 1 || meaning === '') throw new InvalidArgumentError('expected COLUMN=NAME')
  if (pairs.has(column)) throw new InvalidArgumentError(`${column} is given twice`)
  return new Map(pairs).set(column, meaning)
}

/**
 * Names by commas, one with a comma in quotes; given again, more of them.
 *
 * @example names('"oxygen, mg/L",temp') // => ['oxygen, mg/L', 'temp']
 */
export function names(text: string, before: readonly string[] = []): string[] {
  const parts = recordOf(text)
  if (parts.length === 0 || parts.includes('')) {
    throw new InvalidArgumentError('expected names, by commas')
  }
  return [...new Set([...before, ...parts])]
}

function recordOf(text: string): string[] {
  try {
    return parse(text, { relax_quotes: true, trim: true })[0] ?? []
  } catch {
    throw new InvalidArgumentError('expected names, by commas, a quote around each or none')
  }
}

/** Given again, more of them. */
function numbers(text: string, before: ReadonlySet<number>): Set<number> {
  const parts = text.split(',').filter((part) => part.trim() !== '')
  const parsed = parts.map(Number)
  if (parsed.some(Number.isNaN)) {
    throw new InvalidArgumentError('expected numbers, by commas, such as -9999,7999')
  }
  return new Set([...before, ...parsed])
}

export function stationId(text: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) {
    throw new InvalidArgumentError('expected letters, digits, - and _')
  }
  return text
}

export function time(text: string): Instant {
  const at = parseFileTime(text)
  if (at !== null) return at
  throw new InvalidArgumentError('expected a time such as 2026-01-01 or 2026-01-01T08:00:00+08:00')
}

/** A number within bounds, which the message tells. */
export const numberThat =
  (expected: string, holds: (number: number) => boolean) =>
  (text: string): number => {
    if (text !== '' && holds(Number(text))) return Number(text)
    throw new InvalidArgumentError(`expected ${expected}`)
  }

/** What is wrong with the columns of `--map` and `--unit`. */
export function mappingFaults({
  map,
  unit,
}: {
  readonly map: ReadonlyMap<string, string>
  readonly unit: ReadonlyMap<string, string>
}): string[] {
  const mapped = [...map.values()]
  const twice = mapped.filter((name, nth) => mapped.indexOf(name) !== nth)
  const unmapped = [...unit.keys()].filter((column) => !map.has(column))
  return [
    ...twice.map((name) => `--map: two columns are mapped to ${name}`),
    ...unmapped.map((column) => `--unit: column ${column} is not mapped`),
  ]
}

export const missingOption = () =>
  new Option('--missing <numbers>', 'numbers that mean missing, by commas')
    .argParser(numbers)
    .default(new Set<number>(), 'none')

export const unitOption = () =>
  new Option('--unit <column=unit>', 'unit of a column, if not the catalogue’s')
    .argParser(pair)
    .default(new Map<string, string>(), 'none')
