import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { minuteMs, type Instant } from '../src/domain/time.ts'
import { parseFileTime } from '../src/cli/file-time.ts'
import { readReplayRows, type RowMapping } from '../src/cli/replay-rows.ts'
import type { Source } from './replay-sources.ts'

/** A run of rows that experts marked, by the file's own times. */
export type Episode = { readonly fromAt: Instant; readonly toAt: Instant }

/** What is sent, and what the file itself says must come out of it. */
export type PreparedFile = {
  readonly path: string
  readonly rows: number
  /** Rows with a time and at least one value. */
  readonly messages: number
  readonly values: number
  readonly firstAt: Instant
  readonly lastAt: Instant
  readonly episodes: readonly Episode[]
}

/**
 * Writes what is to be sent into `folder`, in the logger's order, `rowsMax` rows at most, and
 * counts it. The shared file stays as it is.
 */
export async function prepareFile(
  source: Source,
  sharedPath: string,
  folder: string,
  rowsMax: number,
): Promise<PreparedFile> {
  const text = gunzipSync(await readFile(sharedPath)).toString('utf8')
  const [header = '', ...all] = text.trimEnd().split('\n')
  const lines = inOrder(header, all, source.orderBy).slice(0, rowsMax)
  const path = join(folder, `${source.name}.csv`)
  await writeFile(path, [header, ...lines, ''].join('\n'))

  const counted = { rows: 0, messages: 0, values: 0, firstAt: Infinity, lastAt: -Infinity }
  for await (const { observedAt, values } of readReplayRows(path, mappingOf(source))) {
    counted.rows += 1
    const valueCount = Object.keys(values).length
    if (observedAt === null || valueCount === 0) continue
    counted.messages += 1
    counted.values += valueCount
    counted.firstAt = Math.min(counted.firstAt, observedAt)
    counted.lastAt = Math.max(counted.lastAt, observedAt)
  }
  return { path, ...counted, episodes: episodesOf(source, header, lines) }
}

function mappingOf({ timeColumn, map }: Source): RowMapping {
  const parameters = new Map(map.map(([column, parameter]) => [column, parameter]))
  return { timeColumn, parameters, units: new Map(), missing: new Set() }
}

function inOrder(header: string, lines: readonly string[], column: string | null) {
  if (column === null) return lines
  const cell = cellOf(header, column)
  return lines.toSorted((a, b) => Number(cell(a)) - Number(cell(b)))
}

/** Reads one cell of a line; these files quote nothing. */
function cellOf(header: string, column: string): (line: string) => string {
  const index = header.split(',').indexOf(column)
  if (index < 0) throw new Error(`no column ${column} in ${header}`)
  return (line) => line.split(',')[index] ?? ''
}

function episodesOf(source: Source, header: string, lines: readonly string[]): Episode[] {
  if (source.labelColumn === null) return []
  const label = cellOf(header, source.labelColumn)
  const time = cellOf(header, source.timeColumn)
  const episodes: { fromAt: Instant; toAt: Instant }[] = []
  for (const line of lines.filter((one) => label(one) === '1')) {
    const at = parseFileTime(time(line))!
    const last = episodes.at(-1)
    if (last !== undefined && at - last.toAt <= minuteMs) last.toAt = at
    else episodes.push({ fromAt: at, toAt: at })
  }
  return episodes
}
