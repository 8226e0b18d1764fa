import { existsSync } from 'node:fs'
import { z } from 'zod'
import {
  registerFieldTypes,
  type RegisterDefinition,
  type RegisterField,
} from '../domain/register.ts'
import { names, text } from './json-leaves.ts'
import { readJsonFile } from './json-file.ts'

const kebab = z
  .string({ error: 'kebab-case id' })
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'kebab-case id' })
const fieldId = z
  .string({ error: 'letters and digits' })
  .regex(/^[a-z][A-Za-z0-9]*$/, { error: 'letters and digits' })
const bound = z.number({ error: 'number or null' }).nullable()
const pattern = z.string({ error: 'regular expression' }).refine(isPattern, {
  error: 'regular expression',
})

const field = z.strictObject({
  id: fieldId,
  name: names,
  type: z.enum(registerFieldTypes),
  required: z.boolean({ error: 'true or false' }).default(false),
  unit: text.nullable().default(null),
  range: z.tuple([bound, bound], { error: '[low, high]' }).nullable().default(null),
  pattern: pattern.nullable().default(null),
  choices: z.array(z.strictObject({ id: kebab, name: names })).default([]),
  register: kebab.nullable().default(null),
  personal: z.boolean({ error: 'true or false' }).default(false),
})

const placeField = fieldId.nullable().default(null)
const definition = z.strictObject({
  id: kebab,
  name: names,
  key: fieldId,
  fields: z.array(field).min(1, { error: 'at least one field' }),
  place: z
    .strictObject({
      ...{ station: placeField, waterBody: placeField, atKm: placeField, offKm: placeField },
    })
    .nullable()
    .default(null),
  alike: z.array(z.tuple([fieldId, fieldId])).default([]),
  inOrder: z.array(z.tuple([fieldId, fieldId])).default([]),
  excused: z
    .array(z.strictObject({ field: fieldId, where: fieldId, is: kebab, by: fieldId }))
    .default([]),
}) satisfies z.ZodType<RegisterDefinition>

const registersFile = z.strictObject({ registers: z.array(definition) })

/**
 * Reads which registers a network keeps, usually `registers.json` in its folder; a network without
 * that file keeps none.
 *
 * @throws {AppError} `config`, one line a fault:
 *   `registers.json: registers[0].key: expected one of its fields, got "x"`
 */
export function loadRegisters(file: string): readonly RegisterDefinition[] {
  if (!existsSync(file)) return []
  return readJsonFile(file, registersFile, ({ registers }) =>
    registers.flatMap((one, index) => [
      ...(registers.findIndex(({ id }) => id === one.id) < index
        ? [`registers[${index}].id: expected each once, got "${one.id}" again`]
        : []),
      ...faultsOf(one, registers).map((fault) => `registers[${index}].${fault}`),
    ]),
  ).registers
}

const namesEntries = new Set<RegisterField['type']>(['entry', 'entries'])

function faultsOf(definition: RegisterDefinition, all: readonly RegisterDefinition[]): string[] {
  const { key, fields, place, alike, inOrder } = definition
  const typeOf = new Map(fields.map(({ id, type }) => [id, type]))
  const faults: string[] = []
  const isA = (at: string, id: string | null, type: RegisterField['type']) => {
    if (id !== null && typeOf.get(id) !== type)
      faults.push(`${at}: expected a field of type ${type}, got "${id}"`)
  }
  isA('key', key, 'text')
  if (fields.some(({ id, required }) => id === key && !required))
    faults.push('key: expected a field that is required')
  if (typeOf.size < fields.length) faults.push('fields: expected each id once')
  isA('place.station', place?.station ?? null, 'station')
  isA('place.waterBody', place?.waterBody ?? null, 'water-body')
  isA('place.atKm', place?.atKm ?? null, 'number')
  isA('place.offKm', place?.offKm ?? null, 'number')
  for (const pair of alike) for (const id of pair) isA('alike', id, 'list')
  for (const pair of inOrder) for (const id of pair) isA('inOrder', id, 'date')
  fields.forEach((one, index) => {
    const at = `fields[${index}]`
    if ((one.type === 'choice') !== one.choices.length > 0)
      faults.push(`${at}.choices: expected them where the type is choice, and nowhere else`)
    const known = all.some(({ id }) => id === one.register)
    if (namesEntries.has(one.type) !== known || (one.register !== null && !known))
      faults.push(`${at}.register: expected a register where the type is entry, and nowhere else`)
  })
  return [...faults, ...excuseFaults(definition, all)]
}

function excuseFaults(
  { fields, excused }: RegisterDefinition,
  all: readonly RegisterDefinition[],
): string[] {
  return excused.flatMap(({ field, where, is, by }, index) => {
    const at = `excused[${index}]`
    const named = fields.find(({ id, type }) => id === field && namesEntries.has(type))
    const other = all.find(({ id }) => id === named?.register)
    const asked = other?.fields.find(({ id }) => id === where)
    return [
      ...(named ? [] : [`${at}.field: expected a field that names entries, got "${field}"`]),
      ...(fields.some(({ id }) => id === by) ? [] : [`${at}.by: expected a field, got "${by}"`]),
      ...(named === undefined || asked?.choices.some(({ id }) => id === is)
        ? []
        : [`${at}: expected a choice of ${named.register ?? ''}, got ${where} "${is}"`]),
    ]
  })
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}
