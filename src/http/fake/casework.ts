import type { Workflow } from '../../domain/alert.ts'
import type { Attachment } from '../../domain/attachment.ts'
import type {
  Digest,
  EnforcementResult,
  LedgerItem,
  PatrolCount,
  PlanItem,
} from '../../domain/casework.ts'
import type { CaseworkCapabilities } from '../casework-capabilities.ts'
import type { Fake } from './capabilities.ts'
import { fakeNow, fakeWorkflow } from './samples.ts'

const counts = (year: number): PatrolCount[] => [
  { ...{ waterBody: 'taipu', year, done: 0, least: 1, lastAt: null }, warning: 'due' },
]

const digest = (half: string, exercise: boolean): Digest => ({
  ...{ half, from: fakeNow, to: fakeNow, madeAt: fakeNow, exercise, isOver: false },
  alerts: { opened: 0, tallies: [], confirmed: [] },
  counts: counts(2026),
  ...{ patrols: [], consultations: [], emergencies: [], handOvers: [], recognitions: [] },
  reviews: [],
  ledger: { open: [], overdue: 0, closed: 0 },
})

const planItem: PlanItem = {
  ...{ planned: 'patrol-plan/P-1/1', number: 1, of: 2, fromAt: fakeNow, dueAt: fakeNow },
  ...{ state: 'late', workflow: 'w1' },
  entry: {
    ...{ key: 'P-1', version: 3, enteredAt: fakeNow, waterBody: 'taipu', district: 'wujiang' },
    ...{ station: null, from: '2026-11-01', to: '2026-11-22', times: 2 },
    ...{ sites: ['91310000MA1FL00000'], exemptReason: null },
  },
}

const itemOf = (workflow: Workflow): LedgerItem => ({
  ...{ workflow, title: '=渗坑', description: '', waterBody: 'taipu', foundAt: fakeNow },
  ...{ dueAt: fakeNow, responsible: '赵工', isOverdue: true, escalatedAt: null },
  ...{ rectifiedAt: null, verifiedAt: null },
})

const result: EnforcementResult = {
  workflow: { ...fakeWorkflow('h1', 6), about: { workflow: 'w1' } },
  ...{ district: 'wujiang', result: '罚款', publication: 'published', at: fakeNow },
  major: true,
  revoked: { at: fakeNow, grounds: 'lawsuit', document: '行初17', reason: '证据不足' },
}

type Patrols =
  'patrolCounts' | 'annualPlan' | 'siteCandidates' | 'selectSites' | 'drawPatrol' | 'teamHead'

const fakePatrols: Pick<CaseworkCapabilities, Patrols> = {
  patrolCounts: (year) => Promise.resolve(counts(year)),
  annualPlan: (year) => Promise.resolve(year === 2026 ? [planItem] : []),
  siteCandidates: (id) =>
    Promise.resolve(id === 'w1' ? [{ site: 'S', name: '甲厂', exempt: false }] : null),
  selectSites: (id, { sites, reason }) =>
    Promise.resolve(
      sites.includes('exempt') && reason === null
        ? { ok: false, code: 'site-exempt', detail: 'exempt', allowed: [] }
        : { ok: true, subject: fakeWorkflow(id, 9) },
    ),
  drawPatrol: (id) => Promise.resolve({ ok: true, subject: fakeWorkflow(id, 10) }),
  teamHead: (year) => (year === 2026 ? { year, district: 'qingpu' } : null),
}

/** Proof in memory; a package of evidence is the name of its workflow. */
export function fakeCasework(fake: Fake): CaseworkCapabilities {
  const kept = new Map<string, { attachment: Attachment; content: Uint8Array }>()
  return {
    evidence: (id) =>
      Promise.resolve(fake.workflows.has(id) ? bytesOf(Buffer.from(`evidence of ${id}`)) : null),
    evidenceKeys: () => {
      const key = { at: fakeNow, person: '王', reason: '更换', publicKey: 'MCow' }
      const fingerprints = ['a', 'b'].map((digit) => digit.repeat(64))
      return Promise.resolve(
        fingerprints.map((fingerprint, index) => ({ ...key, fingerprint, n: 7 * (1 - index) })),
      )
    },
    keepAttachment: (content, type) => {
      const sha256 = String(content.length).padStart(64, '0')
      const isNew = !kept.has(sha256)
      const attachment = { sha256, type, bytes: content.length, receivedAt: fakeNow }
      kept.set(sha256, { attachment, content })
      return Promise.resolve({ attachment, isNew })
    },
    attachment: (sha256) => {
      const found = kept.get(sha256)
      return Promise.resolve(found ? { ...found, content: bytesOf(found.content) } : null)
    },
    openByHand: ({ kind, about, exercise }) => {
      const workflow = { ...fakeWorkflow('opened', 7), kind, about, exercise, alert: null }
      return Promise.resolve({ ok: true, subject: workflow })
    },
    takeFieldSteps: (id, { sentAt, steps }) => {
      const told = { code: null, detail: null, outcome: 'taken' as const }
      const outcomes = steps.map(({ step, at }) => ({ ...told, step, at }))
      if (sentAt === fakeNow) {
        return Promise.resolve({ ok: true, subject: { workflow: fakeWorkflow(id, 8), outcomes } })
      }
      const refusal = { ok: false, code: 'device-clock', detail: 'off', allowed: [] } as const
      return Promise.resolve(refusal)
    },
    recognition: (id) => {
      const told = { person: null, at: null, reason: null, state: 'pending' as const }
      const items = [{ ...told, district: 'qingpu' }]
      return Promise.resolve(id === 'w1' ? { workflow: fakeWorkflow('r1', 9), items } : null)
    },
    results: ({ state }) =>
      Promise.resolve({ items: state === 'recognised' ? [] : [result], next: null }),
    ledger: () => Promise.resolve({ items: [itemOf(fakeWorkflow('l1', 5))], next: null }),
    ledgerCsv: () => bytesOf('id,title\r\n'),
    ...fakePatrols,
    digest: (half, exercise) =>
      Promise.resolve(
        half === null || half === '2026-H2' ? digest('2026-H2', exercise ?? false) : null,
      ),
    digestPage: ({ half }, language) => `<p>${half} ${language}</p>`,
  }
}

async function* bytesOf<T>(content: T): AsyncGenerator<T> {
  yield await Promise.resolve(content)
}
