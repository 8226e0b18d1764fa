import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Alert } from '../src/domain/alert.ts'
import type { Event } from '../src/domain/event.ts'
import { knownPattern, type Departure, type Silencings } from '../src/domain/pattern.ts'
import { hourMs } from '../src/domain/time.ts'
import { createAlertBook } from './alert-book.ts'
import { countingIds, fakeAlert, fakeEvent, fakeRule, morningAt } from './fake-alert.ts'
import { patternOf, revokePattern, silenceByPatterns, similarityOf } from './patterns.ts'
import type { Quantity, Rule, Threshold } from './rule.ts'

const threshold = (quantity: Quantity, value: number, parameter: string | null = null) =>
  ({
    ...{ quantity, parameter, value, comparison: '>=', unit: '1', colour: null },
    ...{ certainty: 'design', source: 'test' },
  }) satisfies Threshold
const likeness = [threshold('pattern-similarity', 0.9), threshold('pattern-size', 1.5)]
const rulesOf = (...rules: Rule[]) => new Map(rules.map((rule) => [rule.id, rule]))
const unusualRule = fakeRule({ id: 'unusual', kind: 'unusual', thresholds: likeness })
const toxicRule = fakeRule({
  ...{ id: 'toxic-limit', thresholds: [threshold('concentration', 0.005, 'w20004')] },
})
const rules = rulesOf(unusualRule, toxicRule, fakeRule())

const rise: Departure[] = [
  { parameter: 'w01001', by: 2 },
  { parameter: 'w01009', by: 3 },
]
let nth = 0
const unusual = (shape: readonly Departure[], part: Partial<Event> = {}): Event =>
  fakeEvent({
    ...{ rule: 'unusual', kind: 'unusual', key: `unusual-${(nth += 1)}`, colour: 'yellow' },
    evidence: { shape: shape.map((one) => ({ ...one })) },
    ...part,
  })
const said = { person: 'Li', reason: 'the pump was cleaned', at: morningAt }
const rejected = (event: Event, part: Partial<Alert> = {}): Alert => {
  const { rule, kind, station, subject, colour, evidence } = event
  const alert = fakeAlert({ rule, kind, station, subject, colour, evidence, ...part })
  const pattern = patternOf(alert, said)
  return pattern === null ? alert : { ...alert, pattern }
}
const knowing = (...alerts: Alert[]): Silencings => ({
  patterns: alerts.flatMap((alert) => knownPattern(alert) ?? []),
  ...{ silenced: new Set<string>(), firing: new Set<string>() },
})
const silencedBy = (event: Event, known: Silencings, inForce = rules, exercise = false) =>
  silenceByPatterns([event], known, inForce, exercise)[0]!.silencedBy ?? null

const scaled = (shape: readonly Departure[], factor: number) =>
  shape.map(({ parameter, by }) => ({ parameter, by: factor * by }))
const shapes = fc
  .uniqueArray(fc.constantFrom('w01001', 'w01009', 'w01010', 'w01014'), { minLength: 1 })
  .chain((codes) =>
    fc
      .tuple(
        ...codes.map(() =>
          fc.oneof(fc.integer({ min: -10, max: -1 }), fc.integer({ min: 1, max: 10 })),
        ),
      )
      .map((values) => codes.map((parameter, i) => ({ parameter, by: values[i]! }))),
  )

describe('the similarity of two shapes', () => {
  it('is 1 with itself and any size of it, -1 with its mirror, the same both ways', () => {
    fc.assert(
      fc.property(shapes, shapes, fc.integer({ min: 1, max: 9 }), (one, other, factor) => {
        expect(similarityOf(one, scaled(one, factor))).toBeCloseTo(1, 9)
        expect(similarityOf(one, scaled(one, -factor))).toBeCloseTo(-1, 9)
        expect(similarityOf(one, other)).toBeCloseTo(similarityOf(other, one), 9)
      }),
    )
  })

  it('is 0 where the parameters differ', () => {
    expect(similarityOf(rise, rise.slice(1))).toBe(0)
    expect(similarityOf(rise, [])).toBe(0)
  })
})

describe('a pattern', () => {
  const known = knowing(rejected(unusual(rise)))

  it.each([
    ['the same shape', unusual(rise), true],
    ['a smaller one', unusual(scaled(rise, 0.5)), true],
    ['one somewhat larger', unusual(scaled(rise, 1.4)), true],
    ['one much larger', unusual(scaled(rise, 1.6)), false],
    ['the other direction', unusual(scaled(rise, -1)), false],
    ['one of the two parameters', unusual(rise.slice(1)), false],
    ['a third parameter', unusual([...rise, { parameter: 'w01010', by: 0.1 }]), false],
    ['another station', unusual(rise, { station: 'lili', subject: 'lili' }), false],
    ['history', unusual(rise, { live: false }), false],
    ['its end', unusual(rise, { phase: 'end' }), false],
    ['a shape that is not told', unusual(rise, { evidence: {} }), false],
  ] as const)('silences its like: %s', (_what, event, is) => {
    expect(silencedBy(event, known) !== null).toBe(is)
  })

  it.each([
    ['class-deterioration', 'deterioration'],
    ['toxic-limit', 'deterioration'],
    ['source-limit', 'limit'],
    ['slow-deterioration', 'deterioration'],
    ['forecast-class', 'deterioration'],
    ['bloom', 'algal-bloom'],
    ['bloom-ahead', 'algal-bloom'],
    ['sensor-stuck', 'sensor-fault'],
    ['air-aqi', 'air'],
  ] as const)('is never learned of %s, and never silences it', (rule, kind) => {
    const event = unusual(rise, { rule, kind })
    expect(rejected(event).pattern).toBeUndefined()
    const forged = rejected(unusual(rise))
    const more = rulesOf(...rules.values(), fakeRule({ id: rule, kind, thresholds: likeness }))
    const patterns = knowing(forged).patterns.map((one) => ({ ...one, rule }))
    expect(silencedBy(event, { ...known, patterns }, more)).toBeNull()
  })

  it('never silences what names a toxic substance, however alike', () => {
    const toxic = [{ parameter: 'w20004', by: 2 }]
    expect(silencedBy(unusual(toxic), knowing(rejected(unusual(toxic))))).toBeNull()
  })

  it('silences nothing where the rule has no thresholds for it', () => {
    const none = rulesOf(fakeRule({ id: 'unusual', kind: 'unusual' }))
    expect(silencedBy(unusual(rise), known, none)).toBeNull()
  })

  it('of an exercise silences exercises alone', () => {
    const drill = knowing(rejected(unusual(rise), { exercise: true }))
    expect(silencedBy(unusual(rise), drill)).toBeNull()
    expect(silencedBy(unusual(rise), drill, rules, true)).not.toBeNull()
  })

  it('silences nothing once it is revoked, with a reason and once', () => {
    const alert = rejected(unusual(rise))
    const revoked = revokePattern(
      alert,
      { person: 'Wu', reason: 'it was pollution' },
      morningAt + 1,
    )
    if (!revoked.ok) throw new Error(revoked.detail)
    expect(silencedBy(unusual(rise), knowing(revoked.alert))).toBeNull()
    expect(revoked.changes).toMatchObject([
      { type: 'alert.commented', actor: 'Wu', reason: 'it was pollution' },
    ])
    expect(revokePattern(revoked.alert, said, morningAt)).toMatchObject({ code: 'not-allowed' })
    expect(revokePattern(alert, { person: 'Wu', reason: ' ' }, 0)).toMatchObject({
      code: 'bad-command',
    })
    expect(revokePattern(fakeAlert(), said, 0)).toMatchObject({ code: 'bad-command' })
  })
})

describe('alerts beside patterns', () => {
  const open = () => {
    const book = createAlertBook(rules, countingIds())
    const take = (event: Event) => book.take([event], event.observedAt).map(({ type }) => type)
    return { book, take }
  }
  const later = (hours: number, shape: readonly Departure[], part: Partial<Event> = {}) =>
    unusual(shape, { observedAt: morningAt + hours * hourMs, ...part })
  const taught = () => {
    const opened = open()
    opened.take(later(0, rise))
    opened.book.act('alert-1', { verb: 'reject', ...said }, morningAt)
    return opened
  }

  it('a rejected condition that comes again in its shape raises none', () => {
    const { book, take } = taught()
    expect(book.alerts()[0]).toMatchObject({ verdict: 'rejected', pattern: { shape: rise } })
    expect(take(later(1, rise, { phase: 'end' }))).toEqual([])
    expect(take(later(2, rise))).toEqual([])
    expect(take(later(3, rise, { phase: 'end' }))).toEqual([])
    expect(take(later(4, scaled(rise, 2)))).toEqual(['alert.raised'])
  })

  it('what began in silence and changes into another shape begins there, also in the same colour', () => {
    const { take } = taught()
    take(later(1, rise, { phase: 'end' }))
    expect(take(later(2, rise))).toEqual([])
    expect(take(later(3, scaled(rise, 2), { phase: 'change' }))).toEqual(['alert.raised'])
    expect(take(later(4, rise, { phase: 'change', colour: 'blue' }))).toEqual(['alert.updated'])
  })
})
