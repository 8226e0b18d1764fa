import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { loadRegisters } from './registers.ts'

const shipped = join(import.meta.dirname, '../../fixtures/network/registers.json')

const name = { zh: '名称', en: 'Name' }
const id = { id: 'id', name, type: 'text', required: true }
const things = { id: 'things', name, key: 'id', fields: [id] }

function loaded(registers: readonly object[]) {
  const folder = mkdtempSync(join(tmpdir(), 'qingliu-registers-'))
  try {
    writeFileSync(join(folder, 'registers.json'), JSON.stringify({ registers }))
    return loadRegisters(join(folder, 'registers.json'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

it('reads the registers that are shipped; a phone number is personal wherever it stands', () => {
  const registers = loadRegisters(shipped)
  expect(registers.map(({ id }) => id)).toEqual([
    ...['enterprises', 'pollution-sources', 'risk-sources', 'intakes', 'experts', 'contacts'],
    ...['emissions', 'sops', 'reviews', 'patrol-plan', 'inspectors', 'review-panel', 'data-sets'],
  ])
  const open = registers.flatMap(({ fields }) => fields.filter(({ personal }) => !personal))
  expect(open.filter((one) => /phone|mail/i.test(one.name.en))).toEqual([])
  expect(loadRegisters('/nowhere/registers.json')).toEqual([])
})

it.each([
  ['a key that is no field', { key: 'x' }, 'registers[0].key: expected a field of type text'],
  ['a field twice', { fields: [id, id] }, 'registers[0].fields: expected each id once'],
  [
    'a place of the wrong type',
    { place: { atKm: 'id' } },
    'place.atKm: expected a field of type number, got "id"',
  ],
  [
    'a choice without choices',
    { fields: [id, { id: 'a', name, type: 'choice' }] },
    'registers[0].fields[1].choices: expected them',
  ],
  [
    'a register that there is not',
    { fields: [id, { id: 'a', name, type: 'entry', register: 'x' }] },
    'registers[0].fields[1].register: expected a register',
  ],
  [
    'entries of no register',
    { fields: [id, { id: 'a', name, type: 'entries' }] },
    'registers[0].fields[1].register: expected a register',
  ],
  [
    'an order of what are no dates',
    { inOrder: [['id', 'id']] },
    'registers[0].inOrder: expected a field of type date, got "id"',
  ],
  [
    'an excuse for what names no entries',
    { excused: [{ field: 'id', where: 'a', is: 'yes', by: 'id' }] },
    'registers[0].excused[0].field: expected a field that names entries, got "id"',
  ],
  [
    'an excuse for a choice that there is not',
    {
      fields: [id, { id: 'a', name, type: 'entries', register: 'things' }],
      excused: [{ field: 'a', where: 'id', is: 'yes', by: 'none' }],
    },
    /excused\[0\]\.by: expected a field, got "none"\n.*expected a choice of things, got id "yes"/,
  ],
  [
    'a pattern that is none',
    { fields: [{ ...id, pattern: '(' }] },
    'pattern: expected regular expression, got "("',
  ],
])('refuses %s', (_name, part, fault) => {
  expect(() => loaded([{ ...things, ...part }])).toThrow(fault)
})

it('refuses a register that comes twice', () => {
  expect(() => loaded([things, things])).toThrow('expected each once, got "things" again')
})
