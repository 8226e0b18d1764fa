import { describe, expect, it } from 'vitest'
import type { Alert } from '../src/domain/alert.ts'
import type { Event } from '../src/domain/event.ts'
import { hourMs } from '../src/domain/time.ts'
import { createAlertBook } from './alert-book.ts'
import { countingIds, fakeEvent, fakeRule, morningAt } from './fake-alert.ts'

/** Stations down a river, a day's way of the flow of then apart, give or take a quarter. */
const river = ['pingwang', 'lili', 'luxu', 'jinze']
const upstreamAt = (station: string) =>
  river.slice(0, river.indexOf(station)).map((one, place, above) => {
    const days = above.length - place
    return { station: one, distanceKm: 9 * days, hoursFrom: 18 * days, hoursTo: 30 * days }
  })
type Part = Omit<Partial<Event>, 'evidence'> & { readonly parameter?: string; readonly h: number }
let keys = 0
const at = (station: string, { parameter = 'w01019', h, ...part }: Part): Event =>
  fakeEvent({
    ...{ key: `key-${(keys += 1)}`, station, subject: station, observedAt: morningAt + h * hourMs },
    evidence: { parameter, upstream: upstreamAt(station) },
    ...part,
  })
const rules = new Map(
  ['class-deterioration', 'slow-deterioration'].map((id) => [id, fakeRule({ id })] as const),
)
function fold(events: readonly Event[], cadenceH = 0) {
  const book = createAlertBook(rules, countingIds(), () => cadenceH * hourMs)
  const changes = events.flatMap((event) => book.take([event], event.observedAt))
  return { book, changes, alerts: new Map(book.alerts().map((one) => [one.station, one])) }
}
const groups = (events: readonly Event[], cadenceH = 0) =>
  [...fold(events, cadenceH).alerts.values()].flatMap(({ station, memberOf }) =>
    memberOf ? [`${station} of ${memberOf.station}`] : [],
  )
const first = at('pingwang', { h: 0 })

describe('what begins down the river', () => {
  it.each([
    ['as the water comes', [first, at('lili', { h: 24 })], ['lili of pingwang']],
    ['at the first moment that it can', [first, at('lili', { h: 18 })], ['lili of pingwang']],
    ['at the last', [first, at('lili', { h: 30 })], ['lili of pingwang']],
    ['too early is alone', [first, at('lili', { h: 17.9 })], []],
    ['too late is alone', [first, at('lili', { h: 30.1 })], []],
    ['of another parameter is alone', [first, at('lili', { h: 24, parameter: 'w21003' })], []],
    ['upstream of what stands is alone', [at('lili', { h: 0 }), at('pingwang', { h: 24 })], []],
    [
      'of a rule of months is alone',
      [
        at('pingwang', { h: 0, rule: 'slow-deterioration' }),
        at('lili', { h: 24, rule: 'slow-deterioration' }),
      ],
      [],
    ],
    [
      'is a member of the first, however many lie between',
      [first, at('lili', { h: 24 }), at('luxu', { h: 48 }), at('jinze', { h: 72 })],
      ['lili of pingwang', 'luxu of pingwang', 'jinze of pingwang'],
    ],
    [
      'is alone where it is too early for each above it',
      [first, at('lili', { h: 18 }), at('luxu', { h: 36 }), at('jinze', { h: 53 })],
      ['lili of pingwang', 'luxu of pingwang'],
    ],
  ] as const)('%s', (_name, events, expected) => {
    expect(groups(events)).toEqual(expected)
  })

  it('is seen a cadence late at most', () => {
    expect(groups([first, at('lili', { h: 34 })], 4)).toEqual(['lili of pingwang'])
  })

  it('is listed once by the first, with its times', () => {
    const again = [
      at('lili', { h: 24 }),
      at('lili', { h: 25, phase: 'end' }),
      at('lili', { h: 26 }),
    ]
    const { alerts, changes } = fold([first, ...again])
    const member = alerts.get('lili')!
    expect(alerts.get('pingwang')?.members).toEqual([
      {
        ...{ alert: member.id, station: 'lili', colour: 'blue' },
        ...{ distanceKm: 9, hoursFrom: 18, hoursTo: 30 },
        ...{ beganAt: morningAt + 26 * hourMs, joinedAt: morningAt + 26 * hourMs },
      },
    ])
    expect(changes.map(({ type, reason }) => `${type} ${reason}`)).toEqual([
      'alert.raised first',
      ...['alert.raised first', 'alert.updated member-joined', 'alert.resolved resolved'],
      ...['alert.updated fired-again', 'alert.updated member-joined'],
    ])
  })

  it('stands alone when it fires again after the water has passed', () => {
    const later = [at('lili', { h: 24, phase: 'begin' }), at('lili', { h: 25, phase: 'end' })]
    expect(groups([first, ...later, at('lili', { h: 99 })])).toEqual([])
  })

  it('joins nothing that was rejected, or that a person put aside', () => {
    const said = { person: '王', reason: 'bottle' }
    for (const command of [
      { verb: 'reject', ...said },
      { verb: 'shelve', ...said, until: morningAt + 99 * hourMs },
    ] as const) {
      const { book } = fold([first])
      const { id } = book.alerts()[0] as Alert
      book.act(id, command, morningAt + hourMs)
      book.take([at('lili', { h: 24 })], morningAt + 24 * hourMs)
      expect([command.verb, book.alerts()[1]?.memberOf]).toEqual([command.verb, undefined])
    }
  })

  it('is the same when all is folded at once', () => {
    const events = [first, at('lili', { h: 20 })]
    const book = createAlertBook(rules, countingIds())
    book.take(events, morningAt + 20 * hourMs)
    const members = (alerts: Iterable<Alert>) =>
      [...alerts].map(({ station, memberOf }) => [station, memberOf])
    expect(members(book.alerts())).toEqual(members(fold(events).alerts.values()))
  })
})
