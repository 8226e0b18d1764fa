import type { IncidentCapabilities } from '../incident-capabilities.ts'
import { fakeNow, fakeWorkflow } from './samples.ts'

/** One incident that is reported, `w1`, and one boat, held by a booking for it. */
export function fakeIncidents(): IncidentCapabilities {
  const held = { ...fakeWorkflow('b1', 6), kind: 'dispatch' as const, procedure: null }
  const booking = {
    ...{ workflow: held, resource: 'boat-1', forWorkflow: 'w1', forDistrict: 'wujiang' },
    ...{ fromAt: fakeNow, toAt: fakeNow + 3_600_000 },
  }
  const resource = {
    ...({ id: 'boat-1', kind: 'boat', district: 'wujiang', certainty: 'synthetic' } as const),
    ...{ name: { zh: '采样船', en: 'Sampling boat' }, note: null },
  }
  const about = { workflow: 'w1', ask: 'retest', parameter: 'w20004' }
  const asked = {
    ...fakeWorkflow('q1', 8),
    kind: 'station-request' as const,
    state: 'asked',
    about,
  }
  return {
    reports: (id) => {
      const state = {
        ...({ grade: 'II', asMajor: ['drinking-water'], next: 'first', sent: [] } as const),
        ...{ knownAt: fakeNow, dueAt: fakeNow + 7_200_000, escalatedAt: null },
      }
      const workflow = { ...fakeWorkflow('r1', 5), kind: 'incident-report' as const }
      return Promise.resolve(id === 'w1' ? { workflow, state, plan: null } : null)
    },
    reportDraft: (id, { kind, language }) =>
      Promise.resolve(id === 'w1' ? `# ${kind ?? 'next'} ${language}` : null),
    resources: () => Promise.resolve([{ resource, bookings: [booking] }]),
    bookings: () => Promise.resolve({ items: [booking], next: null }),
    askStation: ({ forWorkflow, station, ask }) => {
      const about = { workflow: forWorkflow, ask }
      return Promise.resolve({ ok: true, subject: { ...asked, station, about } })
    },
    monitoring: () => Promise.resolve(null),
    experts: (id) => {
      const expert = {
        ...{ key: 'E-1', name: '李', district: 'qingpu', organisation: null, title: null },
        ...{ availability: 'available', pollutants: ['锑'], fields: [] },
      }
      return Promise.resolve(id === 'w1' ? [{ expert, knows: ['w20004'] }] : null)
    },
    stationRequests: (id) => Promise.resolve(id === 'w1' ? [asked] : []),
    book: ({ want }) => {
      if ('kind' in want) return Promise.resolve({ ok: true, subject: booking })
      const detail = 'boat-1: held by booking b1'
      return Promise.resolve({ ok: false, code: 'resource-taken', detail, allowed: [] })
    },
  }
}
