import { z } from 'zod'
import {
  registerFieldTypes,
  type RegisterDefinition,
  type RegisterEntry,
} from '../domain/register.ts'
import { formatInstant } from '../domain/time.ts'
import type { ApiContext } from './api-context.ts'
import { entityTag } from './entity-tag.ts'
import { Problem } from './problems.ts'
import { timeText } from './query-shapes.ts'

const names = z.object({ zh: z.string(), en: z.string() })

export const registerSchema = z.object({
  id: z.string(),
  name: names,
  key: z.string().describe('the field that tells its entries apart'),
  fields: z.array(
    z.object({
      id: z.string(),
      name: names,
      type: z.enum(registerFieldTypes),
      required: z.boolean(),
      unit: z.string().nullable(),
      choices: z.array(z.object({ id: z.string(), name: names })),
      register: z.string().nullable().describe('whose entry it names'),
      personal: z.boolean().describe('of a person: not searched for, told to nobody outside'),
    }),
  ),
  entries: z.int().describe('in force'),
  changedAt: timeText.nullable(),
})

export const entrySchema = z.object({
  register: z.string(),
  key: z.string(),
  etag: z.string().describe('the entity tag, as If-Match takes it'),
  version: z.int().describe('1 first'),
  at: timeText.describe('from when on it stands so'),
  person: z.string(),
  reason: z.string(),
  retired: z.boolean(),
  values: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]).nullable()),
  intakes: z
    .array(
      z.object({
        station: z.string(),
        name: names,
        distanceKm: z.number(),
        arrival: z.looseObject({ status: z.string(), text: z.string() }),
      }),
    )
    .describe('that its water reaches, nearest first; the time counts from the river on'),
})

/** @throws {Problem} unknown-register */
export function findRegister({ capabilities }: ApiContext, id: string): RegisterDefinition {
  const found = capabilities.registers.find((one) => one.id === id)
  if (found !== undefined) return found
  throw new Problem('unknown-register', `no register ${id}`)
}

/** An entry as answered now. */
export function entryView(
  entry: RegisterEntry,
  { capabilities }: ApiContext,
): z.output<typeof entrySchema> {
  const { register, key, version, person, reason, retired, values } = entry
  return {
    ...{ register, key, version, person, reason, retired },
    etag: entityTag(entry.n),
    at: formatInstant(entry.at),
    values: Object.fromEntries(
      Object.entries(values).map(([id, value]) => [
        id,
        typeof value === 'object' && value !== null ? [...value] : value,
      ]),
    ),
    intakes: capabilities.intakesBelow(entry).map(({ arrival, ...intake }) => ({
      ...intake,
      arrival: arrival as { status: string; text: string },
    })),
  }
}
