import { z } from 'zod'
import { comparisons, quantities, type Chatter, type Rule } from '../../alerts/rule.ts'
import { fieldFaults } from '../../alerts/rule-fields.ts'
import { periodFaults } from '../../alerts/rule-periods.ts'
import { alertKinds, warningColours } from '../domain/event.ts'
import type { Parameter } from '../domain/network.ts'
import { duration, instant, names, text } from './json-leaves.ts'
import { readJsonFile, told } from './json-file.ts'

const certainties = ['sure', 'calculated', 'memory', 'design', 'synthetic'] as const

// A leaf's error text is what was expected of it; the loader adds rule, place and what came.
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

type InCatalogue = Pick<Parameter, 'code' | 'unit'>

/** What the shape of a rule alone cannot see is looked at in each that has its shape. */
const rulesFile = (catalogue: readonly InCatalogue[] | null) => {
  const whole = rule.superRefine((one, context) => {
    const faults = [...fieldFaults(one), ...periodFaults(one), ...strangers(one, catalogue)]
    for (const message of faults) context.addIssue({ code: 'custom', message, params: told })
  })
  const rules = z
    .array(whole)
    .min(1, { error: 'at least one rule' })
    .superRefine(repeatedIds, { when: ({ value }) => Array.isArray(value) })
  return z.strictObject({ rules })
}

/**
 * Reads the warning rules of a network, usually `rules.json` in its folder; in a `Rule` durations
 * are milliseconds.
 *
 * @param catalogue  parameters that thresholds may name, with their units; null: any
 * @throws {AppError} `config`, as `readJsonFile` says
 */
export function loadRules(file: string, catalogue: readonly InCatalogue[] | null = null): Rule[] {
  return readJsonFile(file, rulesFile(catalogue), () => []).rules
}

/** Also where some have another fault. */
function repeatedIds(rules: readonly unknown[], context: z.core.$RefinementCtx): void {
  const ids = rules.map((one): unknown =>
    typeof one === 'object' && one !== null ? Reflect.get(one, 'id') : null,
  )
  for (const [index, id] of ids.entries()) {
    if (typeof id !== 'string' || ids.indexOf(id) === index) continue
    const message = `id: expected an id of its own, got "${id}" again`
    context.addIssue({ code: 'custom', path: [index], message, params: told })
  }
}

/** Thresholds of what is never measured, or in another unit than it is: they would be silent. */
function strangers({ thresholds }: Rule, catalogue: readonly InCatalogue[] | null): string[] {
  if (catalogue === null) return []
  return thresholds.flatMap(({ quantity, parameter, unit }, index) => {
    const known = catalogue.find(({ code }) => code === parameter)
    const place = `thresholds[${index}]`
    if (parameter !== null && known === undefined) {
      return [`${place}.parameter: expected a code of the catalogue, got "${parameter}"`]
    }
    if (known === undefined || quantity !== 'concentration' || unit === known.unit) return []
    return [`${place}.unit: expected ${known.unit}, that of the catalogue, got "${unit}"`]
  })
}
