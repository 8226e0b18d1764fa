import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { AppError } from '../domain/errors.ts'
import type { Network } from '../domain/network.ts'
import { networkFaults } from './network-checks.ts'
import {
  networkFileSchema,
  parametersFileSchema,
  riversFileSchema,
  stationsFileSchema,
} from './network-schema.ts'

/**
 * Reads what stands where from a folder: `network.json` (name, districts, water bodies),
 * `stations.json`, `rivers.json`, `parameters.json`. Another river is another folder.
 *
 * @throws {AppError} `config`, every fault on one line:
 *   `stations.json: stations[3].lat: expected number in [-90, 90], got "x"`; faults between the
 *   files are looked for once each file by itself is right
 */
export function loadNetwork(folder: string): Network {
  const faults: string[] = []
  const head = readShape(folder, 'network', networkFileSchema, faults)
  const stations = readShape(folder, 'stations', stationsFileSchema, faults)
  const rivers = readShape(folder, 'rivers', riversFileSchema, faults)
  const parameters = readShape(folder, 'parameters', parametersFileSchema, faults)
  if (head === null || stations === null || rivers === null || parameters === null) {
    throw new AppError('config', faults.join('\n'))
  }
  const network: Network = { ...head, stations, rivers, parameters }
  const disagreements = networkFaults(network)
  if (disagreements.length > 0) throw new AppError('config', disagreements.join('\n'))
  return network
}

/** Reads one file; null when it has faults, which are added to `faults`. */
function readShape<T>(
  folder: string,
  noun: string,
  schema: z.ZodType<T>,
  faults: string[],
): T | null {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(join(folder, `${noun}.json`), 'utf8'))
  } catch (cause) {
    const came = cause instanceof Error ? cause.message.replaceAll('\n', ' ') : String(cause)
    faults.push(`${noun}.json: expected a JSON file in ${folder}, got ${came}`)
    return null
  }
  const result = schema.safeParse(json)
  if (result.success) return result.data
  faults.push(...result.error.issues.flatMap((issue) => issueLines(noun, json, issue)))
  return null
}

function issueLines(noun: string, json: unknown, issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => faultLine(noun, json, [...issue.path, key], 'no such key'))
  }
  return [faultLine(noun, json, issue.path, expectation(issue))]
}

/** What was expected, in words: the schema's own text, or the kind of value. */
function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    return issue.expected
  }
  return issue.message
}

function faultLine(
  noun: string,
  json: unknown,
  path: readonly PropertyKey[],
  expected: string,
): string {
  const place = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
  return `${noun}.json: ${noun}${place}: expected ${expected}, got ${cameAt(json, path)}`
}

const shownLengthMax = 60

function cameAt(json: unknown, path: readonly PropertyKey[]): string {
  // Whoever mistook the place of a key for the key itself must not find it in a log.
  if (path.some((step) => /key/i.test(String(step)))) return 'something that is not shown'
  const value = path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined,
    json,
  )
  if (value === undefined) return 'nothing'
  const shown = JSON.stringify(value)
  return shown.length > shownLengthMax ? `${shown.slice(0, shownLengthMax)}…` : shown
}
