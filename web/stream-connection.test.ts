import { expect, it } from 'vitest'
import { backoffMaxMs, backoffMs, streamAddress } from './stream-connection.ts'

it('waits longer each time, up to a bound, spread over the upper half', () => {
  expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, 0))).toEqual([500, 1_000, 2_000, 4_000])
  expect(backoffMs(50, 1)).toBe(backoffMaxMs)
  expect(backoffMs(50, 0)).toBe(backoffMaxMs / 2)
})

it('asks its own origin for numbered changes and readings, from its place on', () => {
  const address = streamAddress({ protocol: 'https:', host: 'water.example' }, 1042)
  expect(address).toMatch(/^wss:\/\/water\.example\/api\/v1\/stream\?types=/)
  expect(address).toMatch(/alert\.raised.*workflow\.opened.*reading&since=1042$/)
  expect(streamAddress({ protocol: 'http:', host: 'h' }, null)).not.toContain('since')
})
