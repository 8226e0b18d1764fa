import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { AppError } from '../domain/errors.ts'
import type { Standards } from '../domain/standards.ts'
import { standardFile, type StandardFile } from './standards-schema.ts'

/**
 * Reads every `*.json` of a folder as one dated table of limits or grades.
 *
 * @param folder  such as fixtures/network/standards
 * @throws {AppError} code `config`, one line for each fault: `file: path: expected …, got …`
 */
export function loadStandards(folder: string): Standards {
  const faults: string[] = []
  const tables: StandardFile[] = []
  for (const file of namesIn(folder)) {
    const content = readJson(join(folder, file))
    if ('fault' in content) {
      faults.push(`${file}: (root): expected JSON, got ${content.fault}`)
      continue
    }
    const parsed = standardFile.safeParse(content.value)
    if (parsed.success) tables.push(parsed.data)
    else faults.push(...parsed.error.issues.map((one) => faultLine(file, one, content.value)))
  }
  if (faults.length === 0) faults.push(...faultsBetween(tables))
  if (faults.length > 0) throw new AppError('config', faults.join('\n'))
  return {
    surfaceWater: ofKind(tables, 'surface-water'),
    airQuality: ofKind(tables, 'air-quality'),
    aqi: ofKind(tables, 'aqi'),
    tli: ofKind(tables, 'tli'),
    bloom: ofKind(tables, 'bloom'),
    bloomTiers: ofKind(tables, 'bloom-tiers'),
  }
}

const kinds: readonly StandardFile['kind'][] = [
  'surface-water',
  'air-quality',
  'aqi',
  'tli',
  'bloom',
  'bloom-tiers',
]

function ofKind<Kind extends StandardFile['kind']>(
  tables: readonly StandardFile[],
  kind: Kind,
): Extract<StandardFile, { kind: Kind }>[] {
  const isKind = (table: StandardFile): table is Extract<StandardFile, { kind: Kind }> =>
    table.kind === kind
  return tables.filter(isKind)
}

/** What no single file shows: a kind without tables, an id used twice. */
function faultsBetween(tables: readonly StandardFile[]): string[] {
  const missing = kinds
    .filter((kind) => !tables.some((table) => table.kind === kind))
    .map((kind) => `*.json: kind: expected a table of kind '${kind}', got none`)
  const twice = tables
    .map((table) => table.id)
    .filter((id, at, ids) => ids.indexOf(id) !== at)
    .map((id) => `*.json: id: expected each id once, got '${id}' again`)
  return [...missing, ...twice]
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
  } catch (cause) {
    throw new AppError('config', `${folder}: expected a folder of standards, got none`, cause)
  }
}

function readJson(path: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return { value }
  } catch (cause) {
    const came = cause instanceof Error ? cause.message : String(cause)
    return { fault: came.replaceAll('\n', ' ') }
  }
}

type Issue = z.core.$ZodIssue

function faultLine(file: string, issue: Issue, root: unknown): string {
  const place = issue.path.map((step) =>
    typeof step === 'number' ? `[${step}]` : `.${String(step)}`,
  )
  const path = place.join('').replace(/^\./, '') || '(root)'
  return `${file}: ${path}: expected ${expectedBy(issue)}, got ${valueAt(root, issue)}`
}

/** What was expected, in words; a refined schema brings its own. */
function expectedBy(issue: Issue): string {
  if (issue.code === 'invalid_type') return issue.expected
  if (issue.code === 'invalid_value') return issue.values.map(String).join(' or ')
  if (issue.code === 'invalid_format') return issue.format
  if (issue.code === 'too_small') return `${issue.origin} of at least ${issue.minimum}`
  if (issue.code === 'too_big') return `${issue.origin} of at most ${issue.maximum}`
  if (issue.code === 'unrecognized_keys') return `no key ${issue.keys.join(', ')}`
  if (issue.code === 'invalid_union') return kinds.join(' or ')
  return issue.message
}

const shownLengthMax = 60

/** The value an issue points at, as JSON. */
function valueAt(root: unknown, issue: Issue): string {
  const value = issue.path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined,
    root,
  )
  if (value === undefined) return 'nothing'
  const shown = JSON.stringify(value)
  return shown.length > shownLengthMax ? `${shown.slice(0, shownLengthMax)}…` : shown
}
