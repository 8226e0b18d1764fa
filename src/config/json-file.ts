import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { z } from 'zod'
import { AppError } from '../domain/errors.ts'
import { createLineFinder } from './json-lines.ts'

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
  const lineOf = createLineFinder(text)
  const told = faults.map((fault) => {
    const [place = ''] = fault.split(': ', 1)
    const line = text.trim().includes('\n') ? ` (line ${lineOf(place)})` : ''
    return `${name}: ${fault}${line}`
  })
  throw new AppError('config', told.join('\n'))
}

function parseFile(file: string, name: string): { text: string; json: unknown } {
  let text = ''
  try {
    text = readFileSync(file, 'utf8')
    return { text, json: JSON.parse(text) as unknown }
  } catch (cause) {
    const came = cause instanceof Error ? cause.message.replaceAll('\n', ' ') : String(cause)
    const position = /at position (\d+)/.exec(came)?.[1]
    const before = position === undefined ? null : text.slice(0, Number(position))
    const line = before === null ? '' : `line ${before.split('\n').length}: `
    throw new AppError('config', `${name}: ${line}expected a JSON file, got ${came}`, cause)
  }
}

function faultsOf(issue: z.core.$ZodIssue, json: unknown): string[] {
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
  const place = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '')
  const came = path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined,
    json,
  )
  const got = came === undefined ? 'nothing' : JSON.stringify(came)
  return `${place === '' ? 'file' : place}: expected ${expected}, got ${got}`
}
