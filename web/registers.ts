import { signal } from '@preact/signals'
import { readJson, request, RequestFailure } from './client.ts'
import type { RegisterEntryItem, RegisterItem } from './wire-registers.ts'
import type { ListAnswer, ProblemDocument } from './wire.ts'

/** The registers that are kept; empty while an engine keeps none. */
export const registers = signal<readonly RegisterItem[]>([])

/** The register looked at, with what was searched for and found. */
export const shownRegister = signal<{
  readonly id: string
  readonly search: string
  readonly entries: readonly RegisterEntryItem[]
  /** Where the next page begins; null: all is shown. */
  readonly next: string | null
} | null>(null)

/** Why it could not be read; null while all is well. */
export const registerFailure = signal<ProblemDocument | null>(null)

const pageSize = 50
const place = (register: string) => `/registers/${encodeURIComponent(register)}`

async function readPage(id: string, search: string, cursor: string | null) {
  const query = new URLSearchParams({ limit: String(pageSize) })
  if (search !== '') query.set('q', search)
  if (cursor !== null) query.set('cursor', cursor)
  const answer = (await readJson(`${place(id)}/entries?${query.toString()}`)) as ListAnswer
  return { entries: answer.items as readonly RegisterEntryItem[], next: answer.next }
}

/** Only the newest asking counts: an older answer may come later. */
let asked = 0

/** Does what reads a register, and keeps why it failed. */
async function shown(id: string, search: string, cursor: string | null): Promise<void> {
  asked += 1
  const mine = asked
  try {
    const { entries, next } = await readPage(id, search, cursor)
    if (mine !== asked) return
    const before = cursor === null ? [] : (shownRegister.peek()?.entries ?? [])
    shownRegister.value = { id, search, entries: [...before, ...entries], next }
    registerFailure.value = null
  } catch (cause) {
    if (!(cause instanceof RequestFailure)) throw cause
    if (mine === asked) registerFailure.value = cause.problem
  }
}

/** Shows a register, or those of its entries in which a text stands. */
export const showRegister = (id: string, search = '') => shown(id, search, null)

/** Adds the next page to what is shown. */
export async function showMore(): Promise<void> {
  const { id, search, next } = shownRegister.peek() ?? { id: '', search: '', next: null }
  if (next !== null) await shown(id, search, next)
}

export type ImportTally = {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly dryRun: boolean
}
export type Import = {
  readonly file: Blob
  readonly person: string
  readonly reason: string
  readonly dryRun: boolean
}

/**
 * Brings a table to a register, whole or not at all.
 *
 * @throws {RequestFailure} with each fault of the table in the problem's `faults`
 */
export async function importTable(register: string, told: Import): Promise<ImportTally> {
  const { person, reason, dryRun, file } = told
  const query = new URLSearchParams({ person, reason, dryRun: String(dryRun) })
  const answer = await request(`${place(register)}/import?${query.toString()}`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv' },
    body: file,
  })
  if (!dryRun) {
    await readRegisters()
    await showRegister(register, shownRegister.peek()?.search)
  }
  return (await answer.json()) as ImportTally
}

async function readRegisters(): Promise<void> {
  const answer = (await readJson('/registers')) as ListAnswer
  registers.value = answer.items as readonly RegisterItem[]
}

/** Reads what registers there are, and the first of them; called once. */
export async function startRegisters(): Promise<void> {
  await readRegisters().catch(() => null)
  const [first] = registers.peek()
  if (first !== undefined) await showRegister(first.id)
}
