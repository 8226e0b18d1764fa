import type {
  RegisterDefinition,
  RegisterEntry,
  RegisterField,
  RegisterValues,
} from '../../domain/register.ts'
import { sopProgress, type Sop } from '../../domain/sop.ts'
import type { Keep } from '../capabilities.ts'
import type { RegisterCapabilities } from '../register-capabilities.ts'
import { fakeNow, fakeWorkflow } from './samples.ts'

const field: Omit<RegisterField, 'id' | 'name'> = {
  ...{ type: 'text', required: true, unit: null, range: null, pattern: null, choices: [] },
  ...{ register: null, personal: false },
}
const definition: RegisterDefinition = {
  ...{ id: 'risk-sources', name: { zh: '风险源', en: 'Risk sources' }, key: 'id' },
  fields: [
    { ...field, id: 'id', name: { zh: '编号', en: 'Id' } },
    {
      ...{ ...field, id: 'level', name: { zh: '等级', en: 'Level' }, type: 'choice' },
      choices: [{ id: 'major', name: { zh: '重大', en: 'major' } }],
    },
    { ...field, id: 'phone', name: { zh: '电话', en: 'Telephone' }, personal: true },
  ],
  ...{ place: null, alike: [], inOrder: [], excused: [] },
}

const fakeSop: Sop = {
  ...{ id: 'S-1', version: 2, name: { zh: '流程', en: 'Procedure' } },
  steps: [
    { zh: '一', en: 'one' },
    { zh: '二', en: 'two' },
  ],
}

type KeepAnswer = (answer: ReturnType<Keep<unknown>>) => void

/** A procedure of two steps, and one enterprise that may be reminded. */
function fakeCaseRegisters(
  keepAnswer: KeepAnswer,
  newest: () => RegisterEntry,
): Pick<RegisterCapabilities, 'proposeNotice' | 'sourcesNear' | 'sopProgress' | 'doSopStep'> {
  return {
    proposeNotice: ({ enterprise, exercise }) => {
      if (enterprise !== 'E-1') {
        const refusal = { ok: false, code: 'unknown-entry', detail: 'none', allowed: [] } as const
        return Promise.resolve(refusal)
      }
      const subject = { ...fakeWorkflow('e1', 9), kind: 'enterprise-notice', exercise } as const
      return Promise.resolve({ ok: true, subject })
    },
    sourcesNear: (alert) =>
      Promise.resolve(
        alert === 'a1' ? [{ entry: newest(), enterprise: 'E-1', distanceKm: 1.5 }] : null,
      ),
    sopProgress: () => Promise.resolve([sopProgress(fakeWorkflow('w1', 0), fakeSop)]),
    doSopStep: ({ workflow: id, sop }, report, _expectedN, keep) => {
      if (report.item !== 1) {
        const refusal = { ok: false, code: 'sop-out-of-order', detail: 'first 1', allowed: ['1'] }
        return Promise.resolve(refusal as { ok: false } & typeof refusal)
      }
      const sopStep = { ...report, sop, version: 2, recordedAt: fakeNow }
      const subject = { ...fakeWorkflow(id, 9), sopSteps: [sopStep] }
      if (keep !== null) keepAnswer(keep(subject))
      return Promise.resolve({ ok: true, subject })
    },
  }
}

/** One register in memory with one entry; a table of `bad` is refused. */
export function fakeRegisters(keepAnswer: KeepAnswer): RegisterCapabilities {
  let n = 4
  const versions: RegisterEntry[] = []
  const enter = (
    key: string,
    part: Partial<RegisterEntry>,
    keep: Keep<RegisterEntry> | null = null,
  ) => {
    const version = versions.filter((one) => one.key === key).length + 1
    const entry: RegisterEntry = {
      ...{ register: definition.id, key, version, at: fakeNow, person: '王', reason: '普查' },
      ...{ retired: false, n: (n += 1), values: { id: key, phone: '139' } },
      ...part,
    }
    versions.unshift(entry)
    if (keep !== null) keepAnswer(keep(entry))
    return { ok: true, subject: entry } as const
  }
  enter('R-1', {})
  return {
    registers: [definition],
    registerCounts: () =>
      Promise.resolve(new Map([[definition.id, { entries: 1, changedAt: fakeNow }]])),
    registerEntries: ({ text, choices = {} }) => {
      const none = Object.keys(choices).length > 0
      const items = versions.filter(({ key }) => !none && (text === null || key.includes(text)))
      return Promise.resolve({ items, next: null })
    },
    registerVersions: (_register, key) =>
      Promise.resolve(versions.filter((one) => one.key === key)),
    registerCsv: async function* (_query, language) {
      yield await Promise.resolve(`${language ?? 'id'}\r\n`)
    },
    intakesBelow: () => [
      {
        ...{ station: 'TP-1', name: { zh: '取水口', en: 'Intake' }, distanceKm: 30 },
        arrival: { status: 'standing', text: 'standing' },
      },
    ],
    ...fakeCaseRegisters(keepAnswer, () => versions[0]!),
    importRegister: (_register, text) =>
      Promise.resolve(
        text === 'bad'
          ? { ok: false, faults: Array.from({ length: 7 }, (_, at) => `line ${at + 2}, id: bad`) }
          : { ok: true, tally: { added: 1, changed: 2, unchanged: 3, revived: 0 } },
      ),
    putEntry: (_register, { key, values, ...act }, expectedN, keep) =>
      Promise.resolve(
        expectedN === 0 && versions.some((one) => one.key === key)
          ? { ok: false, code: 'stale', detail: 'it is there', allowed: [] }
          : enter(key, { ...act, values: values as RegisterValues }, keep),
      ),
    retireEntry: (_register, { key, ...act }, _expectedN, keep) =>
      Promise.resolve(enter(key, { ...act, retired: true }, keep)),
  }
}
