import type { Instant } from '../domain/time.ts'
import type { Queryable } from './db.ts'
import { countKept, rawFrameBytes } from './kept.ts'
import { base64Array, numberArray, timeSql } from './db.ts'

/** HJ 212 as it came, byte for byte. */
export type RawFrame = {
  readonly station: string
  readonly payload: Uint8Array
  readonly receivedAt: Instant
}

export async function insertRawFrames(tx: Queryable, frames: readonly RawFrame[]): Promise<void> {
  await tx.query(
    `WITH added AS (
       INSERT INTO raw_frame (received_at, station, payload)
       SELECT ${timeSql('received_ms')}, station, decode(payload, 'base64')
       FROM unnest($1::float8[], $2::text[], $3::text[]) AS u (received_ms, station, payload)
       RETURNING ${rawFrameBytes} AS bytes)
     ${countKept('raw_frame')}`,
    [
      numberArray(frames.map(({ receivedAt }) => receivedAt)),
      frames.map(({ station }) => station),
      base64Array(frames.map(({ payload }) => payload)),
    ],
  )
}
