import type { Fault, RawReading } from '../../../src/domain/reading.ts'
import type { DecodeContext, Decoded, Decoder, DecoderSetup, FrameOutcome } from '../decode.ts'
import { fault, printable } from '../fault.ts'
import { splitFrames, type Piece } from './frame.ts'
import { readObservation, type Observation } from './observation.ts'
import { parseSegment } from './segment.ts'

const utf8 = new TextDecoder()
const noEcho = { id: null, session: null, seq: null }

/**
 * Decoder of raw HJ 212: one or more frames in a payload, bytes as the field sent them. Each frame
 * is judged by itself, so a broken one spoils no other; the message counts as refused when no
 * frame is taken. Which version of the standard speaks makes no difference to the reading.
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
    const read = splitFrames(payload).map((piece) => readPiece(payload, piece, setup, context))
    if (read.length === 0) {
      return refuseMessage(1, fault(null, 'hj212-frame', 'message: expected a frame, got none'))
    }
    const values = read.reduce((sum, frame) => sum + frame.values, 0)
    if (values > valuesMax) {
      const detail = `message: expected at most ${valuesMax} values, got ${values}`
      return refuseMessage(values, fault(null, 'too-many-values', detail))
    }
    const readings: RawReading[] = read.flatMap((frame) => frame.readings)
    const faults: Fault[] = read.flatMap((frame) => frame.faults)
    const refused = read.every((frame) => frame.refused)
    return { ...noEcho, readings, faults, refused, values, frames: read.map(toOutcome) }
  }
}

function refuseMessage(values: number, why: Fault): Decoded {
  return { ...noEcho, readings: [], faults: [why], refused: true, values, frames: [] }
}

type ReadFrame = Observation & { readonly qn: string | null; readonly cn: string | null }

function readPiece(
  payload: Uint8Array,
  piece: Piece,
  setup: DecoderSetup,
  context: DecodeContext,
): ReadFrame {
  if ('fault' in piece) return refuseFrame(piece.fault)
  const segment = parseSegment(utf8.decode(payload.subarray(piece.start, piece.end)))
  if ('code' in segment) return refuseFrame(segment)
  const qn = segment.qn === null ? null : printable(segment.qn)
  const cn = segment.cn === null ? null : printable(segment.cn)
  return { ...readObservation(segment, setup, context), qn, cn }
}

const refuseFrame = (why: Fault): ReadFrame => {
  return { qn: null, cn: null, readings: [], faults: [why], values: 1, refused: true }
}

function toOutcome({ qn, cn, readings, faults }: ReadFrame): FrameOutcome {
  return { qn, cn, readings: readings.length, faultCodes: faults.map(({ code }) => code) }
}
