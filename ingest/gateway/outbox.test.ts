import { beforeEach, describe, expect, it } from 'vitest'
import { Outbox, type OutboxLimits } from './outbox.ts'
import type { Place } from './spool.ts'

const limits: OutboxLimits = {
  inFlightMax: 3,
  receiptWaitMs: 30,
  receiptWaitMaxMs: 100,
  unknownStationMs: 500,
}

/** A place that says what a receipt will call its frame, and which of those it is. */
type Named = Place & { readonly key: string; readonly nth: number }
let outbox: Outbox
let made: number
beforeEach(() => {
  made = 0
  outbox = new Outbox(['a', 'b'], { limits, keyOf: (place) => (place as Named).key })
})

const add = (station: string, ...keys: string[]) => {
  for (const key of keys) {
    const place: Named = { bytes: 1, key, nth: made++ }
    outbox.add(station, place)
  }
}
const nameOf = (place: Place | null) =>
  place === null ? null : `${(place as Named).key}${(place as Named).nth}`
function takeAll(station: string, now = 0): (string | null)[] {
  const taken: (string | null)[] = []
  for (let name = nameOf(outbox.take(station, now)); name !== null;) {
    taken.push(name)
    name = nameOf(outbox.take(station, now))
  }
  return taken
}
const settle = (station: string, key: string) => nameOf(outbox.settle(station, key))
const overdue = (now: number) => outbox.overdue(now).map(([, place]) => nameOf(place))

describe('an outbox', () => {
  it('gives frames in order, as many as may be in flight, each station by itself', () => {
    add('a', 'k', 'l', 'm', 'n', 'o')
    add('b', 'k')
    expect(takeAll('a')).toEqual(['k0', 'l1', 'm2'])
    expect(takeAll('b')).toEqual(['k5'])
    expect(settle('a', 'l')).toBe('l1')
    expect(takeAll('a')).toEqual(['n3'])
    expect(outbox.inFlight()).toBe(4)
  })

  it('takes a receipt for the frame of its station and name alone, and once', () => {
    add('a', 'k')
    takeAll('a')
    expect(settle('b', 'k')).toBeNull()
    expect(settle('a', 'l')).toBeNull()
    expect(settle('c', 'k')).toBeNull()
    expect(settle('a', 'k')).toBe('k0')
    expect(settle('a', 'k')).toBeNull()
    expect(outbox.inFlight()).toBe(0)
  })

  it('publishes again what gets no receipt, each time after twice as long', () => {
    add('a', 'k')
    takeAll('a', 0)
    const again = Array.from({ length: 400 }, (_, now) => now).filter((now) => {
      return overdue(now).length > 0
    })
    expect(again).toEqual([30, 90, 190, 290, 390])
    expect(settle('a', 'k')).toBe('k0')
    expect(overdue(10_000)).toEqual([])
  })

  it('publishes what is in flight again over a new connection, and not what is over', () => {
    add('a', 'k', 'l')
    takeAll('a', 0)
    settle('a', 'k')
    outbox.reconnect()
    expect(overdue(5)).toEqual(['l1'])
    expect(overdue(34)).toEqual([])
    expect(overdue(35)).toEqual(['l1'])
  })

  it('leaves a station alone that the engine does not know, and no other', () => {
    add('a', 'k', 'l')
    add('b', 'k')
    outbox.take('a', 0)
    expect(outbox.pause('a', 0)).toBe(true)
    expect(outbox.pause('a', 10)).toBe(false)
    expect(outbox.pause('c', 10)).toBe(false)
    expect(takeAll('a', 499)).toEqual([])
    expect(overdue(499)).toEqual([])
    expect(takeAll('b', 499)).toEqual(['k2'])
    expect(takeAll('a', 500)).toEqual(['l1'])
    expect(overdue(500)).toEqual(['k0'])
  })

  it('keeps its order over many frames', () => {
    const names = Array.from({ length: 5_000 }, (_, n) => `k${n}.`)
    add('a', ...names)
    for (const [n, name] of names.entries()) {
      expect(nameOf(outbox.take('a', 0))).toBe(`${name}${n}`)
      expect(settle('a', name)).toBe(`${name}${n}`)
    }
    expect(outbox.take('a', 0)).toBeNull()
  })
})

describe('frames of one name', () => {
  it('are in flight one at a time', () => {
    add('a', 'k', 'k', 'l')
    expect(takeAll('a')).toEqual(['k0'])
    expect(settle('a', 'k')).toBe('k0')
    expect(takeAll('a')).toEqual(['k1', 'l2'])
  })

  it('published twice keep the next waiting, so that a late receipt is not taken for its', () => {
    add('a', 'k', 'k')
    takeAll('a', 0)
    expect(overdue(30)).toEqual(['k0'])
    expect(settle('a', 'k')).toBe('k0')
    expect(takeAll('a', 40)).toEqual([])
    expect(settle('a', 'k'), 'the receipt of the second publication').toBeNull()
    expect(takeAll('a', 59)).toEqual([])
    expect(takeAll('a', 60)).toEqual(['k1'])
    expect(settle('a', 'k')).toBe('k1')
  })

  it('are forgotten in time, though no other comes', () => {
    add('a', 'k')
    takeAll('a', 0)
    overdue(30)
    settle('a', 'k')
    expect(overdue(60)).toEqual([])
    add('a', 'k')
    expect(takeAll('a', 61)).toEqual(['k1'])
  })
})
