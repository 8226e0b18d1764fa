import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadNetwork } from '../config/network.ts'
import { loadRegisters } from '../config/registers.ts'
import type { RegisterEntry, RegisterValues } from '../domain/register.ts'
import { readRows, registerCsv } from './rows.ts'
import { readValues } from './values.ts'

const folder = join(import.meta.dirname, '../../fixtures/network')
const network = loadNetwork(folder)
const registers = loadRegisters(join(folder, 'registers.json'))
const registerNamed = (name: string) => registers.find(({ id }) => id === name)!
const sources = registerNamed('risk-sources')

const faultsOf = (text: string) => {
  const read = readRows(text, sources)
  return read.ok ? [] : read.faults
}
const valuesOf = (given: Record<string, unknown>, before: RegisterValues | null = null) =>
  readValues(sources, given, before, network)
const given = {
  ...{ id: 'R-1', name: '印染厂', district: '吴江', level: '重大', substances: ['锑'] },
}

describe('rows of a register', () => {
  it('have names of columns in either language, in any order, and say which line they stand on', () => {
    const text =
      '\ufeff名称,id,Substances,quantityT\r\n"印\n染厂",R-1,锑；铬; ,12.5\r\n\r\n,R-2,,\n'
    expect(readRows(text, sources)).toEqual({
      ok: true,
      rows: [
        {
          ...{ line: 2, key: 'R-1' },
          given: { id: 'R-1', name: '印\n染厂', substances: ['锑', '铬'], quantityT: 12.5 },
        },
        { line: 5, key: 'R-2', given: { id: 'R-2', name: '', substances: [], quantityT: '' } },
      ],
    })
  })

  it.each([
    ['nothing', '', 'line 1: expected names of columns, got nothing'],
    ['no key', 'name\nx', 'line 1: expected a column id'],
    ['a column that there is not', 'id,colour\nx,y', 'got "colour"'],
    ['a column twice', 'id,name,名称\nx,y,z', 'line 1: expected name once'],
    ['a key twice', 'id\nx\ny\nx', 'line 4, id: expected each once, got that of line 2'],
    ['too few cells', 'id,name\nx', 'line 2: expected 2 cells, got 1'],
    ['an open quote', 'id\n"x', 'expected CSV, got'],
  ])('are refused with %s', (_name, text, fault) => {
    expect(faultsOf(text).join('; ')).toContain(fault)
  })
})

describe('values of an entry', () => {
  it('are kept as ids, all fields there; what is absent stays as it was', () => {
    const first = valuesOf(given)
    expect(first.faults).toEqual([])
    expect(first.values).toMatchObject({ district: 'wujiang', level: 'major', quantityT: null })
    expect(Object.keys(first.values)).toEqual(sources.fields.map(({ id }) => id))
    const { values } = valuesOf({ id: 'R-1', quantityT: 3 }, first.values)
    expect(values).toEqual({ ...first.values, quantityT: 3 })
  })

  it.each([
    [{ name: ' ' }, 'name: expected a value, got nothing'],
    [
      { district: '苏州' },
      'district: expected one of qingpu, wujiang, jiashan, kunshan, got "苏州"',
    ],
    [{ quantityT: -1 }, 'quantityT: expected a number from 0, got -1'],
    [{ quantityT: 'viel' }, 'quantityT: expected a number from 0, got "viel"'],
    [{ lat: 91 }, 'lat: expected a number from -90 up to 90, got 91'],
    [{ id: 'a b' }, 'id: expected a text like'],
    [{ substances: ['a;b'] }, 'substances: expected texts without ; and line breaks, got ["a;b"]'],
    [{ note: 'a\0b' }, 'note: expected a text in UTF-8 without control characters'],
    [{ note: '\ufffd\ufffd' }, 'note: expected a text in UTF-8'],
    [{ station: 'nowhere' }, 'station: expected a station of the network, got "nowhere"'],
  ])('are refused: %o', (part, fault) => {
    expect(valuesOf({ ...given, ...part }).faults.join('; ')).toContain(fault)
  })

  it('show nothing of a person, not even where it is wrong', () => {
    const { faults } = valuesOf({ ...given, phone: 'call 13800000000' })
    expect(faults.join()).toContain('phone: expected a text like')
    expect(faults.join()).not.toContain('138')
  })

  it('of two lists in two languages are as many', () => {
    const sop = { id: 's', nameZh: '甲', nameEn: 'a', kind: 'joint-patrol' }
    const lists = { stepsZh: ['一', '二'], stepsEn: ['one'] }
    const { faults } = readValues(registerNamed('sops'), { ...sop, ...lists }, null, network)
    expect(faults).toEqual(['stepsEn: expected 2 texts as in stepsZh, got 1'])
  })
})

it('has dates in their order', () => {
  const planned = { id: 'p', waterBody: '太浦河', district: '吴江', times: 1, from: '2026-03-02' }
  const faultsTo = (to: string) =>
    readValues(registerNamed('patrol-plan'), { ...planned, to }, null, network).faults
  expect(faultsTo('2026-03-02')).toEqual([])
  expect(faultsTo('2026-03-01')).toEqual([
    'to: expected a date not before from, 2026-03-02, got 2026-03-01',
  ])
})

const entryOf = (values: RegisterValues): RegisterEntry => ({
  ...{ register: sources.id, key: String(values['id']), version: 1, at: 0, person: '', reason: '' },
  ...{ retired: false, n: 1, values },
})
async function* pageOf(entries: readonly RegisterEntry[]) {
  yield await Promise.resolve(entries)
}

it('exports what it imports: whatever texts people wrote, in any of the three heads', async () => {
  const awkward = fc.constantFrom(
    '=',
    '+',
    '-',
    '@',
    "'",
    '"',
    ',',
    ';',
    '\n',
    '\r',
    '\t',
    ' ',
    '甲',
  )
  const text = fc.oneof(
    fc.string({ unit: awkward, maxLength: 8 }),
    fc.string({ unit: 'binary', maxLength: 8 }),
  )
  const values = fc.record({
    name: text,
    note: text,
    substances: fc.array(text, { maxLength: 4 }),
    quantityT: fc.oneof(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), fc.nat()),
  })
  const language = fc.constantFrom(null, 'zh' as const, 'en' as const)
  await fc.assert(
    fc.asyncProperty(values, language, async (part, head) => {
      const { values: before, faults } = valuesOf({ ...given, ...part })
      fc.pre(faults.length === 0)
      let csv = ''
      for await (const piece of registerCsv(sources, pageOf([entryOf(before)]), head)) csv += piece
      const read = readRows(csv, sources)
      expect(read).toMatchObject({ ok: true })
      const again = read.ok ? read.rows.map((row) => valuesOf(row.given)) : []
      expect(again).toEqual([{ values: before, faults: [] }])
    }),
    { numRuns: 500 },
  )
})

describe('the tables that are shipped', () => {
  it.each(['risk-sources', 'sops', 'patrol-plan', 'data-sets'])(
    'enter %s without a fault',
    (id) => {
      const definition = registerNamed(id)
      const text = readFileSync(join(folder, `../registers/${id}.csv`), 'utf8')
      const read = readRows(text, definition)
      if (!read.ok) throw new Error(read.faults.join())
      expect(read.rows.length).toBeGreaterThan(1)
      for (const { given: cells } of read.rows)
        expect(readValues(definition, cells, null, network)).toMatchObject({ faults: [] })
    },
  )
})
