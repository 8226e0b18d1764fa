import { expect, it } from 'vitest'
import { createTouched, takeState } from '../src/parts.ts'

it('names each part once that has changed since they were taken', () => {
  const touched = createTouched<{ name: string; touched: boolean }>()
  const [one, other] = ['one', 'other'].map((name) => ({ name, touched: false }))
  for (const part of [one!, other!, one!]) touched.add(part)
  expect(touched.count()).toBe(2)
  expect(touched.take().map(({ name }) => name)).toEqual(['one', 'other'])
  expect(touched.take()).toEqual([])
  touched.add(one!)
  expect(touched.take().map(({ name }) => name)).toEqual(['one'])
})

it('gives a saved state away', () => {
  const saved = new Map([['series:a', { newestAt: 1 }]])
  expect(takeState(saved, 'series:a')).toEqual({ newestAt: 1 })
  expect([takeState(saved, 'series:a'), saved.size]).toEqual([undefined, 0])
})
