import { InvalidArgumentError, Option } from 'commander'

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

function numbers(text: string): Set<number> {
  const parsed = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)))
  if (parsed.some(Number.isNaN)) throw new InvalidArgumentError('expected numbers, by commas')
  return new Set(parsed)
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
