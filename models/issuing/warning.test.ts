import { expect, it } from 'vitest'
import { hourMs } from '../../src/domain/time.ts'
import type { SignalRule } from '../signals/signal.ts'
import { createWarningMemory, warn, type Outlook } from './warning.ts'

const rule: SignalRule = {
  id: 'forecast-class',
  kind: 'deterioration',
  hold: { results: 2, minMs: hourMs },
  release: { results: 2, minMs: hourMs },
  deadband: 0.25,
  windowMs: null,
  level: (_quantity, _parameter, value) => (value >= 0.8 ? 1 : 0),
  figures: () => [0.8],
}
const outlook = (hour: number, probability: number, parameter = 'w01009'): Outlook => ({
  station: 'lake',
  parameter,
  probability,
  cutOffAt: hour * hourMs,
  reading: { parameter, observedAt: hour * hourMs, value: 6, revision: 0, flag: 1 },
  evidence: { probability72h: probability },
})
/** Phases told, by hour, of one parameter after the other. */
const told = (...outlooks: Outlook[]) => {
  const memory = createWarningMemory()
  return outlooks.map((one) => warn(memory, one, rule)?.phase ?? null)
}
const hourly = (...probabilities: number[]) => probabilities.map((p, hour) => outlook(hour, p))

it.each([
  ['one issue alone raises nothing', [0.9, 0.5, 0.9], [null, null, null]],
  ['two in a row begin, two in a row refute', [0.8, 0.9, 0.2, 0.2], [null, 'begin', null, 'end']],
  [
    'the deadband holds what stands',
    [0.9, 0.9, 0.65, 0.65, 0.65],
    [null, 'begin', null, null, null],
  ],
  ['below the deadband it ends', [0.9, 0.9, 0.63, 0.63], [null, 'begin', null, 'end']],
  ['what is less likely says nothing', [0.79, 0.79, 0.79], [null, null, null]],
])('%s', (_, probabilities, phases) => {
  expect(told(...hourly(...probabilities))).toEqual(phases)
})

it('is one warning a station, which stands while any of its parameters does', () => {
  const at = (hour: number, oxygen: number, phosphorus: number) => [
    outlook(hour, oxygen),
    outlook(hour, phosphorus, 'w21011'),
  ]
  const phases = told(...at(0, 0.9, 0.9), ...at(1, 0.9, 0.9), ...at(2, 0, 0.9), ...at(3, 0, 0))
  expect(phases).toEqual([null, null, 'begin', null, null, null, null, null])
  expect(told(...at(0, 0.9, 0), ...at(1, 0.9, 0), ...at(2, 0, 0), ...at(3, 0, 0))[6]).toBe('end')
})

it('is blue and never more, with a key that the same issues give again', () => {
  const memory = createWarningMemory()
  const run = () => hourly(1, 1).map((one) => warn(createWarningMemory(), one, rule))
  expect(run()).toEqual(run())
  warn(memory, outlook(0, 1), rule)
  const event = warn(JSON.parse(JSON.stringify(memory)) as typeof memory, outlook(1, 1), rule)
  expect(event).toMatchObject({
    key: 'forecast-class|lake|begin|w01009|3600000',
    colour: 'blue',
    subject: 'lake',
    live: true,
  })
})
