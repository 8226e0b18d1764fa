import type { KnownPattern } from '../../domain/pattern.ts'
import type { PatternCapabilities } from '../patterns.ts'
import { fakeNow } from './samples.ts'

const known: KnownPattern = {
  ...{ id: 'p-1', station: 'TP-1', rule: 'unusual', colour: 'yellow', exercise: false, n: 5 },
  shape: [{ parameter: 'w01009', by: -2.5 }],
  ...{ learnedAt: fakeNow, person: 'Li', reason: 'the pump was cleaned', revoked: null },
}
const over = { at: fakeNow, person: 'Li', reason: 'it was no cleaning' }

/** `p-1` is in force, `p-2` revoked. */
export function fakePatterns(): PatternCapabilities {
  const all = [known, { ...known, id: 'p-2', revoked: over }]
  return {
    patterns: ({ state }) => {
      const items = all
        .filter(({ revoked }) => state === 'all' || (state === 'active') === (revoked === null))
        .map((one) => ({ ...one, silenced: 3, lastSilencedAt: fakeNow }))
      return Promise.resolve({ items, next: null })
    },
    pattern: (id) => Promise.resolve(all.find((one) => one.id === id) ?? null),
    revokePattern: (id, { person, reason }) => {
      if (id === 'p-2') {
        const refusal = { code: 'not-allowed', detail: 'it is revoked already', allowed: [] }
        return Promise.resolve({ ok: false, ...refusal })
      }
      const subject = { ...known, n: 6, revoked: { at: fakeNow, person, reason } }
      return Promise.resolve({ ok: true, subject })
    },
  }
}
