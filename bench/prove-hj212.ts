import { createNoise, type Noise } from '../fixtures/simulator/noise.ts'
import { encodeFrame } from '../ingest/decode/hj212/frame.ts'
import { seriesKeyOf } from '../src/domain/reading.ts'
import { formatBeijing, secondMs, type Instant } from '../src/domain/time.ts'
import type { InputOptions, ProveMessage } from './prove-message.ts'

type Source = {
  readonly station: string
  readonly mn: string
  readonly systemCode: string
  /** Code, middle, spread and decimals of ordinary values. */
  readonly quiet: readonly (readonly [string, number, number, number])[]
}

/** The stations of the shipped network that speak HJ 212. */
export const hj212Water: Source = {
  station: 'jinze-reservoir',
  mn: '310118A00001000000000A01',
  systemCode: '21',
  quiet: [
    ['w01010', 14, 2, 1],
    ['w01001', 7.5, 0.3, 2],
    ['w01009', 9, 0.8, 2],
    ['w01014', 500, 60, 1],
    ['w01003', 30, 12, 1],
    ['w01019', 1.5, 0.3, 2],
  ],
}
const hj212Air: Source = {
  station: 'wujiang-yuexiu',
  mn: '320509B00001000000000B01',
  systemCode: '22',
  quiet: [
    ['a34004', 25, 8, 1],
    ['a34002', 40, 10, 1],
    ['a21026', 8, 2, 1],
    ['a05024', 60, 15, 1],
  ],
}

/** A real-time frame a second from each, as raw bytes. */
export function hj212Messages({ seed, durationMs, startAt }: InputOptions): ProveMessage[] {
  return [hj212Water, hj212Air].flatMap((source) => {
    const noise = createNoise(`${seed}/${source.station}`)
    const firstAt = Math.floor(startAt / secondMs) * secondMs
    return Array.from({ length: Math.floor(durationMs / secondMs) }, (_, place) =>
      frameMessage(source, firstAt + place * secondMs, place, noise),
    )
  })
}

function frameMessage(source: Source, at: Instant, place: number, noise: Noise): ProveMessage {
  const { station } = source
  const values = source.quiet.map(([code, middle, spread, decimals], index) => {
    const value = middle + spread * (2 * noise.share(place * 16 + index) - 1)
    return [code, Number(value.toFixed(decimals))] as const
  })
  const fields = values.map(([code, value]) => `${code}-Rtd=${value},${code}-Flag=N`).join(';')
  const { qn, text } = frameText(source, '2011', at, fields)
  return {
    station,
    topic: 'hj212',
    dueMs: place * secondMs,
    after: null,
    copiesMs:
      noise.share(place * 16 + 14) < 0.03 ? [noise.share(place * 16 + 15) * 15 * secondMs] : [],
    payload: () => encodeFrame(text),
    answeredBy: { qn },
    keys: () =>
      values.map(([parameter, value]) => {
        const key = { station, parameter, period: 'PT0S', depthM: null }
        return { series: seriesKeyOf({ ...key, source: 'automatic' }), at, value }
      }),
    refused: 0,
    begins: false,
  }
}

/** A data segment of its own number (QN), which the receipt names. */
export function frameText(
  { station, mn, systemCode }: Source,
  command: string,
  at: Instant,
  fields: string,
): { readonly qn: string; readonly text: string } {
  const digits = (instant: Instant) => formatBeijing(instant).replace(/\D/g, '')
  const dataTime = digits(at).slice(0, 14)
  // Frames of one second differ by command, so its last digits make the number one of its own.
  const qn = `${dataTime}${command.slice(1)}`
  const head = `QN=${qn};ST=${systemCode};CN=${command};PW=123456;MN=${mn};Flag=5`
  return { qn: `${station}/${qn}`, text: `${head};CP=&&DataTime=${dataTime};${fields}&&` }
}
