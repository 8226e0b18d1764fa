import { expect, it } from 'vitest'
import { copyReadingsSql, encodeReadings } from './copy-encoder.ts'
import { commitRow } from './contract-examples.ts'

it('encodes a row to the byte', () => {
  const row = commitRow(7, 0, { observedAt: Date.UTC(2000, 0, 1, 0, 0, 0, 1), value: 1.5 })
  const { buffer } = encodeReadings([{ row, revision: 2, ingestNo: 2 ** 32 + 3 }])
  const bytes = Buffer.from(buffer)
  expect(bytes.subarray(0, 11).toString('latin1')).toBe('PGCOPY\n\xff\r\n\0')
  expect(bytes.readInt16BE(19)).toBe(10)
  expect([bytes.readInt32BE(21), bytes.readBigInt64BE(25)]).toEqual([8, 1000n])
  expect([bytes.readInt32BE(33), bytes.readDoubleBE(37)]).toEqual([8, 1.5])
  expect(bytes.readBigInt64BE(61)).toBe(2n ** 32n + 3n)
  expect(bytes.subarray(-2)).toEqual(Buffer.of(255, 255))
  expect(bytes).toHaveLength(19 + 92 + 2)
})

it('writes times before 2000 as negative microseconds', () => {
  const row = commitRow(1, 0, { observedAt: Date.UTC(1999, 11, 31, 23, 59, 59, 999) })
  const { buffer } = encodeReadings([{ row, revision: 0, ingestNo: 1 }])
  expect(Buffer.from(buffer).readBigInt64BE(25)).toBe(-1000n)
})

it('names the columns in the order of the bytes', () => {
  expect(copyReadingsSql('STDIN')).toBe(
    'COPY reading (observed_at, value, received_at, ingest_no, series_id, reasons, revision, ' +
      'flag, qualifier, source_flag) FROM STDIN WITH (FORMAT binary)',
  )
})
