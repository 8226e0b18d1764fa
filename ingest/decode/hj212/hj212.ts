import type { Station } from '../../../src/domain/network.ts'
import type { Fault, RawReading } from '../../../src/domain/reading.ts'
import type { DecodeContext, Decoded, Decoder, DecoderSetup, FrameOutcome } from '../decode.ts'
import { fault, printable } from '../fault.ts'
import { parseArea } from './area.ts'
import { checksumBySource, decipherArea, type CipherSource } from './cipher.ts'
import { isCiphered } from './command.ts'
import { splitFrames, type Piece } from './frame.ts'
import { readObservation, strangeMn, type Observation } from './observation.ts'
import { parseHead } from './segment.ts'

const utf8 = new TextDecoder()

/**
 * Decoder of raw HJ 212: one or more frames in a payload, bytes as the field sent them. Each frame
 * is judged by itself, so a broken one spoils no other; the message counts as refused when no
 * frame is taken. Which version of the standard speaks makes no difference to the reading, but
 * for ciphered data areas, which are deciphered with the key of the station.
 *
 * @source HJ 212-2017; domain notes on HJ 212-2025
 */
export function createHj212Decoder(setup: DecoderSetup): Decoder {
  const { payloadBytesMax, valuesMax } = setup.limits
  return (payload, context) => {
    if (payload.length > payloadBytesMax) {
      const detail = `message: expected at most ${payloadBytesMax} bytes, got ${payload.length}`
      return refuseMessage(1, fault(null, 'too-large', detail))
    }
    const cipher = cipherOf(context.station, setup)
    const readings: RawReading[] = []
    const faults: Fault[] = []
    const frames: FrameOutcome[] = []
    let values = 0
    let refused = true
    let sentAt: number | null = null
    for (const piece of split(payload, cipher)) {
      const frame = readPiece(payload, piece, cipher, setup, context)
      readings.push(...frame.readings)
      faults.push(...frame.faults)
      frames.push(toOutcome(frame))
      values += frame.values
      refused &&= frame.refused
      if (frame.sentAt !== null) sentAt = Math.max(sentAt ?? -Infinity, frame.sentAt)
    }
    if (frames.length === 0) {
      return refuseMessage(1, fault(null, 'hj212-frame', 'message: expected a frame, got none'))
    }
    if (values > valuesMax) {
      const detail = `message: expected at most ${valuesMax} values, got ${values}`
      return refuseMessage(values, fault(null, 'too-many-values', detail))
    }
    const echo = { id: null, session: null, seq: null }
    return { ...echo, readings, faults, refused, sentAt, values, frames, analysis: null }
  }
}

function refuseMessage(values: number, why: Fault): Decoded {
  const echo = { id: null, session: null, seq: null }
  const nothing = { ...echo, readings: [], sentAt: null, frames: [], analysis: null }
  return { ...nothing, faults: [why], refused: true, values }
}

function split(payload: Uint8Array, cipher: CipherSource | null): Piece[] {
  if (cipher?.crcOver !== 'plain') return splitFrames(payload)
  return splitFrames(
    payload,
    checksumBySource(payload, () => cipher),
  )
}

function cipherOf({ id, hj212 }: Station, { decrypt }: DecoderSetup): CipherSource | null {
  if (hj212 === null || hj212.sm4KeyFrom === null) return null
  return { crcOver: hj212.crcOver, decipher: (bytes) => decrypt?.(id, bytes) ?? null }
}

function readPiece(
  payload: Uint8Array,
  piece: Piece,
  cipher: CipherSource | null,
  setup: DecoderSetup,
  context: DecodeContext,
): ReadFrame {
  if ('fault' in piece) return refuseFrame(piece.fault, noName)
  const segment = payload.subarray(piece.start, piece.end)
  const text = utf8.decode(segment)
  const head = parseHead(text)
  if ('code' in head) return refuseFrame(head, noName)
  const name = frameName(head)
  let area: string | Fault = text.slice(head.areaStart, head.areaEnd)
  if (cipher !== null && isCiphered(head.cn)) {
    if (head.mn !== context.station.hj212?.mn) return refuseFrame(strangeMn(head, context), name)
    area = decipherArea(segment, cipher)
  }
  if (typeof area !== 'string') return refuseFrame(area, name)
  return { name, ...readObservation(head, parseArea(area), setup, context) }
}

type ReadFrame = Observation & { readonly name: FrameName }
type FrameName = { readonly qn: string | null; readonly cn: string | null }

const noName: FrameName = { qn: null, cn: null }

/** What a receipt calls a frame: request number and command, printable. */
export function frameName({ qn, cn }: FrameName): FrameName {
  return { qn: qn === null ? null : printable(qn), cn: cn === null ? null : printable(cn) }
}

function refuseFrame(why: Fault, name: FrameName): ReadFrame {
  return { name, readings: [], faults: [why], values: 1, refused: true, sentAt: null }
}

function toOutcome({ name, readings, faults }: ReadFrame): FrameOutcome {
  const faultCodes = faults.map(({ code }) => code)
  return { qn: name.qn, cn: name.cn, readings: readings.length, faultCodes }
}
