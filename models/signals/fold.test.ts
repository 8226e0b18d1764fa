import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/domain/event.ts'
import { minuteMs } from '../../src/domain/time.ts'
import { openFold, usualReading } from './fake-fold.ts'

/** Timelines through checks and signals, as the engine folds them, in simulated time. */
const startAt = Date.UTC(2026, 5, 1)

type Step = readonly [minutes: number, code: string, value: number, more?: { historical: boolean }]

function open() {
  const { take } = openFold(startAt)
  return (station: string, steps: readonly Step[], period = 'PT0S'): Event[] =>
    take(
      steps.map(([minutes, parameter, value, more]) => ({
        ...{ ...usualReading, ...more, station, parameter, period, value },
        observedAt: startAt + minutes * minuteMs,
      })),
    )
}

const told = (events: readonly Event[]) =>
  events.map(({ rule, subject, phase, colour, live }) =>
    [rule, subject, phase, colour ?? 'none', live ? 'live' : 'past'].join(' '),
  )
const every = (minutes: number, count: number, code: string, value: number, from = 0): Step[] =>
  Array.from({ length: count }, (_, index) => [from + index * minutes, code, value])

describe('signals over a timeline', () => {
  const cases: [string, string, Step[], string[]][] = [
    [
      'one class worse than target in two results a cadence apart is blue',
      'pingwang',
      [...every(240, 2, 'w21003', 0.4), ...every(240, 2, 'w21003', 1.2, 480)],
      ['class-deterioration pingwang begin blue live'],
    ],
    [
      'a single worse result raises nothing',
      'pingwang',
      [...every(240, 2, 'w21003', 0.4), [480, 'w21003', 1.2], [720, 'w21003', 0.4]],
      [],
    ],
    [
      'two results a minute apart are not enough',
      'pingwang',
      [
        [0, 'w21003', 1.2],
        [1, 'w21003', 1.2],
      ],
      [],
    ],
    [
      'worse by two classes is yellow, and back to one class blue again',
      'pingwang',
      [...every(240, 2, 'w21003', 1.8), ...every(240, 3, 'w21003', 1.2, 480)],
      [
        'class-deterioration pingwang begin yellow live',
        'class-deterioration pingwang change blue live',
      ],
    ],
    [
      'class IV is usual at the inflow that is always IV, and V is not',
      'jishuigang',
      [...every(240, 3, 'w21003', 1.4), ...every(240, 2, 'w21003', 1.8, 720)],
      ['class-deterioration jishuigang begin yellow live'],
    ],
    [
      'what lost its class keeps it within the deadband, and has it back beyond',
      'pingwang',
      [
        ...every(240, 2, 'w21003', 0.4),
        ...every(240, 2, 'w21003', 1.2, 480),
        ...[0.97, 0.98, 0.96, 0.97, 0.98, 0.99].map((value, nth): Step => [
          960 + 240 * nth,
          'w21003',
          value,
        ]),
        ...every(240, 2, 'w21003', 0.9, 2400),
      ],
      [
        'class-deterioration pingwang begin blue live',
        'class-deterioration pingwang end none live',
      ],
    ],
    [
      'oxygen has the deadband on its other side',
      'pingwang',
      [
        ...every(240, 2, 'w01009', 6),
        ...every(240, 2, 'w01009', 4.6, 480),
        ...[5.2, 5.1, 5.2, 5.15].map((value, nth): Step => [960 + 240 * nth, 'w01009', value]),
      ],
      ['class-deterioration pingwang begin blue live'],
    ],
    ['total nitrogen is never part of the class', 'dianfeng', every(240, 4, 'w21001', 5), []],
    [
      'antimony above 80 % of its limit is blue at once, above it orange, below it over hours',
      'pingwang',
      [
        [0, 'w20004', 0.003],
        [240, 'w20004', 0.0042],
        [480, 'w20004', 0.0056],
        [720, 'w20004', 0.002],
        [960, 'w20004', 0.002],
      ],
      [
        'toxic-limit pingwang/w20004 begin blue live',
        'toxic-limit pingwang/w20004 change orange live',
        'toxic-limit pingwang/w20004 end none live',
      ],
    ],
    [
      'a bloom needs two results, and an upgrade two more',
      'dianshan-centre',
      [
        [0, 'w19011', 1.2e7],
        [15, 'w19011', 1.3e7],
        [30, 'w19011', 2.2e7],
        [45, 'w19011', 2.3e7],
      ],
      ['bloom dianshan-centre begin blue live', 'bloom dianshan-centre change yellow live'],
    ],
    [
      'high pH in a standing bloom is the bloom',
      'dianshan-centre',
      [...every(15, 2, 'w19011', 2.2e7), ...every(5, 10, 'w01001', 9.4, 60)],
      ['bloom dianshan-centre begin yellow live'],
    ],
    [
      'high pH without a bloom is a deterioration',
      'dianshan-centre',
      every(5, 5, 'w01001', 9.4),
      ['class-deterioration dianshan-centre begin orange live'],
    ],
    [
      'impossible values again and again are the sensor, and no warning of water',
      'dianfeng',
      every(5, 6, 'w01001', 15),
      ['sensor-range dianfeng/w01001 begin none live'],
    ],
    [
      'past readings are told as past, and live once a live one finds the condition standing',
      'pingwang',
      [
        [0, 'w21003', 1.2, { historical: true }],
        [240, 'w21003', 1.2, { historical: true }],
        [480, 'w21003', 1.2],
      ],
      [
        'class-deterioration pingwang begin blue past',
        'class-deterioration pingwang begin blue live',
      ],
    ],
  ]
  it.each(cases)('%s', (_, station, steps, expected) => {
    expect(told(open()(station, steps))).toEqual(expected)
  })

  it('lets a bloom go after two quiet days, not after one', () => {
    const take = open()
    take('dianshan-centre', every(15, 2, 'w19011', 1.2e7))
    const quiet = every(15, 193, 'w19011', 1e6, 30).map(([minutes, code, value], index): Step => [
      minutes,
      code,
      value + 1000 * index,
    ])
    expect(told(take('dianshan-centre', quiet.slice(0, 96)))).toEqual([])
    expect(told(take('dianshan-centre', quiet.slice(96)))).toEqual([
      'bloom dianshan-centre end none live',
    ])
  })

  it('warns of air by the index of an hour', () => {
    const hours = [40, 180, 185, 190].map((value, hour): Step => [hour * 60, 'a34004', value])
    expect(told(open()('qingpu-dianshanhu', hours, 'PT1H'))).toEqual([
      'air-aqi qingpu-dianshanhu begin yellow live',
    ])
  })

  it('leaves late readings to the store', () => {
    const take = open()
    take('pingwang', every(240, 3, 'w21003', 0.4, 1000))
    expect(take('pingwang', every(240, 2, 'w21003', 2.5))).toEqual([])
  })

  it('gives an event the same key whenever the same readings are folded', () => {
    const steps = [...every(240, 2, 'w21003', 0.4), ...every(240, 4, 'w21003', 1.8, 480)]
    const keys = () => open()('pingwang', steps).map(({ key }) => key)
    expect(keys().length).toBeGreaterThan(0)
    expect(keys()).toEqual(keys())
  })
})
