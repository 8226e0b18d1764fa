import { expect, it } from 'vitest'
import { parseTimestamp, storableJson, storableText, storeError } from './db.ts'

it.each([
  ['2026-11-23 00:05:00+00', '2026-11-23T00:05:00.000Z'],
  ['2026-11-23 00:05:00.25+00', '2026-11-23T00:05:00.250Z'],
  ['1999-12-31 23:59:59.999+00', '1999-12-31T23:59:59.999Z'],
  ['2026-11-23 00:05:59.001499+00', '2026-11-23T00:05:59.001Z'],
])('reads %s', (text, expected) => {
  expect(new Date(parseTimestamp(text)).toISOString()).toBe(expected)
})

it('replaces what PostgreSQL cannot hold, and nothing else', () => {
  expect(storableText('a\0b\ud800c 水😀')).toBe('a\ufffdb\ufffdc 水😀')
  const value = { text: 'a\0b\ud800c 水😀 \\u0000 \\\u0001' }
  expect(JSON.parse(storableJson(value))).toEqual({ text: 'a\ufffdb\ufffdc 水😀 \\u0000 \\\u0001' })
})

it.each([
  ['23505', 'store-key-taken'],
  ['ECONNREFUSED', 'store-unreachable'],
  ['EHOSTUNREACH', 'store-unreachable'],
  ['08006', 'store-unreachable'],
  ['53100', 'store-full'],
  ['42601', 'store-query'],
  [undefined, 'store-query'],
])('calls %s %s', (state, code) => {
  expect(storeError(state, 'x').code).toBe(code)
})
