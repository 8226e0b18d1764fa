import { once } from 'node:events'
import { createReadStream, type ReadStream } from 'node:fs'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { parse, type Options } from 'csv-parse'
import { AppError } from '../domain/errors.ts'
import { createUtf8 } from './csv-text.ts'

/** How a gzip file begins. */
const gzipMagic = Buffer.of(0x1f, 0x8b)

/** Looks at the beginning, and leaves it to be read: a name may lie, and a pipe has none. */
async function isGzip(source: ReadStream): Promise<boolean> {
  await once(source, 'readable')
  const first = source.read() as Buffer | null
  if (first === null) return false
  source.unshift(first)
  return first.subarray(0, gzipMagic.length).equals(gzipMagic)
}

/**
 * Streams the records of a CSV file, plain or gzip, UTF-8 or GBK, in file order.
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
  try {
    const source = createReadStream(file)
    const unpack = (await isGzip(source)) ? createGunzip() : new PassThrough()
    source.on('data', (chunk) => onBytes(chunk.length))
    // Errors of every part of the line end the parser, and so the loop below.
    pipeline(source, unpack, createUtf8(), parser).catch(() => undefined)
    yield* parser as AsyncIterable<Record>
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new AppError(code, `cannot read ${file}: ${why}`, cause)
  }
}
