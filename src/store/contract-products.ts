import { expect, it } from 'vitest'
import type { ProductDraft } from '../domain/product.ts'
import { exampleWorkflow, startAt } from './contract-examples.ts'
import {
  draftsSince,
  keepDraft,
  keepProduct,
  loadDraft,
  lockNewestVersion,
  releasedProduct,
} from './products.ts'
import type { Opened } from './store-contract.ts'
import { newestConsultation, openConsultations, saveWorkflow } from './workflows.ts'

const draft: ProductDraft = {
  ...{ date: '2026-11-02', madeAt: startAt, demonstration: false, standards: ['HJ 633-2026'] },
  ...{ pollutants: ['a34004'], primaryAbove: 50, cells: [], runs: [] },
}

/** Drafts and released versions of the joint air product. */
export function productsContract(opened: Opened): void {
  it('keeps a draft once, under a hash of what it says', async () => {
    const kept = await keepDraft(opened(), draft)
    expect(await keepDraft(opened(), draft)).toEqual(kept)
    expect(await loadDraft(opened(), kept.hash)).toEqual(kept)
    const other = await keepDraft(opened(), { ...draft, pollutants: ['a05024'] })
    expect(other.hash).not.toBe(kept.hash)
    await expect(loadDraft(opened(), 'none')).rejects.toThrow('is kept')
  })

  it('keeps versions to the byte, never a version twice', async () => {
    const db = opened()
    const [date, later] = ['2026-11-02', '2026-11-03']
    expect(await releasedProduct(db, { date })).toBeNull()
    expect(await lockNewestVersion(db, date)).toBeNull()
    // What no text can hold, half a surrogate pair, is replaced before the hash is taken.
    const first = { date, version: 1, issuedAt: startAt }
    const released = await keepProduct(db, first, { b: '取中\0\ud800', a: [1] })
    expect(released.document).toMatch(
      /^\{"a":\[1\],"b":"取中\\ufffd\\ufffd","hash":"[0-9a-f]{64}"\}$/,
    )
    expect(await releasedProduct(db, { date })).toEqual(released)
    await expect(keepProduct(db, first, {})).rejects.toMatchObject({ code: 'store-key-taken' })
    const second = await keepProduct(db, { ...first, version: 2 }, {})
    const next = await keepProduct(db, { ...first, date: later }, {})
    expect(await releasedProduct(db, { date })).toEqual(second)
    expect(await releasedProduct(db, { date, version: 1 })).toEqual(released)
    expect(await releasedProduct(db, { date, version: 3 })).toBeNull()
    expect(await releasedProduct(db, { date: null })).toEqual(next)
    expect(await lockNewestVersion(db, date)).toBe(2)
  })

  it('finds the consultation of a date that was opened last, and those that are open', async () => {
    const db = opened()
    const about = (date: string) => ({ station: null, about: { product: 'air', date } })
    await saveWorkflow(db, exampleWorkflow('air-1', { ...about('2026-11-02'), closedAt: startAt }))
    const second = exampleWorkflow('air-2', { ...about('2026-11-02'), openedAt: startAt + 1 })
    const next = exampleWorkflow('air-3', about('2026-11-03'))
    for (const workflow of [next, second]) await saveWorkflow(db, workflow)
    expect(await newestConsultation(db, '2026-11-02')).toEqual(second)
    expect(await newestConsultation(db, null)).toEqual(next)
    expect(await newestConsultation(db, '2026-11-04')).toBeNull()
    expect((await openConsultations(db)).map(({ id }) => id)).toEqual(['air-2', 'air-3'])
  })

  it('finds what was drafted for each date, not what a correction began from', async () => {
    const db = opened()
    const { hash } = await keepDraft(db, { ...draft, date: '2026-12-02' })
    const corrected = await keepDraft(db, { ...draft, date: '2026-12-02', pollutants: ['x'] })
    const about = { product: 'air', date: '2026-12-02', draft: hash, corrects: null }
    await saveWorkflow(db, exampleWorkflow('air-8', { station: null, about }))
    const again = { ...about, draft: corrected.hash, corrects: 1 }
    const correction = { station: null, about: again, openedAt: startAt + 1 }
    await saveWorkflow(db, exampleWorkflow('air-9', correction))
    expect((await draftsSince(db, '2026-12-01')).map((one) => one.hash)).toEqual([hash])
    expect(await draftsSince(db, '2026-12-03')).toEqual([])
  })
}
