import type { Json } from './json.ts'
import type { District, Names, Range } from './network.ts'
import type { Page, PageRequest } from './queries.ts'
import type { Instant } from './time.ts'

/** Words for registers: what they hold is data of the network, what is entered is kept for good. */

export const registerFieldTypes = [
  'text',
  'number',
  'date',
  /** Texts, in CSV with `;` between. */
  'list',
  'choice',
  'district',
  'water-body',
  'station',
  /** Key of an entry of another register. */
  'entry',
  /** Keys of entries of another register, in CSV with `;` between. */
  'entries',
] as const
export type RegisterFieldType = (typeof registerFieldTypes)[number]

export type RegisterField = {
  readonly id: string
  readonly name: Names
  readonly type: RegisterFieldType
  readonly required: boolean
  /** Of a number, as people read it; null: it has none. */
  readonly unit: string | null
  /** Of a number; null: any. */
  readonly range: Range | null
  /** Of a text, and of each text of a list; null: any. */
  readonly pattern: string | null
  /** Of a choice. */
  readonly choices: readonly { readonly id: string; readonly name: Names }[]
  /** Of an entry or entries: the register that has them. */
  readonly register: string | null
  /** Of a person: not searched for, shown in no fault and in no log. */
  readonly personal: boolean
}

/**
 * By which fields an entry stands at a water: a station whose water it shares, or a distance along
 * a river, and how far from the river it lies. Each null: the register has no such field.
 */
export type RegisterPlace = {
  readonly station: string | null
  readonly waterBody: string | null
  readonly atKm: string | null
  readonly offKm: string | null
}

export type RegisterDefinition = {
  readonly id: string
  readonly name: Names
  /** Id of the field, a text, that tells its entries apart. */
  readonly key: string
  readonly fields: readonly RegisterField[]
  /** Null: its entries stand at no water. */
  readonly place: RegisterPlace | null
  /** Lists that have as many texts as each other: one list in two languages. */
  readonly alike: readonly (readonly [string, string])[]
  /** Dates of which the second is not before the first. */
  readonly inOrder: readonly (readonly [string, string])[]
  /** Entries that are named only with a reason. */
  readonly excused: readonly RegisterExcuse[]
}

/** Entries named by `field` of which the field `where` says `is` need a value of the field `by`. */
export type RegisterExcuse = {
  readonly field: string
  readonly where: string
  readonly is: string
  readonly by: string
}

export type RegisterValue = string | number | readonly string[] | null
/** By field; every field of the register is there. */
export type RegisterValues = Readonly<Record<string, RegisterValue>>

/** What a field says that is a text; null where it is empty. */
export function textField(values: RegisterValues, field: string): string | null {
  const value = values[field]
  return typeof value === 'string' ? value : null
}

/** The texts of a field that is a list. */
export function listField(values: RegisterValues, field: string): readonly string[] {
  const value = values[field]
  return typeof value === 'object' && value !== null ? value : []
}

/** One entry as it stood from `at` on. Nothing is deleted: what is over is retired, with a reason. */
export type RegisterEntry = {
  readonly register: string
  readonly key: string
  /** 1 first. */
  readonly version: number
  readonly at: Instant
  readonly person: string
  readonly reason: string
  readonly retired: boolean
  /** Number of the change in the log that seals it; the entity tag. */
  readonly n: number
  readonly values: RegisterValues
}

export type RegisterQuery = PageRequest & {
  readonly register: string
  /** Part of a text, in any case. */
  readonly text: string | null
  readonly district: District | null
  /** By field of type choice; absent: any. */
  readonly choices?: Readonly<Record<string, string>>
  readonly state: 'in-force' | 'retired' | 'all'
  /** As it stood then; null: now. */
  readonly asOf: Instant | null
}

export type RegisterPage = Page<RegisterEntry>

/** A drinking-water intake that water reaches, and when, as alerts tell it. */
export type IntakeReached = {
  readonly station: string
  readonly name: Names
  readonly distanceKm: number
  readonly arrival: Json
}

/** Who changes a register, and why. */
export type RegisterAct = { readonly person: string; readonly reason: string }

/** What an import did, or would do. */
export type RegisterTally = {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** Retired entries that were taken up again; among the changed. */
  readonly revived: number
}

/** Taken whole, or refused whole with every fault of it. */
export type RegisterTaken =
  | { readonly ok: true; readonly tally: RegisterTally }
  | { readonly ok: false; readonly faults: readonly string[] }
