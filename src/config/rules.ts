import { z } from 'zod'
import { comparisons, quantities, type Chatter, type Rule } from '../../alerts/rule.ts'
import { fieldFaults } from '../../alerts/rule-fields.ts'
import { periodFaults } from '../../alerts/rule-periods.ts'
import { alertKinds, warningColours } from '../domain/event.ts'
import { duration, instant, text } from './json-leaves.ts'
import { readJsonFile } from './json-file.ts'

const certainties = ['sure', 'calculated', 'memory', 'design', 'synthetic'] as const

// A leaf's error text is what was expected of it; the loader adds rule, place and what came.
const names = z.strictObject({ zh: text, en: text })
const finite = z.number({ error: 'number' })
const share = z.number({ error: 'share from 0 to 1' }).min(0).max(1)
const results = z.int({ error: 'whole number from 1' }).min(1)
const threshold = z.strictObject({
  quantity: z.enum(quantities),
  parameter: text.nullable(),
  comparison: z.enum(comparisons),
  value: finite,
  unit: text,
  colour: z.enum(warningColours).nullable(),
  certainty: z.enum(certainties),
  source: text,
  from: instant.optional(),
  until: instant.optional(),
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
    /** Absent: it never shelves itself, as a warning that must not be missed does not. */
    chatter: z
      .strictObject({ occurrences: results, window: duration, shelveFor: duration })
      .transform(({ occurrences, window, shelveFor }): Chatter => {
        return { occurrences, windowMs: window, shelveMs: shelveFor }
      })
      .optional(),
    window: duration.nullable(),
    cause: names,
    consequence: names,
    response: names,
    timeToRespond: duration,
    thresholds: z.array(threshold),
  })
  .transform(({ onDelay, offDelay, hold, chatter, window, timeToRespond, ...rest }): Rule => {
    return {
      ...rest,
      onDelayMs: onDelay,
      offDelayMs: offDelay,
      hold: { results: hold.results, minMs: hold.minimum },
      chatter: chatter ?? null,
      windowMs: window,
      timeToRespondMs: timeToRespond,
    }
  })

const rulesFile = z.strictObject({ rules: z.array(rule).min(1, { error: 'at least one rule' }) })

/**
 * Reads the warning rules of a network, usually `rules.json` in its folder; in a `Rule` durations
 * are milliseconds.
 *
 * @throws {AppError} `config`, as `readJsonFile` says
 */
export function loadRules(file: string): Rule[] {
  return readJsonFile(file, rulesFile, ({ rules }) => [
    ...repeatedIds(rules),
    ...rules.flatMap((rule, index) =>
      [...fieldFaults(rule), ...periodFaults(rule)].map((fault) => `rules[${index}].${fault}`),
    ),
  ]).rules
}

function repeatedIds(rules: readonly Rule[]): string[] {
  return rules.flatMap(({ id }, index) =>
    rules.findIndex((other) => other.id === id) === index
      ? []
      : [`rules[${index}].id: expected an id of its own, got "${id}" again`],
  )
}
