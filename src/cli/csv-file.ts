import { createReadStream } from 'node:fs'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { parse, type Options } from 'csv-parse'
import { AppError } from '../domain/errors.ts'

/**
 * Streams the records of a CSV file, plain or `.gz`, in file order.
 *
 * @param options  of csv-parse, beside what every file of ours needs
 * @param code  of the error for a file that cannot be read, or only in part
 * @param onBytes  told how many bytes of the file were read since it was told last
 * @throws {AppError} `code`, or what `options` throws
 */
export async function* readCsv<Record>(
  file: string,
  options: Options,
  code: string,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<Record> {
  const common = { bom: true, relax_column_count: true, skip_empty_lines: true, trim: true }
  const parser = parse({ ...common, ...options })
  const unpack = file.endsWith('.gz') ? createGunzip() : new PassThrough()
  const source = createReadStream(file)
  source.on('data', (chunk) => onBytes(chunk.length))
  // Errors of every part of the line end the parser, and so the loop below.
  pipeline(source, unpack, parser).catch(() => undefined)
  try {
    yield* parser as AsyncIterable<Record>
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new AppError(code, `cannot read ${file}: ${why}`, cause)
  }
}
