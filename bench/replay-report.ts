import { dayMs, formatInstant, type Instant } from '../src/domain/time.ts'
import {
  compareWithEpisodes,
  type Finding,
  type Findings,
  type SeriesFindings,
} from './replay-findings.ts'
import type { PreparedFile } from './replay-file.ts'
import type { Source } from './replay-sources.ts'

/** Values by outcome, once as the receipts told them and once as the engine counted them. */
export type Sums = {
  readonly values: number
  readonly stored: number
  readonly duplicate: number
  readonly revised: number
  readonly refused: number
}

export type Result = {
  readonly source: Source
  readonly file: PreparedFile
  /** The replay's own table, by line name. */
  readonly told: ReadonlyMap<string, number>
  readonly receipts: Sums
  readonly engine: Sums & { readonly inHand: number }
  readonly exitCode: number | null
  /** Seconds of the replay process, and of the engine's processor. */
  readonly seconds: number
  readonly cpuSeconds: number
  /** How fast the file's clock ran; 0: as fast as receipts came. */
  readonly speed: number
  readonly findings: Findings
}

/** Every sum that does not hold, in words; none: all add up. */
export function faultsOf(result: Result): string[] {
  const { source, file, told, receipts, engine, exitCode, findings } = result
  const answered = findings.series.reduce((sum, { readings }) => sum + readings, 0)
  const total = ({ stored, duplicate, revised, refused }: Sums) =>
    stored + duplicate + revised + refused
  const pairs: [string, number, string, number][] = [
    ['messages of the file', file.messages, 'messages sent', told.get('messages sent') ?? NaN],
    ['values of the file', file.values, 'values sent', receipts.values],
    ['values sent', receipts.values, 'their fates by receipt', total(receipts)],
    ['values received', engine.values, 'their fates by the engine', total(engine)],
    ['stored by receipt', receipts.stored, 'stored by the engine', engine.stored],
    ['duplicate by receipt', receipts.duplicate, 'duplicate by the engine', engine.duplicate],
    ['revised by receipt', receipts.revised, 'revised by the engine', engine.revised],
    ['refused by receipt', receipts.refused, 'refused by the engine', engine.refused],
    ['values sent', receipts.values, 'values received', engine.values],
    ['values stored', engine.stored, 'readings answered', answered],
    ['values in hand', engine.inHand, 'none', 0],
  ]
  const faults = pairs
    .filter(([, left, , right]) => left !== right)
    .map(([what, left, other, right]) => `${what}: ${left}, but ${other}: ${right}`)
  if (exitCode !== 0) faults.push(`the replay ended with ${exitCode}`)
  return faults.map((fault) => `${source.name}: ${fault}`)
}

const count = (value: number) => value.toLocaleString('en')
const day = (at: Instant) => formatInstant(at).slice(0, 10)
const minute = (at: Instant) => formatInstant(at).slice(0, 16).replace('T', ' ')
const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')

/** The table of all files, then what was found in each. */
export function formatReport(results: readonly Result[]): string {
  const head = ['file', 'rows', 'messages', 'values', 'stored', 'duplicate', 'revised', 'refused']
  const more = [
    'events',
    'of silence',
    'alerts',
    'first bloom alert',
    'pace',
    'seconds',
    'engine CPU, µs/value',
  ]
  const rows = results.map((result) => {
    const { source, file, receipts, findings, speed, seconds, cpuSeconds } = result
    const { values, stored, duplicate, revised, refused } = receipts
    const counts = [file.rows, file.messages, values, stored, duplicate, revised, refused]
    const silences = findings.events.filter(({ rule }) => rule.endsWith('-silence')).length
    const pace =
      speed === 0 ? `${count(Math.round(values / seconds))} values/s` : `${count(speed)} × recorded`
    return [
      source.name,
      ...[...counts, findings.events.length, silences, findings.alerts.length].map(count),
      firstBloom(source, findings),
      pace,
      seconds.toFixed(0),
      ((1e6 * cpuSeconds) / values).toFixed(0),
    ]
  })
  return [table([...head, ...more], rows), ...results.map(formatFile)].join('\n\n')
}

function firstBloom({ dailyMaxima, bloomAt }: Source, { found }: Findings): string {
  if (dailyMaxima.length === 0) return 'measures no algae'
  const bloom = found.find(({ rule, alerts }) => rule === 'bloom' && alerts > 0)
  if (bloom === undefined) return 'none'
  const stood = `${minute(bloom.firstAt)}; stood ${bloom.standingDays.toFixed(1)} d`
  if (bloomAt === null) return stood
  const onDay = bloom.standings.some(
    ({ fromAt, toAt }) => fromAt < bloomAt + dayMs && toAt > bloomAt,
  )
  return `${stood}, ${onDay ? 'among them' : 'not'} the bloom day`
}

function formatFile(result: Result): string {
  const { source, file, findings, told } = result
  const codes = [...told].filter(([name]) => name.startsWith('refused: '))
  const refused = codes.map(([name, values]) => `${count(values)} ${name.slice(9)}`)
  const parts = [`## ${source.name}`, formatFindings(findings.found), formatFlags(findings.series)]
  if (refused.length > 0) parts.push(`Refused: ${refused.join(', ')}.`)
  if (file.episodes.length > 0) parts.push(formatEpisodes(result))
  for (const { alias, dailyMaxima } of findings.series) {
    if (!source.dailyMaxima.includes(alias)) continue
    parts.push(formatMaxima(alias, dailyMaxima, source.bloomAt))
  }
  return parts.join('\n\n')
}

function formatFindings(found: readonly Finding[]): string {
  const head = ['rule', 'about', 'begins', 'stood, days', 'colour', 'first', 'alert opened']
  const rows = found.map((one) => [
    one.rule,
    one.subject,
    count(one.begins),
    one.standingDays.toFixed(1),
    one.worstColour ?? '',
    minute(one.firstAt),
    one.openedAt === null
      ? 'none'
      : `${minute(one.openedAt)}${one.retrospective > 0 ? ', retrospective' : ''}`,
  ])
  return found.length === 0 ? 'Nothing found.' : table(head, rows)
}

function formatFlags(series: readonly SeriesFindings[]): string {
  const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`
  const rows = series.map(({ alias, readings, suspect, fail, reasons }) => [
    alias,
    count(readings),
    share(suspect, readings),
    share(fail, readings),
    reasons
      .slice(0, 3)
      .map(([reason, times]) => `${reason} ${share(times, readings)}`)
      .join(', '),
  ])
  return table(['parameter', 'readings', 'suspect', 'fail', 'reasons beside these flags'], rows)
}

function formatEpisodes({ file, findings }: Result): string {
  const rules = [...new Set(findings.found.map(({ rule }) => rule))]
  const rows = rules.map((rule) => {
    const own = findings.found.filter((one) => one.rule === rule)
    const { found, standings, outside, episodes } = compareWithEpisodes(own, file.episodes)
    return [rule, `${found} of ${episodes}`, count(standings), count(outside)]
  })
  return table(['rule', 'marked episodes met', 'times it stood', 'outside any mark'], rows)
}

/** One line a week; the recorded bloom day in bold. */
function formatMaxima(
  alias: string,
  maxima: ReadonlyMap<Instant, number>,
  bloomAt: Instant | null,
): string {
  const days = [...maxima.keys()].toSorted((a, b) => a - b)
  const first = days[0]!
  const lastWeek = Math.floor((days.at(-1)! - first) / dayMs / 7)
  const rows = Array.from({ length: lastWeek + 1 }, (_, week) => {
    const from = first + week * 7 * dayMs
    const cells = [0, 1, 2, 3, 4, 5, 6].map((nth) => {
      const at = from + nth * dayMs
      const value = maxima.get(at)
      const text = value === undefined ? '' : shortValue(value)
      return at === bloomAt ? `**${text}**` : text
    })
    return [day(from), ...cells]
  })
  const unit = alias === 'algae' ? 'million cells/L' : 'µg/L'
  const bloom = bloomAt === null ? '' : `; the recorded bloom day, ${day(bloomAt)}, in bold`
  const head = ['from', '+0', '+1', '+2', '+3', '+4', '+5', '+6']
  return `Daily maxima, ${alias}, ${unit}${bloom}.\n\n${table(head, rows)}`
}

const shortValue = (value: number) => (value > 1_000 ? value / 1e6 : value).toFixed(1)
