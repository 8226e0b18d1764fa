import { describe, expect, it } from 'vitest'
import type { Alert } from '../src/domain/alert.ts'
import type { Event } from '../src/domain/event.ts'
import { hourMs, minuteMs } from '../src/domain/time.ts'
import { createAlertBook } from './alert-book.ts'
import { countingIds, fakeEvent, fakeRule, morningAt } from './fake-alert.ts'
import type { Chatter } from './rule.ts'

const chatter: Chatter = { occurrences: 3, windowMs: 6 * hourMs, shelveMs: 8 * hourMs }

const eventOf: Readonly<Record<string, Partial<Event>>> = {
  b: { phase: 'begin', colour: 'blue' },
  B: { phase: 'begin', colour: 'orange' },
  c: { phase: 'change', colour: 'orange' },
  e: { phase: 'end', colour: null },
}

/** Letters of a story: b begins, B begins worse, c gets worse, e ends, a somebody acknowledges. */
function run(story: string, everyMs = 10 * minuteMs, ruled: Chatter | null = chatter) {
  const rule = fakeRule({ chatter: ruled })
  const book = createAlertBook(new Map([[rule.id, rule]]), countingIds())
  const told: string[] = []
  let at = morningAt
  for (const letter of story) {
    at += everyMs
    const event = eventOf[letter]
    if (event === undefined) {
      const newest = book.alerts().at(-1)!
      book.act(newest.id, { verb: 'acknowledge', person: '王工' }, at)
    } else {
      const changes = book.take([fakeEvent({ observedAt: at, key: `${at}`, ...event })], at)
      told.push(...changes.map(({ type }) => type.replace('alert.', '')))
    }
  }
  return { book, told, at, alert: book.alerts().at(-1)! }
}

type Row = readonly [sentence: string, story: string, told: string, hidden: boolean]
const rows: readonly Row[] = [
  ['three occurrences are still news', 'bebeb', 'raised resolved updated resolved updated', false],
  ['the fourth shelves it', 'bebebeb', 'updated resolved updated shelved', true],
  ['shelved, it goes on coming and going', 'bebebebeb', 'updated shelved resolved updated', true],
  ['a worse colour brings it back', 'bebebebc', 'shelved updated unshelved', false],
  ['so does coming back worse', 'bebebebeB', 'resolved updated unshelved', false],
  ['alerts closed between count too', 'baebaebaeb', 'resolved closed raised shelved', true],
]

describe('an alert that chatters', () => {
  it.each(rows)('%s', (_sentence, story, last, isHidden) => {
    const { told, alert, at } = run(story)
    expect(told.join(' ')).toMatch(new RegExp(`${last}$`))
    expect((alert.hiding ?? null) !== null).toBe(isHidden)
    expect(alert.shelvedUntil === null).toBe(!isHidden)
    if (!isHidden) return
    expect(alert.hiding).toMatchObject({
      kind: 'shelved',
      person: 'engine',
      reason: 'chattering: more than 3 occurrences in 6 h',
    })
    expect(alert.hiding!.until - alert.hiding!.since).toBe(chatter.shelveMs)
    expect(alert.hiding!.since).toBeLessThanOrEqual(at)
  })

  it('is no such one when it takes its time', () => {
    expect(run('bebebebebeb', 2 * hourMs).told).not.toContain('shelved')
  })

  it('never shelves itself by a rule that forbids it', () => {
    const { told, alert } = run('bebebebebeb', minuteMs, null)
    expect(told).not.toContain('shelved')
    expect(alert.firings).toBeUndefined()
  })

  it('remembers no more firings than it counts', () => {
    expect(run('bebebebebebebeb', minuteMs).alert.firings).toHaveLength(4)
  })

  it('comes back by itself, once', () => {
    const { book, at } = run('bebebeb')
    const later = at + chatter.shelveMs
    expect(book.tick(later - 1)).toEqual([])
    expect(book.tick(later)).toMatchObject([{ type: 'alert.unshelved', reason: 'shelving-ended' }])
    expect(book.tick(later)).toEqual([])
    expect(book.alerts()).toMatchObject([{ hiding: null, shelvedUntil: null }])
  })

  it('leaves alone what a person has hidden', () => {
    const { book, at, alert } = run('bebebe')
    const until = at + hourMs
    book.act(alert.id, { verb: 'shelve', person: '王工', reason: 'dredging', until }, at)
    const changes = book.take([fakeEvent({ observedAt: at + 1, key: 'again' })], at + 1)
    expect(changes.map(({ type }) => type)).toEqual(['alert.updated'])
    const after = changes[0]!.body['alert'] as unknown as Alert
    expect(after.hiding).toMatchObject({ person: '王工', reason: 'dredging', until })
  })
})
