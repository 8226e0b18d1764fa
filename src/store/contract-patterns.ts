import { expect, it } from 'vitest'
import type { Alert } from '../domain/alert.ts'
import { hourMs } from '../domain/time.ts'
import { saveAlert, takeEvents } from './alerts.ts'
import { exampleAlert, exampleEvent, startAt } from './contract-examples.ts'
import { queryPatterns, silencingsAt } from './patterns.ts'
import type { Opened } from './store-contract.ts'

const unusual = { rule: 'unusual', kind: 'unusual' } as const
const shape = [{ parameter: 'w01001', by: 3 }]
const taught = { shape, learnedAt: startAt, person: 'Li', reason: 'pump', revoked: null }
const rejected = (id: string, station: string, change: Partial<Alert> = {}) =>
  exampleAlert(id, { ...unusual, station, attention: 'closed', pattern: taught, ...change })

/** Patterns of rejected alerts, and what they silenced. */
export function patternsContract(opened: Opened): void {
  it('knows the patterns in force, what stands in silence, and what fires', async () => {
    const db = opened()
    const revoked = { at: startAt, person: 'Li', reason: 'wrong' }
    await saveAlert(db, rejected('pattern-1', 'silent', { n: 7 }))
    await saveAlert(db, rejected('pattern-2', 'silent', { pattern: { ...taught, revoked } }))
    await saveAlert(db, exampleAlert('pattern-3', { ...unusual, station: 'silent' }))
    const about = { ...unusual, station: 'silent' } as const
    const later = { observedAt: startAt + hourMs, silencedBy: 'pattern-1' }
    await takeEvents(db, [exampleEvent('silent-1', about)], [])
    const before = await silencingsAt(db, ['silent', 'other'])
    expect(before.patterns.map(({ id, station, n }) => [id, station, n])).toEqual([
      ['pattern-1', 'silent', 7],
    ])
    expect(before.patterns[0]).toMatchObject(taught)
    expect([before.silenced, before.firing]).toEqual([new Set(), new Set(['silent'])])
    await takeEvents(db, [exampleEvent('silent-2', { ...about, ...later })], [])
    expect((await silencingsAt(db, ['silent'])).silenced).toEqual(new Set(['silent']))
    expect((await silencingsAt(db, ['other'])).patterns).toEqual([])
  })

  it('lists them by station and state, with what they silenced, page by page', async () => {
    const db = opened()
    const revoked = { at: startAt, person: 'Li', reason: 'wrong' }
    for (const nth of [1, 2, 3]) {
      const pattern = { ...taught, revoked: nth === 2 ? revoked : null }
      const about = { pattern, openedAt: startAt + nth }
      await saveAlert(db, rejected(`listed-${nth}`, 'listed', about))
    }
    const silencedBy = 'listed-3'
    const about = { ...unusual, station: 'listed', silencedBy } as const
    const listed = [
      exampleEvent('listed-1', about),
      exampleEvent('listed-2', { ...about, observedAt: startAt + hourMs }),
    ]
    await takeEvents(db, listed, [])
    const list = async (state: 'active' | 'revoked' | 'all', cursor: string | null = null) =>
      queryPatterns(db, { station: 'listed', state, limit: 1, cursor })
    const first = await list('active')
    expect(first.items).toMatchObject([
      { id: 'listed-3', silenced: 2, lastSilencedAt: startAt + hourMs },
    ])
    const second = await list('active', first.next)
    expect(second.items).toMatchObject([{ id: 'listed-1', silenced: 0, lastSilencedAt: null }])
    expect(second.next).toBeNull()
    expect((await list('revoked')).items).toMatchObject([{ id: 'listed-2', revoked }])
    expect((await list('all')).items).toHaveLength(1)
  })
}
