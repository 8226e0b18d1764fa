import type { CheckedReading } from '../domain/reading.ts'
import { qualifierNumber, sourceFlagNumber } from './reading-codes.ts'

/** One row of `reading`, with the number it takes in the commit. */
export type NumberedReading = {
  readonly row: CheckedReading & { readonly seriesId: number }
  readonly revision: number
  readonly ingestNo: number
}

/** Columns in the order of the bytes; widest first, so that the table packs without holes. */
const columns = [
  ['observed_at', 8],
  ['value', 8],
  ['received_at', 8],
  ['ingest_no', 8],
  ['series_id', 4],
  ['reasons', 4],
  ['revision', 4],
  ['flag', 2],
  ['qualifier', 2],
  ['source_flag', 2],
] as const

/** The statement the bytes are for. */
export function copyReadingsSql(source: string): string {
  const names = columns.map(([name]) => name).join(', ')
  return `COPY reading (${names}) FROM ${source} WITH (FORMAT binary)`
}

/** 'PGCOPY\n\xff\r\n\0', then flags and extension length, both zero. */
const header = Uint8Array.of(
  ...[0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00],
  ...[0, 0, 0, 0, 0, 0, 0, 0],
)
const trailer = Uint8Array.of(0xff, 0xff)
const emptyRow = createEmptyRow()
const epoch2000Ms = Date.UTC(2000, 0, 1)
const highWord = 2 ** 32

/** A row with its count and widths in place, and zeros where the values go. */
function createEmptyRow(): Uint8Array {
  const row = columns.flatMap(([, width]) => [0, 0, 0, width, ...new Array<number>(width).fill(0)])
  return Uint8Array.of(0, columns.length, ...row)
}

/**
 * Encodes rows for binary COPY into `reading`: one fixed layout, since a general encoder costs
 * more than the format saves.
 *
 * @source PostgreSQL documentation, COPY, "Binary Format"
 */
export function encodeReadings(readings: readonly NumberedReading[]): Uint8Array<ArrayBuffer> {
  const rowsEnd = header.length + readings.length * emptyRow.length
  const bytes = new Uint8Array(rowsEnd + trailer.length)
  bytes.set(header)
  bytes.set(trailer, rowsEnd)
  const view = new DataView(bytes.buffer)
  let at = header.length
  for (const { row, revision, ingestNo } of readings) {
    bytes.set(emptyRow, at)
    putInt8(view, at + 6, (row.observedAt - epoch2000Ms) * 1000)
    view.setFloat64(at + 18, row.value)
    putInt8(view, at + 30, (row.receivedAt - epoch2000Ms) * 1000)
    putInt8(view, at + 42, ingestNo)
    view.setInt32(at + 54, row.seriesId)
    view.setInt32(at + 62, row.reasons)
    view.setInt32(at + 70, revision)
    view.setInt16(at + 78, row.flag)
    view.setInt16(at + 84, qualifierNumber(row.qualifier))
    view.setInt16(at + 90, sourceFlagNumber(row.sourceFlag))
    at += emptyRow.length
  }
  return bytes
}

/** An integer of 64 bits without a BigInt; exact within 2 ** 53, as all of ours are. */
function putInt8(view: DataView, at: number, value: number): void {
  const high = Math.floor(value / highWord)
  view.setInt32(at, high)
  view.setUint32(at + 4, value - high * highWord)
}
