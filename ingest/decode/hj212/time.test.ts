import { describe, expect, it } from 'vitest'
import { formatBeijing } from '../../../src/domain/time.ts'
import { parseBeijingTime } from './time.ts'

describe('parseBeijingTime', () => {
  it.each([
    ['20261123080500', '2026-11-23T08:05:00.000+08:00'],
    ['20261123080500128', '2026-11-23T08:05:00.128+08:00'],
    ['20280229235959', '2028-02-29T23:59:59.000+08:00'],
  ])('reads %s', (text, time) => {
    expect(formatBeijing(parseBeijingTime(text) ?? NaN)).toBe(time)
  })

  it.each([
    ['of no digits', 'yesterday'],
    ['of 13 digits', '2026112308050'],
    ['of 15 digits', '202611230805001'],
    ['with a blank', '20261123 80500'],
    ['in the 13th month', '20261323080500'],
    ['on a day 0', '20261100080500'],
    ['on the 29th of an ordinary February', '20260229080500'],
    ['at 24 hours', '20261123240000'],
    ['at 60 minutes', '20261123086000'],
    ['at 60 seconds', '20261123080560'],
  ])('refuses a time %s', (_what, text) => {
    expect(parseBeijingTime(text)).toBeNull()
  })
})
