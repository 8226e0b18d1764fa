import type { FrameOutcome } from '../ingest/decode/decode.ts'
import type { Analysis, Fault, RawReading } from './domain/reading.ts'
import type { WaitingMessage } from './message-queue.ts'
import type { CheckedRow } from './series.ts'

/** One message decoded: its readings and faults, or a status that carries no value. */
export type Received = {
  /** Null where the topic names none; then no receipt can be sent. */
  readonly station: string | null
  readonly id: string | null
  readonly session: string | null
  readonly seq: number | null
  readonly readings: readonly RawReading[]
  readonly faults: readonly Fault[]
  readonly values: number
  readonly frames: readonly FrameOutcome[] | null
  readonly analysis: Analysis | null
  readonly keepRaw: boolean
}

export type Taken = Omit<Received, 'readings' | 'keepRaw'> &
  Pick<WaitingMessage, 'acknowledge' | 'takenAt'> & {
    readonly rows: readonly CheckedRow[]
    /** As it came: of a message with faults, whose refusal is kept. */
    readonly refused: Raw | null
    /** As it came: of HJ 212 frames. */
    readonly kept: Raw | null
  }

export type Raw = Pick<WaitingMessage, 'topic' | 'payload'>

/**
 * What is held of a message until it is acknowledged: while the store is behind, thousands wait, and
 * what a young heap must carry over costs as much time as decoding.
 */
export function takenOf(
  received: Received,
  message: WaitingMessage,
  rows: readonly CheckedRow[],
): Taken {
  const { station, id, session, seq, faults, values, frames, analysis, keepRaw } = received
  const { acknowledge, takenAt } = message
  const refused = faults.length > 0 ? message : null
  const kept = keepRaw ? message : null
  return {
    station,
    id,
    session,
    seq,
    faults,
    values,
    frames,
    analysis,
    acknowledge,
    takenAt,
    rows,
    refused,
    kept,
  }
}
