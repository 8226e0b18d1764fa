import { expect, it } from 'vitest'
import { faultWords, parseFault } from './register-fault.ts'

it.each([
  [
    'line 3, lat: expected a number from 20 up to 40, got "x"',
    3,
    'lat',
    'a number from 20 up to 40',
    '"x"',
  ],
  ['line 4: lon: expected a value, got nothing', 4, 'lon', 'a value', 'nothing'],
  ['line 1: expected a column id', 1, null, 'a column id', null],
  ['line 9: expected 17 cells, got 3', 9, null, '17 cells', '3'],
  ['expected at most 20000 rows', null, null, 'at most 20000 rows', null],
  ['something new', null, null, 'something new', null],
] as const)('reads where a fault is: %s', (told, line, field, expected, got) => {
  expect(parseFault(told)).toEqual({ line, field, expected, got })
})

it.each([
  ['line 3, lat: expected a number from 20 up to 40, got "x"', '应为数字（20 至 40），实为 "x"'],
  ['line 4: lon: expected a value, got nothing', '应为必填，实为 nothing'],
  ['line 2: expected a thing of tomorrow', '应为a thing of tomorrow'],
] as const)('says it in Chinese: %s', (told, words) => {
  expect(faultWords('zh', parseFault(told)).replaceAll(' ', '')).toBe(words.replaceAll(' ', ''))
})

it('says it in English', () => {
  const told = parseFault('line 9: expected 17 cells, got 3')
  expect(faultWords('en', told)).toBe('expected 17 cells, got 3')
})
