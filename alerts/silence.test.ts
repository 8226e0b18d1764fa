import { describe, expect, it } from 'vitest'
import type { Event } from '../src/domain/event.ts'
import { hourMs, minuteMs } from '../src/domain/time.ts'
import { fakeRule, morningAt } from './fake-alert.ts'
import { listenedMs, neverListened, startListening, stopListening } from './listening.ts'
import {
  awaitStation,
  defaultSilenceLimits,
  hear,
  judgeSilence,
  silenceLimitsOf,
} from './silence.ts'

const ec = { code: 'w01014', cadenceMs: 5 * minuteMs }
const ph = { code: 'w01001', cadenceMs: 5 * minuteMs }
const tp = { code: 'w21011', cadenceMs: 4 * hourMs }

type Act =
  | readonly [minute: number, 'hears', ...codes: string[]]
  | readonly [minute: number, 'connects' | 'disconnects']

/** Runs acts in order, judging each minute up to the end, as the tick does; tells events in words. */
function watch(
  expected: readonly { code: string; cadenceMs: number }[],
  acts: Act[],
  end: number,
  limits = defaultSilenceLimits,
) {
  const rules = { station: limits, parameter: limits }
  let hearing = awaitStation('jinze', expected)
  let listening = startListening(neverListened, morningAt)
  const told: string[] = []
  const events: Event[] = []
  let judgement = judgeSilence(hearing, listening, morningAt, rules)
  for (let minute = 0; minute <= end; minute += 1) {
    const now = morningAt + minute * minuteMs
    for (const [at, what, ...codes] of acts) {
      if (at !== minute) continue
      if (what === 'hears') hearing = hear(hearing, new Set(codes), listening, now)
      else listening = (what === 'connects' ? startListening : stopListening)(listening, now)
    }
    judgement = judgeSilence(hearing, listening, now, rules)
    hearing = judgement.hearing
    events.push(...judgement.events)
    told.push(...judgement.events.map((one) => `${minute} ${one.phase} ${one.subject}`))
    expect(judgeSilence(hearing, listening, now, rules).events).toEqual([])
  }
  const { state, parameters } = judgement
  return { told, events, state, parameters, hearing }
}

describe('judgeSilence', () => {
  it('waits for a station that was never heard', () => {
    const { told, state, parameters } = watch([ec, tp], [], 24 * 60)
    expect(told).toEqual([])
    expect([state, parameters]).toEqual(['waiting', { w01014: 'waiting', w21011: 'waiting' }])
  })

  it('tells the silence of a station after three cadences and at least 15 min, once', () => {
    const { told, state } = watch([ec], [[0, 'hears', ec.code]], 60)
    expect([told, state]).toEqual([['16 begin jinze'], 'silent'])
  })

  it('counts three cadences where they are longer', () => {
    const { told } = watch([tp], [[0, 'hears', tp.code]], 13 * 60)
    expect(told).toEqual([`${12 * 60 + 1} begin jinze`])
  })

  it('ends with the next reading', () => {
    const acts: Act[] = [
      [0, 'hears', ec.code],
      [30, 'hears', ec.code],
    ]
    const { told, events } = watch([ec], acts, 40)
    expect(told).toEqual(['16 begin jinze', '30 end jinze'])
    expect(events.map(({ key }) => key)).toEqual([
      `station-silence|jinze|begin|${morningAt}`,
      `station-silence|jinze|end|${morningAt + 30 * minuteMs}`,
    ])
  })

  it('hides the parameters of a silent station, and says which', () => {
    const { told, events, parameters } = watch(
      [ec, ph, tp],
      [[0, 'hears', ec.code, ph.code, tp.code]],
      24 * 60,
    )
    expect(told).toEqual(['16 begin jinze'])
    expect(events[0]?.evidence['hides']).toEqual([ec.code, ph.code, tp.code])
    expect(new Set(Object.values(parameters))).toEqual(new Set(['hidden']))
  })

  it('tells of one parameter while the station goes on with others', () => {
    const acts: Act[] = [0, 5, 10, 15, 20, 25, 30].map((at) => [at, 'hears', ph.code])
    const { told, parameters } = watch([ec, ph], [[0, 'hears', ec.code], ...acts], 31)
    expect(told).toEqual(['16 begin jinze/w01014'])
    expect(parameters).toEqual({ w01014: 'silent', w01001: 'heard' })
  })

  it('counts a parameter never heard from the first reading of its station', () => {
    const acts: Act[] = [10, 15, 20, 25].map((at) => [at, 'hears', ph.code])
    expect(watch([ec, ph], acts, 30).told).toEqual(['26 begin jinze/w01014'])
  })

  it('gives every parameter its own time again when the station returns', () => {
    const acts: Act[] = [
      [0, 'hears', ec.code, ph.code],
      [30, 'hears', ph.code],
      [33, 'hears', ec.code],
    ]
    expect(watch([ec, ph], acts, 40).told).toEqual(['16 begin jinze', '30 end jinze'])
  })

  it('is silent once, not after each result, when only the slow analyser lives', () => {
    const acts: Act[] = [0, 240, 480, 720].map((at) => [at, 'hears', tp.code])
    const { told } = watch([ec, ph, tp], [[0, 'hears', ec.code, ph.code], ...acts], 900)
    expect(told).toEqual([
      '16 begin jinze',
      '240 end jinze',
      '256 begin jinze/w01014',
      '256 begin jinze/w01001',
    ])
  })

  it('keeps a silence that was told of a parameter while the station comes and goes', () => {
    const before: Act[] = [0, 10, 20].map((at) => [at, 'hears', ph.code])
    const acts: Act[] = [[0, 'hears', ec.code], ...before, [60, 'hears', ph.code]]
    expect(watch([ec, ph], [...acts, [65, 'hears', ec.code]], 66).told).toEqual([
      '16 begin jinze/w01014',
      '36 begin jinze',
      '60 end jinze',
      '65 end jinze/w01014',
    ])
  })

  it('counts only time in which we listened', () => {
    const acts: Act[] = [
      [0, 'hears', ec.code],
      [10, 'disconnects'],
      [300, 'connects'],
    ]
    expect(watch([ec], acts, 310).told).toEqual(['306 begin jinze'])
  })

  it('is live evidence of now, without colour', () => {
    const { events } = watch([tp], [[0, 'hears', tp.code]], 13 * 60)
    expect(events[0]).toMatchObject({
      kind: 'silence',
      colour: null,
      live: true,
      observedAt: morningAt + (12 * 60 + 1) * minuteMs,
      evidence: { lastReceivedAt: morningAt, thresholdMs: 12 * hourMs },
    })
  })

  describe('with delays', () => {
    const limits = {
      ...defaultSilenceLimits,
      onDelayMs: 10 * minuteMs,
      offDelayMs: 20 * minuteMs,
    }
    const heardEvery = (minutes: number, from: number, to: number, ...codes: string[]): Act[] =>
      Array.from({ length: (to - from) / minutes + 1 }, (_, index) => [
        ...([from + index * minutes, 'hears'] as const),
        ...codes,
      ])
    const cases: [string, Act[], string[]][] = [
      ['begins later by the on-delay', [[0, 'hears', ec.code]], ['26 begin jinze']],
      [
        'a gap within the on-delay is none',
        [...heardEvery(5, 0, 10, ec.code), ...heardEvery(5, 30, 120, ec.code)],
        [],
      ],
      [
        'ends once it was heard for the off-delay',
        [[0, 'hears', ec.code], ...heardEvery(5, 40, 120, ec.code)],
        ['26 begin jinze', '60 end jinze'],
      ],
      [
        'one parameter is told and ends in the same manner',
        [
          ...heardEvery(5, 0, 120, ph.code),
          [0, 'hears', ec.code],
          ...heardEvery(5, 40, 120, ec.code),
        ],
        ['26 begin jinze/w01014', '60 end jinze/w01014'],
      ],
    ]
    it.each(cases)('%s', (_, acts, expected) => {
      const expecting = acts.some((act) => act.slice(2).includes(ph.code)) ? [ec, ph] : [ec]
      expect(watch(expecting, acts, 120, limits).told).toEqual(expected)
    })

    it('starts the off-delay anew after another such gap', () => {
      const long = { ...limits, offDelayMs: 60 * minuteMs }
      const acts: Act[] = [
        [0, 'hears', ec.code],
        [40, 'hears', ec.code],
        ...heardEvery(5, 90, 200, ec.code),
      ]
      expect(watch([ec], acts, 200, long).told).toEqual(['26 begin jinze', '150 end jinze'])
    })
  })

  it('does not hear what it does not expect', () => {
    const { state } = watch([ec], [[0, 'hears', 'w99901']], 60)
    expect(state).toBe('waiting')
  })
})

describe('silenceLimitsOf', () => {
  it('reads what a rule states, in seconds, and falls back on the default', () => {
    const shared = { parameter: null, comparison: '>', unit: '', colour: null } as const
    const origin = { certainty: 'design', source: 'test' } as const
    const thresholds = [
      { quantity: 'cadences-without-reading', value: 5, ...shared, ...origin },
      { quantity: 'listened-without-reading', value: 60, ...shared, ...origin },
    ] as const
    const delays = { onDelayMs: minuteMs, offDelayMs: hourMs }
    expect(silenceLimitsOf(fakeRule({ thresholds, ...delays }), morningAt)).toEqual({
      ...{ cadences: 5, minMs: minuteMs },
      ...delays,
    })
    expect(silenceLimitsOf(fakeRule({ offDelayMs: 0 }), morningAt)).toEqual(defaultSilenceLimits)
  })
})

describe('the listening clock', () => {
  it('stands while we do not listen, and starting or stopping twice is harmless', () => {
    const on = startListening(startListening(neverListened, 100), 150)
    expect(listenedMs(on, 200)).toBe(100)
    const off = stopListening(stopListening(on, 200), 300)
    expect(listenedMs(off, 1_000)).toBe(100)
    expect(listenedMs(startListening(off, 1_000), 1_010)).toBe(110)
  })
})
