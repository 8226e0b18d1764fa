import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { z } from 'zod'
import { AppError } from '../domain/errors.ts'
import { createLineFinder, lineOfBreak } from './json-lines.ts'

/**
 * Reads a JSON file of a known shape. Durations there are ISO 8601 (`PT15M`).
 *
 * @param faultsIn  what the shape alone cannot see; one line a fault
 * @throws {AppError} `config`, one line a fault, with its place and the line of the file:
 *   `rules.json: rules[3].hold.results: expected whole number from 1, got 0 (line 52)`
 */
export function readJsonFile<T>(
  file: string,
  schema: z.ZodType<T>,
  faultsIn: (content: T) => readonly string[],
): T {
  const name = basename(file)
  const { text, json } = parseFile(file, name)
  const result = schema.safeParse(json)
  const faults = result.success
    ? faultsIn(result.data)
    : result.error.issues.flatMap((issue) => faultsOf(issue, json))
  if (result.success && faults.length === 0) return result.data
  throw faultsAt(name, text, faults)
}

/** Faults found after the file was read, told as {@link readJsonFile} tells its own. */
export function faultsInFile(file: string, faults: readonly string[]): AppError {
  return faultsAt(basename(file), readFileSync(file, 'utf8'), faults)
}

function faultsAt(name: string, text: string, faults: readonly string[]): AppError {
  const lineOf = createLineFinder(text)
  const lines = faults.map((fault) => {
    const [place = ''] = fault.split(': ', 1)
    const line = text.trim().includes('\n') ? ` (line ${lineOf(place)})` : ''
    return `${name}: ${fault}${line}`
  })
  return new AppError('config', lines.join('\n'))
}

function parseFile(file: string, name: string): { text: string; json: unknown } {
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
    return { text, json: JSON.parse(text) as unknown }
  } catch (cause) {
    const came = cause instanceof Error ? cause.message.replaceAll('\n', ' ') : String(cause)
    const at = lineOfBreak(text)
    const line = at === null ? '' : `line ${at}: `
    throw new AppError('config', `${name}: ${line}expected a JSON file, got ${came}`, cause)
  }
}

/** Of an issue whose message is the fault from its place in there on, as others are told. */
export const told = { told: true }

function faultsOf(issue: z.core.$ZodIssue, json: unknown): string[] {
  if (issue.code === 'custom' && issue.params?.['told'] === true) {
    return [`${placeOf(issue.path)}.${issue.message}`]
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => faultLine([...issue.path, key], 'no such key', json))
  }
  return [faultLine(issue.path, expectationOf(issue), json)]
}

function expectationOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    return issue.expected
  }
  return issue.message
}

function faultLine(path: readonly PropertyKey[], expected: string, json: unknown): string {
  const place = placeOf(path)
  const came = path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined,
    json,
  )
  const got = came === undefined ? 'nothing' : JSON.stringify(came)
  return `${place === '' ? 'file' : place}: expected ${expected}, got ${got}`
}

const placeOf = (path: readonly PropertyKey[]) =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '')
