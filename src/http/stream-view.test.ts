import { describe, expect, it } from 'vitest'
import { changeTypes } from '../domain/alert.ts'
import { createStreamView, entryOf, parseStreamRequest, previousOf } from './stream-view.ts'

/** What contract §3 lists, which is what comes to a reader that asks for nothing. */
const promised = [
  ...['raised', 'updated', 'acknowledged', 'confirmed', 'rejected', 'graded', 'shelved'],
  ...['unshelved', 'resolved', 'closed', 'commented'],
]
  .map((name) => `alert.${name}`)
  .concat(['opened', 'step', 'closed'].map((name) => `workflow.${name}`))
  .concat(['released', 'corrected'].map((name) => `product.${name}`))

describe('parseStreamRequest', () => {
  it.each([
    ['', { since: null, types: promised, readings: false }],
    ['since=-1', { since: -1, types: promised, readings: false }],
    ['since=0', { since: 0, types: promised, readings: false }],
    ['since=&types=', { since: null, types: promised, readings: false }],
    ['types=register.changed', { since: null, types: ['register.changed'], readings: false }],
    ['types=reading', { since: null, types: [], readings: true }],
    [
      'since=12&types=alert.raised,reading,alert.raised',
      { since: 12, types: ['alert.raised'], readings: true },
    ],
    [
      'kind=algal-bloom,joint-patrol&district=qingpu&colour=',
      {
        ...{ since: null, types: promised, readings: false },
        facets: {
          ...{ district: new Set(['qingpu']), colour: null },
          kind: new Set(['algal-bloom', 'joint-patrol']),
        },
      },
    ],
    [`types=${changeTypes.join(',')}`, { since: null, types: null, readings: false }],
  ])('reads %s', (query, request) => {
    const read = parseStreamRequest(new URLSearchParams(query), ['qingpu'])
    expect(read).toEqual({ facets: null, ...request })
  })

  it.each([
    ...['since=-', 'since=x', 'since=1.5', 'types=alert', 'types=alert.raised,alert.lost'],
    ...['kind=flood', 'district=qingpu,mars', 'colour=green', 'sinse=3'],
  ])('refuses %s', (query) => {
    expect(parseStreamRequest(new URLSearchParams(query), ['qingpu'])).toEqual(expect.any(String))
  })
})

describe('entryOf', () => {
  const log = { head: 9, oldest: 5 }
  it.each([
    ['absent: from the head on', null, { kind: 'after', from: 9 }],
    ['the head', 9, { kind: 'after', from: 9 }],
    ['above the head', 10, { kind: 'beyond' }],
    ['oldest - 1', 4, { kind: 'after', from: 4 }],
    ['below oldest - 1', 3, { kind: 'snapshot' }],
    ['below any number', -1, { kind: 'snapshot' }],
  ])('%s', (_name, since, entry) => {
    expect(entryOf(since, log)).toEqual(entry)
  })

  it('takes 0 of an empty log', () => {
    expect(entryOf(0, { head: 0, oldest: 1 })).toEqual({ kind: 'after', from: 0 })
    expect(entryOf(1, { head: 0, oldest: 1 })).toEqual({ kind: 'beyond' })
  })
})

describe('previousOf', () => {
  it.each([
    ['the newest of the view up to there', 7, 9, 1, 7],
    ['0 at first', null, 9, 1, 0],
    ['what the reader said, where the beginning is gone', null, 9, 5, 9],
  ])('is %s', (_name, lastUpTo, from, oldest, previous) => {
    expect(previousOf(lastUpTo, from, oldest)).toBe(previous)
  })
})

describe('a view', () => {
  it('chains what matches, leaves out the rest and what was seen', () => {
    const view = createStreamView(['alert.raised'], 2, 3)
    const take = (n: number, type: 'alert.raised' | 'alert.closed') => view.take({ n, type })
    expect(take(3, 'alert.raised')).toBeNull()
    expect(take(4, 'alert.raised')).toBe(2)
    expect(take(5, 'alert.closed')).toBeNull()
    expect(view.upTo()).toBe(5)
    expect(take(6, 'alert.raised')).toBe(4)
    view.advance(9)
    view.advance(8)
    expect(view.upTo()).toBe(9)
    expect(take(9, 'alert.raised')).toBeNull()
    expect(take(10, 'alert.raised')).toBe(6)
  })
})
