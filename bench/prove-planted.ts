import { createNoise } from '../fixtures/simulator/noise.ts'
import { encodeFrame } from '../ingest/decode/hj212/frame.ts'
import { seriesKeyOf } from '../src/domain/reading.ts'
import { hourMs, minuteMs } from '../src/domain/time.ts'
import { frameText, hj212Water } from './prove-hj212.ts'
import { obsMessage, obsStations } from './prove-message.ts'
import type { InputOptions, ProveMessage } from './prove-message.ts'

/** What a planted condition must have come to at the end, in whatever way it got there. */
export type ExpectedAlert = {
  readonly raised: number
  readonly occurrences: number
  readonly condition: 'firing' | 'resolved'
}

/** One slow series whose values cross a limit, or nearly. */
type Plant = {
  readonly station: string
  readonly parameter: string
  readonly values: readonly number[]
  /** Index of the value that makes the condition stand. */
  readonly beginsAt: number
  readonly alert: (ExpectedAlert & { readonly rule: string; readonly subject: string }) | null
}

const stepMs = 4 * hourMs
const once = { raised: 1, occurrences: 1 } as const

/** Limits that one result alone crosses, so that no single reading may be passed over. */
const toxic = [
  { parameter: 'w20004', values: [0.0012, 0.0062, 0.0011, 0.0013, 0.0012] },
  { parameter: 'w22001', values: [0.012, 0.061, 0.013, 0.011, 0.012] },
  { parameter: 'voc', values: [12.52, 121.43, 11.97, 13.08, 12.64] },
  { parameter: 'biotoxicity', values: [5.2, 41.3, 4.9, 5.6, 5.1] },
] as const

const pulses: readonly Plant[] = obsStations.flatMap((station) =>
  toxic.map(({ parameter, values }) => ({
    station,
    parameter,
    values,
    beginsAt: 1,
    alert: {
      ...once,
      condition: 'resolved',
      rule: 'toxic-limit',
      subject: `${station}/${parameter}`,
    },
  })),
)

/** Conditions that need several results, come twice, or do not quite come. */
const slow: readonly Plant[] = [
  {
    station: 'lili',
    parameter: 'w21003',
    values: [0.31, 0.29, 0.33, 1.41, 1.44, 1.39, 1.42, 0.3, 0.28, 0.31, 0.33],
    beginsAt: 4,
    alert: { ...once, condition: 'resolved', rule: 'class-deterioration', subject: 'lili' },
  },
  {
    station: 'dazhushe',
    parameter: 'w21003',
    values: [0.31, 0.29, 0.33, 1.41, 0.27, 0.31, 1.39, 0.3, 0.28, 0.31, 0.33],
    beginsAt: 3,
    alert: null,
  },
  {
    station: 'dianshan-centre',
    parameter: 'w01016',
    values: [12.1, 11.4, 13.2, 31.4, 33.8, 36.1, 34.2, 14.3, 12.9, 12.2],
    beginsAt: 4,
    alert: { ...once, condition: 'firing', rule: 'bloom', subject: 'dianshan-centre' },
  },
  {
    station: 'changbaidang-intake',
    parameter: 'w20125',
    values: [0.11, 0.12, 0.41, 0.44, 0.46, 0.43, 0.12, 0.11, 0.1],
    beginsAt: 3,
    alert: {
      ...once,
      condition: 'resolved',
      rule: 'source-limit',
      subject: 'changbaidang-intake/w20125',
    },
  },
  {
    station: 'yuandang',
    parameter: 'w20121',
    values: [0.004, 0.031, 0.033, 0.0051, 0.0047, 0.0049, 0.034, 0.032, 0.0048, 0.0052, 0.005],
    beginsAt: 2,
    alert: {
      raised: 1,
      occurrences: 2,
      condition: 'resolved',
      rule: 'source-limit',
      subject: 'yuandang/w20121',
    },
  },
]

/** Antimony at the intake whose station speaks HJ 212, as hourly means. */
const hourly: Plant = {
  station: hj212Water.station,
  parameter: 'w20004',
  values: [0.0013, 0.0011, 0.0058, 0.0061, 0.0055, 0.0012, 0.0011, 0.0013, 0.0012, 0.0011, 0.0013],
  beginsAt: 2,
  alert: {
    ...once,
    condition: 'resolved',
    rule: 'toxic-limit',
    subject: `${hj212Water.station}/w20004`,
  },
}

/** Each series in order, one message after the receipt of the other, somewhere within the run. */
export function plantedMessages(options: InputOptions): {
  readonly messages: readonly ProveMessage[]
  readonly expected: ReadonlyMap<string, ExpectedAlert>
} {
  const expected = new Map<string, ExpectedAlert>()
  for (const { alert } of [...pulses, ...slow, hourly]) {
    if (alert === null) continue
    const { rule, subject, ...figures } = alert
    expected.set(`${rule}|${subject}`, figures)
  }
  const messages = [
    ...pulses.flatMap((plant, index) => spread(plant, index, 0.2, options, obsOf)),
    ...slow.flatMap((plant, index) => spread(plant, pulses.length + index, 0.8, options, obsOf)),
    ...spread(hourly, -1, 0.8, options, hj212Of),
  ]
  return { messages, expected }
}

type Sent = Pick<ProveMessage, 'dueMs' | 'after' | 'copiesMs' | 'begins'>
type MessageOf = (plant: Plant, at: number, value: number, sent: Sent) => ProveMessage

function spread(
  plant: Plant,
  index: number,
  length: number,
  { seed, durationMs, startAt }: InputOptions,
  messageOf: MessageOf,
): ProveMessage[] {
  const noise = createNoise(`${seed}/plant/${index}`)
  const count = plant.values.length
  const distanceMs = messageOf === hj212Of ? hourMs : stepMs
  const fromMs = noise.share(0) * (1 - length) * durationMs
  const messages: ProveMessage[] = []
  for (const [place, value] of plant.values.entries()) {
    const jitter = noise.share(place + 1)
    const dueMs = fromMs + ((place + jitter) / count) * length * durationMs
    const copiesMs = noise.share(100 + place) < 0.1 ? [noise.share(200 + place) * 5_000] : []
    // The last one lies shortly before the run.
    const at = startAt - minuteMs - (count - place) * distanceMs
    const begins = place === plant.beginsAt
    const sent = { dueMs, after: messages.at(-1) ?? null, copiesMs, begins }
    messages.push(messageOf(plant, at, value, sent))
  }
  return messages
}

const obsOf: MessageOf = ({ station, parameter }, at, value, sent) =>
  obsMessage({ station, at, values: new Map([[parameter, value]]) }, sent)

const hj212Of: MessageOf = ({ station, parameter }, at, value, sent) => {
  const wholeHourAt = Math.floor(at / hourMs) * hourMs
  const { qn, text } = frameText(hj212Water, '2061', wholeHourAt, `${parameter}-Avg=${value}`)
  const key = { station, parameter, period: 'PT1H', source: 'automatic', depthM: null } as const
  return {
    ...sent,
    station,
    topic: 'hj212',
    payload: () => encodeFrame(text),
    answeredBy: { qn },
    keys: () => [{ series: seriesKeyOf(key), at: wholeHourAt, value }],
    refused: 0,
  }
}
