import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import { comparisons, quantities, type Rule } from '../../alerts/rule.ts'
import { AppError } from '../domain/errors.ts'
import { alertKinds, warningColours } from '../domain/event.ts'
import { parsePeriod } from '../domain/time.ts'
import { faultsOf } from './fault-lines.ts'

const certainties = ['sure', 'calculated', 'memory', 'design', 'synthetic'] as const

// A leaf's error text is what was expected of it; the loader adds rule, place and what came.
const text = z.string({ error: 'text' }).min(1, { error: 'text that is not empty' })
const names = z.strictObject({ zh: text, en: text })
const finite = z.number({ error: 'number' })
const share = z.number({ error: 'share from 0 to 1' }).min(0).max(1)
const results = z.int({ error: 'whole number from 1' }).min(1)
const duration = z.string({ error: 'duration such as PT15M' }).transform((spelling, context) => {
  const ms = parsePeriod(spelling)
  if (ms !== null) return ms
  context.addIssue({ code: 'custom', message: 'duration such as PT15M' })
  return z.NEVER
})

const threshold = z.strictObject({
  quantity: z.enum(quantities),
  parameter: text.nullable(),
  comparison: z.enum(comparisons),
  value: finite,
  unit: text,
  colour: z.enum(warningColours).nullable(),
  certainty: z.enum(certainties),
  source: text,
})

const rule = z
  .strictObject({
    id: z.string({ error: 'kebab-case id' }).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
      error: 'kebab-case id',
    }),
    kind: z.enum(alertKinds),
    name: names,
    enabled: z.boolean({ error: 'true or false' }),
    onDelay: duration,
    offDelay: duration,
    deadband: share,
    hold: z.strictObject({ results, minimum: duration }),
    window: duration.nullable(),
    cause: names,
    consequence: names,
    response: names,
    timeToRespond: duration,
    thresholds: z.array(threshold),
  })
  .transform(({ onDelay, offDelay, hold, window, timeToRespond, ...rest }): Rule => {
    return {
      ...rest,
      onDelayMs: onDelay,
      offDelayMs: offDelay,
      hold: { results: hold.results, minMs: hold.minimum },
      windowMs: window,
      timeToRespondMs: timeToRespond,
    }
  })

const rulesFile = z.strictObject({ rules: z.array(rule).min(1, { error: 'at least one rule' }) })

/**
 * Reads the warning rules of a network, usually `rules.json` in its folder. Durations there are
 * ISO 8601 (`PT15M`), in a `Rule` milliseconds.
 *
 * @throws {AppError} `config`, one line a fault:
 *   `rules.json: rules[3].hold.results: expected whole number from 1, got 0`
 */
export function loadRules(file: string): Rule[] {
  const name = basename(file)
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    const came = cause instanceof Error ? cause.message.replaceAll('\n', ' ') : String(cause)
    throw new AppError('config', `${name}: expected a JSON file, got ${came}`, cause)
  }
  const result = rulesFile.safeParse(json)
  const faults = result.success
    ? repeatedIds(result.data.rules)
    : result.error.issues.flatMap((issue) => faultsOf(issue, json))
  if (!result.success || faults.length > 0) {
    throw new AppError('config', faults.map((fault) => `${name}: ${fault}`).join('\n'))
  }
  return result.data.rules
}

function repeatedIds(rules: readonly Rule[]): string[] {
  return rules.flatMap(({ id }, index) =>
    rules.findIndex((other) => other.id === id) === index
      ? []
      : [`rules[${index}].id: expected an id of its own, got "${id}" again`],
  )
}
