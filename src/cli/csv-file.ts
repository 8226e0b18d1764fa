import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { parse, type Options } from 'csv-parse'
import { AppError } from '../domain/errors.ts'
import { createUtf8, separatorOf } from './csv-text.ts'

/** How a gzip file begins. */
const gzipMagic = Buffer.of(0x1f, 0x8b)

/** Each line by its own: a header of one system may stand over the rows of another. */
const lineEnds = ['\r\n', '\n', '\r']

/** Looks at the beginning, and leaves it to be read: a pipe has no other. Empty at the end. */
async function beginningOf(source: Readable): Promise<Buffer> {
  await once(source, 'readable')
  const first = source.read() as Buffer | null
  if (first === null) return Buffer.alloc(0)
  source.unshift(first)
  return first
}

/** A name may lie. */
const isGzip = (beginning: Buffer) => beginning.subarray(0, gzipMagic.length).equals(gzipMagic)

/**
 * Streams the records of a CSV file, plain or gzip, UTF-8, UTF-16 or GBK, in file order; its header
 * tells whether commas, semicolons or tabs separate its cells. A quote within a cell is a part of it.
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
  const common = { bom: true, relax_column_count: true, relax_quotes: true, trim: true }
  const lines = { record_delimiter: lineEnds, skip_empty_lines: true }
  try {
    const source = createReadStream(file)
    const unpack = isGzip(await beginningOf(source)) ? createGunzip() : new PassThrough()
    source.on('data', (chunk) => onBytes(chunk.length))
    const text = createUtf8()
    // Errors of every part of the line end the parser, and so the loop below.
    pipeline(source, unpack, text).catch(() => undefined)
    const beginning = await beginningOf(text)
    if (beginning.length === 0) return
    const delimiter = separatorOf(beginning.toString())
    const parser = parse({ ...common, ...lines, delimiter, ...options })
    pipeline(text, parser).catch(() => undefined)
    yield* parser as AsyncIterable<Record>
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new AppError(code, `cannot read ${file}: ${why}`, cause)
  }
}
