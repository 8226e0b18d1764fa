import { createHash } from 'node:crypto'
import type { NewChange } from '../domain/alert.ts'
import { canonicalJson } from '../domain/canonical-json.ts'
import { assert } from '../domain/errors.ts'
import type {
  RegisterAct,
  RegisterDefinition,
  RegisterEntry,
  RegisterTaken,
  RegisterTally,
} from '../domain/register.ts'
import type { Instant } from '../domain/time.ts'
import type { Also, Done } from '../desk.ts'
import type { Engine } from '../engine.ts'
import { refused } from '../casework/acts.ts'
import { appendChange } from '../store/change-log.ts'
import type { Tx } from '../store/db.ts'
import { insertEntries, lockRegister, newestEntries } from '../store/registers.ts'
import { namedEntries, namingFaults } from './naming.ts'
import { readRows, type RegisterRow } from './rows.ts'
import { readValues } from './values.ts'

/** What of the engine changes registers. */
export type Registrar = Pick<Engine, 'changes'> & {
  readonly parts: Pick<Engine['parts'], 'db' | 'network' | 'registers' | 'clock'>
}

/** An entry as it will stand, before its change has a number. */
type NewVersion = Omit<RegisterEntry, 'n'>

/**
 * Takes a register's table: rows that say something new become versions of their entries, a retired
 * one is taken up again, entries that have no row stay. All of it, or none; the same again changes
 * nothing.
 *
 * @param dryRun  only tells what it would do
 */
export async function importRegister(
  registrar: Registrar,
  definition: RegisterDefinition,
  text: string,
  act: RegisterAct & { readonly dryRun: boolean },
): Promise<RegisterTaken> {
  const { parts, changes } = registrar
  const read = readRows(text, definition)
  if (!read.ok) return read
  const taken = await parts.db.transaction(async (tx): Promise<RegisterTaken> => {
    await lockRegister(tx, definition.id)
    const keys = read.rows.map(({ key }) => key)
    const before = await newestEntries(tx, definition.id, keys)
    const at = parts.clock.now()
    const judged = await judgeRows(tx, registrar, definition, read.rows, before)
    if (judged.faults.length > 0) return { ok: false, faults: judged.faults }
    const fresh = judged.rows.flatMap(({ key, values }): NewVersion[] => {
      const known = before.get(key)
      return known?.retired === false && canonicalJson(known.values) === canonicalJson(values)
        ? []
        : [nextVersion(definition, { key, values, retired: false }, known, act, at)]
    })
    if (!act.dryRun) await keep(tx, definition, fresh, act, at)
    return { ok: true, tally: tallyOf(fresh, before, judged.rows.length) }
  })
  if (taken.ok && !act.dryRun) changes.tell(null)
  return taken
}

/**
 * Enters one entry or what it has become.
 *
 * @param expectedN  that it must still stand at, 0 where it must not be there; null: any
 */
export async function putEntry(
  registrar: Registrar,
  definition: RegisterDefinition,
  put: RegisterAct & { readonly key: string; readonly values: Readonly<Record<string, unknown>> },
  expectedN: number | null,
  also: Also<RegisterEntry> = nothingElse,
): Promise<Done<RegisterEntry>> {
  const { key, values: given } = put
  const named = given[definition.key]
  if (named !== undefined && named !== key) {
    return refused('bad-body', `values.${definition.key}: expected ${key}, as in the path`)
  }
  const row = { line: 0, key, given: { ...given, [definition.key]: key } }
  const unknown = Object.keys(given).find((id) => !definition.fields.some((one) => one.id === id))
  if (unknown !== undefined)
    return refused('bad-body', `values: ${definition.id} has no ${unknown}`)
  return change(registrar, definition, key, expectedN, also, async (tx, before) => {
    const known = new Map(before === null ? [] : [[key, before]])
    const { faults, rows } = await judgeRows(tx, registrar, definition, [row], known)
    if (faults.length > 0) return refused('bad-body', faults.join('; '))
    const { values } = rows[0]!
    if (before?.retired === false && canonicalJson(before.values) === canonicalJson(values)) {
      return { ok: true, subject: null }
    }
    const next = { key, values, retired: false }
    const at = registrar.parts.clock.now()
    return { ok: true, subject: nextVersion(definition, next, before ?? undefined, put, at) }
  })
}

/** Takes an entry out of force; it stays with all its versions, and can be entered again. */
export function retireEntry(
  registrar: Registrar,
  definition: RegisterDefinition,
  retiring: RegisterAct & { readonly key: string },
  expectedN: number | null,
  also: Also<RegisterEntry> = nothingElse,
): Promise<Done<RegisterEntry>> {
  const { key } = retiring
  return change(registrar, definition, key, expectedN, also, (_tx, before) => {
    if (before === null) return Promise.resolve(refused('unknown-entry', `there is no ${key}`))
    if (before.retired) return Promise.resolve(refused('not-allowed', `${key} is retired`))
    const next = { key, values: before.values, retired: true }
    const at = registrar.parts.clock.now()
    const subject = nextVersion(definition, next, before, retiring, at)
    return Promise.resolve({ ok: true, subject } as const)
  })
}

const nothingElse = () => Promise.resolve()

type Decide = (tx: Tx, before: RegisterEntry | null) => Promise<Done<NewVersion | null>>

/** One transaction about one entry; a decision of null leaves it as it is. */
async function change(
  { parts, changes }: Registrar,
  definition: RegisterDefinition,
  key: string,
  expectedN: number | null,
  also: Also<RegisterEntry>,
  decide: Decide,
): Promise<Done<RegisterEntry>> {
  const done = await parts.db.transaction(async (tx): Promise<Done<RegisterEntry>> => {
    await lockRegister(tx, definition.id)
    const before = (await newestEntries(tx, definition.id, [key])).get(key) ?? null
    const n = before?.n ?? 0
    if (expectedN !== null && n !== expectedN) {
      return refused('stale', `expected the entity tag "${n}"`)
    }
    const decided = await decide(tx, before)
    if (!decided.ok) return decided
    const next = decided.subject
    const [kept] = next === null ? [before] : await keep(tx, definition, [next], next, next.at)
    assert(kept, 'an entry is there, or was entered')
    await also(tx, kept)
    return { ok: true, subject: kept }
  })
  if (done.ok) changes.tell(null)
  return done
}

/** Every value of every row, and whether the entries of other registers that it names are there. */
async function judgeRows(
  tx: Tx,
  { parts }: Registrar,
  definition: RegisterDefinition,
  rows: readonly RegisterRow[],
  before: ReadonlyMap<string, RegisterEntry>,
) {
  const faults: { readonly line: number; readonly fault: string }[] = []
  const judged = rows.map((row) => {
    const old = before.get(row.key)?.values ?? null
    const { values, faults: found } = readValues(definition, row.given, old, parts.network)
    faults.push(...found.map((fault) => ({ line: row.line, fault })))
    return { ...row, values }
  })
  const named = await namedEntries(tx, definition, judged)
  for (const { line, values } of judged) {
    faults.push(...namingFaults(definition, values, named).map((fault) => ({ line, fault })))
  }
  const told = faults
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, fault }) => (line === 0 ? fault : `line ${line}, ${fault}`))
  return { rows: judged, faults: told }
}

function nextVersion(
  { id: register }: RegisterDefinition,
  next: Pick<RegisterEntry, 'key' | 'values' | 'retired'>,
  before: RegisterEntry | undefined,
  { person, reason }: RegisterAct,
  at: Instant,
): NewVersion {
  return { ...next, register, version: (before?.version ?? 0) + 1, at, person, reason }
}

/** Enters versions and seals them by one change; nothing new makes no change. */
async function keep(
  tx: Tx,
  { id: register }: RegisterDefinition,
  fresh: readonly NewVersion[],
  { person, reason }: RegisterAct,
  at: Instant,
): Promise<RegisterEntry[]> {
  if (fresh.length === 0) return []
  const count = (of: (one: NewVersion) => boolean) => fresh.filter(of).length
  const subject = `register-${register}`
  const sealed: NewChange = {
    ...{ type: 'register.changed', subject, at, actor: person, reason },
    body: {
      ...{ id: subject, register },
      added: count(({ version }) => version === 1),
      changed: count(({ version, retired }) => version > 1 && !retired),
      retired: count(({ retired }) => retired),
      hash: sealOf(fresh),
    },
  }
  const { n } = await appendChange(tx, sealed)
  const entries = fresh.map((one) => ({ ...one, n }))
  await insertEntries(tx, entries)
  return entries
}

/** SHA-256 of versions that were entered together, in the order of their keys. */
export function sealOf(
  entries: readonly Pick<RegisterEntry, 'key' | 'version' | 'retired' | 'values'>[],
): string {
  const ordered = entries.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const said = ordered.map(({ key, version, retired, values }) => [key, version, retired, values])
  return createHash('sha256').update(canonicalJson(said)).digest('hex')
}

function tallyOf(
  fresh: readonly NewVersion[],
  before: ReadonlyMap<string, RegisterEntry>,
  rows: number,
): RegisterTally {
  const added = fresh.filter(({ version }) => version === 1).length
  const revived = fresh.filter(({ key }) => before.get(key)?.retired === true).length
  const changed = fresh.length - added
  return { added, changed, unchanged: rows - fresh.length, revived }
}
