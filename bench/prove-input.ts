import { createNoise } from '../fixtures/simulator/noise.ts'
import { secondMs } from '../src/domain/time.ts'
import { badMessages } from './prove-bad-input.ts'
import { hj212Messages } from './prove-hj212.ts'
import { obsMessage, obsStations } from './prove-message.ts'
import type { InputOptions, ProveMessage } from './prove-message.ts'
import { plantedMessages, type ExpectedAlert } from './prove-planted.ts'

export type Input = {
  readonly messages: readonly ProveMessage[]
  readonly expected: ReadonlyMap<string, ExpectedAlert>
}

/** Code, middle, spread and decimals of values in class I or II everywhere: nothing to alert. */
const quiet = [
  ['w01010', 14, 2, 1],
  ['w01001', 7.5, 0.3, 2],
  ['w01009', 9, 0.8, 2],
  ['w01014', 500, 60, 1],
  ['w01003', 30, 12, 1],
  ['w01019', 1.5, 0.3, 2],
  ['w01018', 10, 3, 2],
  ['w01017', 2, 0.6, 2],
  ['w20122', 0.005, 0.002, 4],
  ['w20123', 0.02, 0.01, 4],
  ['w21017', 0.5, 0.2, 4],
  ['w20141', 0.01, 0.004, 5],
  ['w20120', 0.004, 0.002, 5],
  ['w19002', 0.05, 0.02, 3],
  ['w21019', 0.02, 0.01, 4],
  ['w21022', 50, 15, 1],
  ['w21038', 60, 15, 1],
  ['w01012', 20, 8, 1],
  ['w01020', 4, 1, 2],
  ['w99903', 300, 50, 0],
] as const

/** Draws of revised values lie where no draw of a first one comes. */
const revisedFrom = 10_000_000
const share = { copy: 0.03, disorder: 0.03, badValue: 0.01, historical: 0.005, revision: 0.01 }
const copyWithinMs = 15 * secondMs
const disorderWithinMs = 20 * secondMs
const revisionWithinMs = 8 * secondMs

/** All messages of a run, by the time at which they are due. */
export function createInput(options: InputOptions): Input {
  const planted = plantedMessages(options)
  const messages = [
    ...obsStations.flatMap((station, index) => bulkMessages(station, index, options)),
    ...hj212Messages(options),
    ...badMessages(options),
    ...planted.messages,
  ]
  return {
    messages: messages.toSorted((a, b) => a.dueMs - b.dueMs),
    expected: planted.expected,
  }
}

/** Twenty ordinary values of one station at an even pace, with duplicates and disorder. */
function bulkMessages(
  station: string,
  index: number,
  { seed, rate, durationMs, startAt }: InputOptions,
): ProveMessage[] {
  const stepMs = (obsStations.length * quiet.length * secondMs) / rate
  const messages: ProveMessage[] = []
  const noise = createNoise(`${seed}/${station}`)
  const firstMs = (index * stepMs) / obsStations.length
  for (let place = 0; firstMs + place * stepMs < durationMs; place += 1) {
    const draw = (what: number) => noise.share(place * 16 + what)
    const pacedMs = firstMs + place * stepMs
    const late = draw(0) < share.disorder ? draw(1) * disorderWithinMs : 0
    const sampling = {
      station,
      at: startAt + Math.floor(pacedMs),
      values: quietValues(seed, station, place),
      bad: draw(2) < share.badValue,
      historical: draw(3) < share.historical,
    }
    const copiesMs = draw(4) < share.copy ? [draw(5) * copyWithinMs] : []
    const first = obsMessage(sampling, { dueMs: pacedMs + late, copiesMs })
    messages.push(first)
    if (draw(6) >= share.revision) continue
    const values = new Map([...quietValues(seed, station, place + revisedFrom)].slice(0, 5))
    const dueMs = pacedMs + late + draw(7) * revisionWithinMs
    messages.push(obsMessage({ ...sampling, values, bad: false }, { dueMs, after: first }))
  }
  return messages
}

function quietValues(seed: number, station: string, place: number): ReadonlyMap<string, number> {
  const noise = createNoise(`${seed}/${station}/values`)
  return new Map(
    quiet.map(([code, middle, spread, decimals], index) => {
      const value = middle + spread * (2 * noise.share(place * quiet.length + index) - 1)
      return [code, Number(value.toFixed(decimals))]
    }),
  )
}
