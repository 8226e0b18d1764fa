import { expect, it } from 'vitest'
import type { RegisterEntry, RegisterField, RegisterQuery } from '../domain/register.ts'
import { startAt } from './contract-examples.ts'
import {
  entryVersions,
  insertEntries,
  newestEntries,
  queryRegister,
  registerCounts,
} from './registers.ts'
import type { Opened } from './store-contract.ts'

const field = (id: string, type: RegisterField['type'], personal = false): RegisterField => ({
  ...{ id, type, personal, name: { zh: id, en: id }, required: false, unit: null, range: null },
  ...{ pattern: null, choices: [], register: null },
})
const fields = [
  ...[field('id', 'text'), field('name', 'text'), field('district', 'district')],
  ...[field('substances', 'list'), field('phone', 'text', true)],
]

const entry = (key: string, part: Partial<RegisterEntry> = {}): RegisterEntry => ({
  ...{ register: 'contract', key, version: 1, at: startAt, person: '王', reason: '普查', n: 7 },
  ...{ retired: false, values: { id: key, name: null, district: 'wujiang', phone: null } },
  ...part,
})
const asked: RegisterQuery = {
  ...{ register: 'contract', text: null, district: null, state: 'in-force', asOf: null },
  ...{ limit: 100, cursor: null },
}

/** Entries of registers: versions, what stands, what is found. */
export function registersContract(opened: Opened): void {
  const query = (part: Partial<RegisterQuery> = {}) =>
    queryRegister(opened(), { ...asked, ...part }, { fields })
  const keys = async (part: Partial<RegisterQuery> = {}) =>
    (await query(part)).items.map(({ key, version }) => `${key}@${version}`)

  it('answers the newest version of each entry, and what stood before', async () => {
    const values = { id: 'a', name: '印染厂 Dye', district: 'wujiang', substances: ['锑', '硫酸'] }
    await insertEntries(opened(), [entry('a', { values }), entry('b'), entry('c')])
    const second = entry('a', { version: 2, at: startAt + 10, values: { ...values, phone: '139' } })
    const gone = entry('c', { version: 2, at: startAt + 20, retired: true })
    await insertEntries(opened(), [second, gone])

    expect((await query()).items).toEqual([second, entry('b')])
    expect(await keys({ state: 'all' })).toEqual(['a@2', 'b@1', 'c@2'])
    expect(await keys({ state: 'retired' })).toEqual(['c@2'])
    expect(await keys({ asOf: startAt + 9 })).toEqual(['a@1', 'b@1', 'c@1'])
    expect(await keys({ asOf: startAt - 1 })).toEqual([])
    expect(await entryVersions(opened(), 'contract', 'a')).toEqual([second, entry('a', { values })])
    expect([...(await newestEntries(opened(), 'contract', ['c', 'x'])).values()]).toEqual([gone])
    expect((await registerCounts(opened())).get('contract')).toEqual({
      ...{ entries: 2, changedAt: startAt + 20 },
    })
  })

  it('is searched by its texts and districts, not by what is personal', async () => {
    expect(await keys({ text: '锑' })).toEqual(['a@2'])
    expect(await keys({ text: 'dYE' })).toEqual(['a@2'])
    expect(await keys({ text: '139' })).toEqual([])
    expect(await keys({ text: '%' })).toEqual([])
    expect(await keys({ text: '\0' })).toEqual([])
    expect(await keys({ district: 'wujiang' })).toEqual(['a@2', 'b@1'])
    expect(await keys({ choices: { id: 'a', district: 'wujiang' } })).toEqual(['a@2'])
    expect(await keys({ choices: { id: 'a', district: 'qingpu' } })).toEqual([])
    expect(await keys({ district: 'qingpu' })).toEqual([])
  })

  it('is read page by page', async () => {
    const { items, next } = await query({ limit: 1 })
    expect([items.map(({ key }) => key), typeof next]).toEqual([['a'], 'string'])
    expect(await query({ limit: 1, cursor: next })).toMatchObject({
      ...{ items: [{ key: 'b' }], next: null },
    })
  })

  it('lets no version be changed, deleted or written twice', async () => {
    const db = opened()
    const change = db.query(`UPDATE register_entry SET person = 'x' WHERE register = 'contract'`)
    await expect(change).rejects.toThrow('register_entry is written once')
    await expect(db.query('DELETE FROM register_entry')).rejects.toThrow('written once')
    await expect(insertEntries(db, [entry('b')])).rejects.toMatchObject({
      code: 'store-key-taken',
    })
  })
}
