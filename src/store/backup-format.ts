import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { z } from 'zod'
import { AppError } from '../domain/errors.ts'
import { backupBlockBytesMax, backupLineBytesMax } from './limits.ts'

/**
 * A backup, version 1: gzip of
 *
 *     head line      what made it, the migrations of its store, its tables with their columns
 *     block line     {"table":"reading","rows":5000,"bytes":371240}
 *     that many bytes: rows in PostgreSQL's COPY text format, columns as the head names them
 *     …
 *     end line       {"rows":{"reading":5000,…},"sha256":"…"}, the hash of every byte before it
 *
 * Lines are JSON and end with a line feed. It is written and read as a stream, one block in hand.
 */
export const backupFormat = 'qingliu-backup/1'

const headSchema = z.object({
  format: z.literal(backupFormat),
  madeAt: z.string(),
  migrations: z.array(z.string()).min(1),
  tables: z.array(z.object({ table: z.string(), columns: z.array(z.string()) })),
})
const count = z.int().min(0)
const blockSchema = z.object({
  table: z.string(),
  rows: count,
  bytes: count.max(backupBlockBytesMax),
})
const endSchema = z.object({ rows: z.record(z.string(), count), sha256: z.string() })

export type BackupHead = z.infer<typeof headSchema>
/** Rows of each table, tables without any included. */
export type RowCounts = Readonly<Record<string, number>>
export type BackupBlock = {
  readonly table: string
  readonly rows: number
  readonly bytes: Buffer<ArrayBuffer>
}

/** The bytes of a backup before compression; the blocks are counted and hashed on their way. */
export async function* encodeBackup(
  head: BackupHead,
  blocks: AsyncIterable<BackupBlock>,
): AsyncGenerator<Buffer, void> {
  const hash = createHash('sha256')
  const hashed = (bytes: Buffer) => {
    hash.update(bytes)
    return bytes
  }
  const rows = new Map(head.tables.map(({ table }) => [table, 0]))
  yield hashed(line(head))
  for await (const { table, rows: added, bytes } of blocks) {
    rows.set(table, (rows.get(table) ?? 0) + added)
    yield hashed(line({ table, rows: added, bytes: bytes.length }))
    yield hashed(bytes)
  }
  yield line({ rows: Object.fromEntries(rows), sha256: hash.digest('hex') })
}

function line(content: object): Buffer {
  return Buffer.from(`${JSON.stringify(content)}\n`)
}

export type BackupReader = {
  readonly head: BackupHead
  /** Gives each block, then checks the end. @throws {AppError} `backup-damaged` */
  blocks(): AsyncGenerator<BackupBlock, { readonly rows: RowCounts }>
  close(): void
}

/**
 * Opens a backup and reads its head.
 *
 * @throws {AppError} `backup-file` when it cannot be read, `backup-damaged` when it is not, or no
 *   longer, as it was written
 */
export async function openBackup(file: string): Promise<BackupReader> {
  const content = pipeline(createReadStream(file), createGunzip(), () => undefined)
  const bytes = createByteReader(content)
  const hash = createHash('sha256')
  const refuseDamage = (error: unknown): never => {
    throw damageOf(file, error)
  }
  const head = await (async () => {
    const first = await bytes.line()
    hash.update(first)
    return headSchema.parse(JSON.parse(first.toString()))
  })().catch(refuseDamage)

  async function* blocks() {
    const rows = new Map(head.tables.map(({ table }) => [table, 0]))
    for (;;) {
      const start = await bytes.line().catch(refuseDamage)
      const parsed = parseLine(start, z.union([blockSchema, endSchema]))
      if (parsed === null) throw damageOf(file, new Error('a line that is none of ours'))
      if ('sha256' in parsed) {
        const whole = (await bytes.atEnd().catch(refuseDamage)) && sameCounts(rows, parsed.rows)
        if (whole && parsed.sha256 === hash.digest('hex')) return { rows: parsed.rows }
        throw damageOf(file, new Error('another checksum or count than it ends with'))
      }
      hash.update(start)
      const block = await bytes.take(parsed.bytes).catch(refuseDamage)
      hash.update(block)
      rows.set(parsed.table, (rows.get(parsed.table) ?? 0) + parsed.rows)
      yield { table: parsed.table, rows: parsed.rows, bytes: block }
    }
  }
  return { head, blocks, close: () => void content.destroy() }
}

function parseLine<T>(bytes: Buffer, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(bytes.toString()))
  } catch {
    return null
  }
}

function sameCounts(counted: ReadonlyMap<string, number>, told: RowCounts): boolean {
  const names = Object.keys(told)
  return names.length === counted.size && names.every((name) => counted.get(name) === told[name])
}

function damageOf(file: string, error: unknown): AppError {
  if (error instanceof AppError) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') {
    return new AppError('backup-file', `backup ${file}: cannot be read: ${message}`, error)
  }
  const came =
    error instanceof z.ZodError || error instanceof SyntaxError ? 'another head' : message
  return new AppError(
    'backup-damaged',
    `backup ${file}: expected a whole ${backupFormat} as it was written, got ${came}`,
    error,
  )
}

/** Reads a stream by lines and by counted bytes. */
function createByteReader(stream: AsyncIterable<Buffer>) {
  const source = stream[Symbol.asyncIterator]()
  let chunks: Buffer[] = []
  let length = 0
  /** False at the end of the stream. */
  const more = async () => {
    const { value, done } = (await source.next()) as IteratorResult<Buffer, undefined>
    if (done === true) return false
    chunks.push(value)
    length += value.length
    return true
  }
  const cut = (size: number): Buffer<ArrayBuffer> => {
    const all = Buffer.concat(chunks)
    chunks = [all.subarray(size)]
    length -= size
    // A copy: what is handed on may be given away with its memory.
    return Buffer.from(all.subarray(0, size))
  }
  return {
    take: async (size: number) => {
      while (length < size) if (!(await more())) throw new Error('an end before its time')
      return cut(size)
    },
    /** Up to and with the next line feed. */
    line: async () => {
      for (;;) {
        chunks = [Buffer.concat(chunks)]
        const end = chunks[0]!.indexOf(0x0a)
        if (end >= 0) return cut(end + 1)
        if (length > backupLineBytesMax || !(await more()))
          throw new Error('an end before its time')
      }
    },
    atEnd: async () => length === 0 && !(await more()),
  }
}
