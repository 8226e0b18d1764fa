import { describe, expect, it } from 'vitest'
import { createCatalogue, mediumOf } from './catalogue.ts'
import type { Medium, Parameter } from './network.ts'

const parameter = (
  code: string,
  alias: string,
  medium: Medium,
  otherNames: readonly string[] = [],
): Parameter => ({
  code,
  alias,
  medium,
  otherNames,
  name: { zh: alias, en: alias },
  unit: '',
  decimals: { hour: 1, assessment: 1 },
  hardRange: [null, null],
  softRange: null,
  hj212Unit: null,
  scale: 'linear',
  statistics: true,
  context: false,
  certainty: 'synthetic',
})
const catalogue = createCatalogue([
  parameter('a01001', 'temp', 'air'),
  parameter('w01010', 'temp', 'water', ['water-temp']),
  parameter('w01016', 'chla', 'water', ['W98755', 'rain']),
  parameter('w01029', 'flow', 'hydrology'),
  parameter('rain', 'rain', 'hydrology'),
])

describe('createCatalogue', () => {
  it.each([
    ['an alias in the words of the water', 'temp', 'water', 'w01010'],
    ['the same alias in the words of the air', 'temp', 'air', 'a01001'],
    ['a water word before an air word at a gauge', 'temp', 'hydrology', 'w01010'],
    ['a code of another medium', 'a01001', 'water', 'a01001'],
    ['an alias of another medium', 'flow', 'water', 'w01029'],
    ['an alias in capitals', 'CHLA', 'water', 'w01016'],
    ['a code in capitals', 'W01010', 'water', 'w01010'],
    ['a vendor code', 'w98755', 'water', 'w01016'],
    ['a code before another name', 'rain', 'water', 'rain'],
  ] as const)('resolves %s', (_, name, medium, code) => {
    expect(catalogue.resolve(name, medium)?.code).toBe(code)
  })

  it.each(['', 'w99999', 'constructor', '__proto__'])('knows no %j', (name) => {
    expect(catalogue.resolve(name, 'water')).toBeNull()
  })

  it('finds by code alone', () => {
    expect(catalogue.byCode('w01029')?.alias).toBe('flow')
    expect(catalogue.byCode('flow')).toBeUndefined()
    expect(catalogue.all).toHaveLength(5)
  })
})

describe('mediumOf', () => {
  it.each([
    ['river', 'water'],
    ['lake', 'water'],
    ['intake', 'water'],
    ['hydrology', 'hydrology'],
    ['air', 'air'],
  ] as const)('a %s station speaks of %s', (kind, medium) => {
    expect(mediumOf(kind)).toBe(medium)
  })
})
