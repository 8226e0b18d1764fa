import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { AlertKind } from '../src/domain/event.ts'
import type { Names } from '../src/domain/network.ts'
import { stationOf, titleOf } from './alert-names.ts'

type ShippedRule = { readonly id: string; readonly kind: AlertKind; readonly name: Names }
const shipped = new URL('../fixtures/network/rules.json', import.meta.url)
const { rules } = JSON.parse(readFileSync(shipped, 'utf8')) as { rules: readonly ShippedRule[] }

describe('the name of an alert', () => {
  it.each(rules.filter(({ kind }) => kind === 'system'))('of the system: $id', (rule) => {
    const { id, kind, name } = rule
    expect(titleOf('zh', { rule: id, kind })).toBe(name.zh)
    expect(titleOf('en', { rule: id, kind })).toBe(name.en)
  })

  it.each([
    ['by its rule, of one parameter', 'parameter-silence', 'silence', '参数缺报'],
    ['by its kind, where that says enough', 'station-silence', 'silence', '站点失联'],
    ['by its kind, of a rule the page does not know', 'newer', 'system', '系统'],
    ['by its kind, where no rule is told', undefined, 'limit', '超过限值'],
  ] as const)('%s', (_sentence, rule, kind, name) => {
    expect(titleOf('zh', rule === undefined ? { kind } : { rule, kind })).toBe(name)
  })

  it('is of no station, where the system filed it under one', () => {
    expect(stationOf({ kind: 'system', station: 'dianfeng' })).toBeNull()
    expect(stationOf({ kind: 'silence', station: 'dianfeng' })).toBe('dianfeng')
  })
})
