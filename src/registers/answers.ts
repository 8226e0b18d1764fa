import type {
  IntakeReached,
  RegisterDefinition,
  RegisterEntry,
  RegisterValue,
} from '../domain/register.ts'
import { assert } from '../domain/errors.ts'
import type { Engine } from '../engine.ts'
import type { RegisterCapabilities } from '../http/register-capabilities.ts'
import { intakeReached } from '../judge.ts'
import { keeping } from '../keeping.ts'
import { entryVersions, queryRegister, registerCounts } from '../store/registers.ts'
import { importRegister, putEntry, retireEntry } from './acts.ts'
import { proposeNotice, sourcesNear } from './notices.ts'
import { registerPages } from './pages.ts'
import { registerCsv } from './rows.ts'
import { doSopStep, sopProgressOf } from './sops.ts'

/** What the pages may ask of registers, and do to them. */
export function createRegisterAnswers(engine: Engine): RegisterCapabilities {
  const { db, registers } = engine.parts
  const definitionOf = (register: string) => {
    const found = registers.find(({ id }) => id === register)
    assert(found, `the register ${register} was asked for by one that is kept`)
    return found
  }
  return {
    registers,
    registerCounts: () => registerCounts(db),
    registerEntries: (query) => queryRegister(db, query, definitionOf(query.register)),
    registerVersions: (register, key) => entryVersions(db, register, key),
    registerCsv: (query, language) => {
      const definition = definitionOf(query.register)
      return registerCsv(definition, registerPages(db, definition, query), language)
    },
    intakesBelow: (entry) => intakesBelow(engine, definitionOf(entry.register), entry),
    proposeNotice: (proposal, keep) => proposeNotice(engine, proposal, keeping(engine, keep)),
    sourcesNear: (alert) => sourcesNear(engine, alert),
    sopProgress: (workflow) => sopProgressOf(engine, workflow),
    doSopStep: (about, report, expectedN, keep) =>
      doSopStep(engine, about, report, expectedN, keeping(engine, keep)),
    importRegister: (register, text, act) =>
      importRegister(engine, definitionOf(register), text, act),
    putEntry: (register, put, expectedN, keep) =>
      putEntry(engine, definitionOf(register), put, expectedN, keeping(engine, keep)),
    retireEntry: (register, retiring, expectedN, keep) =>
      retireEntry(engine, definitionOf(register), retiring, expectedN, keeping(engine, keep)),
  }
}

/**
 * The intakes that what an entry lets go would reach: by the station whose water it shares, else
 * by where it enters a river. The way to the river counts as distance; the time begins at the
 * river, since nothing is known of how fast its ditch flows.
 */
function intakesBelow(
  { parts, intakesReached }: Engine,
  { place }: RegisterDefinition,
  { values }: RegisterEntry,
): readonly IntakeReached[] {
  const of = (field: string | null | undefined): RegisterValue =>
    typeof field === 'string' ? (values[field] ?? null) : null
  const [station, km] = [of(place?.station), of(place?.atKm)]
  const river = parts.network.rivers.find(({ id }) => id === of(place?.waterBody))
  const from =
    typeof station === 'string'
      ? { station }
      : river !== undefined && typeof km === 'number'
        ? { river, km }
        : null
  if (from === null) return []
  const off = Number(of(place?.offKm) ?? 0)
  const reached = intakesReached(from, parts.clock.now())
  return reached.map((one) => {
    const distanceKm = Math.round((one.distanceKm + off) * 1000) / 1000
    return { ...intakeReached(one), distanceKm }
  })
}
