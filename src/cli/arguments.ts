import { InvalidArgumentError, Option } from 'commander'
import { parse } from 'csv-parse/sync'

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

export const missingOption = () =>
  new Option('--missing <numbers>', 'numbers that mean missing, by commas')
    .argParser(numbers)
    .default(new Set<number>(), 'none')

export const unitOption = () =>
  new Option('--unit <column=unit>', 'unit of a column, if not the catalogue’s')
    .argParser(pair)
    .default(new Map<string, string>(), 'none')
