import { markup, type Markup } from '../../models/products/markup.ts'
import type { Digest, DigestReview, DigestWorkflow } from '../domain/casework.ts'
import type { Names, Network } from '../domain/network.ts'
import { formatBeijing, type Instant } from '../domain/time.ts'
import { digestWords, type DigestWords } from './digest-words.ts'

type Language = 'zh' | 'en'
type Cell = string | number | null

const style = `
@page { size: A4; margin: 14mm; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #14202b;
  font: 10pt/1.45 "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", Arial, sans-serif; }
h1 { font-size: 16pt; color: #0b3d62; } h2 { font-size: 12pt; color: #0b3d62; }
h3 { font-size: 10pt; }
table { border-collapse: collapse; width: 100%; font-size: 9pt; }
th, td { border: 1px solid #b8c4ce; padding: 2pt 4pt; text-align: left; overflow-wrap: anywhere; }
thead { display: table-header-group; } tr { break-inside: avoid; }
.mark { font-weight: 700; color: #8a1c1c; }
@media print { body { margin: 0; max-width: none; } }
`

/** @example minuteOf(0) // => '1970-01-01 08:00' */
const minuteOf = (at: Instant | null): string =>
  at === null ? '–' : formatBeijing(at).slice(0, 16).replace('T', ' ')

/** The digest as a page that prints; made of the digest and the network's names alone. */
export function digestPage(digest: Digest, network: Network, language: Language): string {
  const words = digestWords[language]
  const names = namesOf(network, language)
  const { from, to, madeAt, half, alerts, ledger } = digest
  const list = (title: string, workflows: readonly DigestWorkflow[]) =>
    section(
      title,
      table(words, words.workflowColumns, workflows.map(workflowRow(language, words, names))),
    )
  return markup`<!doctype html>
    <html lang="${words.lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${words.title} ${half}</title>
        ${{ html: `<style>${style}</style>` }}
      </head>
      <body>
        <h1>${words.title} ${half}</h1>
        <p>${words.span(minuteOf(from), minuteOf(to))} · ${words.made(minuteOf(madeAt))}</p>
        ${digest.exercise && markup`<p class="mark">${words.exercise}</p>`}
        ${!digest.isOver && markup`<p>${words.running}</p>`}
        ${section(
          words.alerts,
          markup`<p>${words.opened(alerts.opened)}</p>
            ${table(words, words.tally, tallyRows(digest, words))}
            <h3>${words.confirmed}</h3>
            ${table(words, words.alertColumns, alertRows(digest, words, names))}`,
        )}
        ${section(words.counts, table(words, words.countColumns, countRows(digest, words, names)))}
        ${list(words.patrols, digest.patrols)} ${list(words.recognitions, digest.recognitions)}
        ${list(words.handOvers, digest.handOvers)} ${list(words.consultations, digest.consultations)}
        ${list(words.emergencies, digest.emergencies)}
        ${section(
          words.reviews,
          table(words, words.reviewColumns, digest.reviews.map(reviewRow(language, words, names))),
        )}
        ${section(
          words.ledger,
          markup`<p>${words.ledgerSum(ledger.open.length, ledger.overdue, ledger.closed)}</p>
            ${table(words, words.ledgerColumns, ledgerRows(digest, words, names))}`,
        )}
      </body>
    </html> `.html
}

type NameOf = (id: string | null) => string

function namesOf(network: Network, language: Language): NameOf {
  const all = [...network.stations, ...network.waterBodies, ...network.districts]
  const names = new Map<string, Names>(all.map(({ id, name }) => [id, name]))
  return (id) => (id === null ? '–' : (names.get(id)?.[language] ?? id))
}

const section = (title: string, content: Markup): Markup =>
  markup`<section><h2>${title}</h2>${content}</section>`

function table(words: DigestWords, columns: readonly string[], rows: readonly Cell[][]): Markup {
  if (rows.length === 0) return markup`<p>${words.none}</p>`
  return markup`<table>
    <thead><tr>${columns.map((name) => markup`<th>${name}</th>`)}</tr></thead>
    <tbody>
      ${rows.map((row) => markup`<tr>${row.map((cell) => markup`<td>${cell ?? '–'}</td>`)}</tr>`)}
    </tbody>
  </table>`
}

const tallyRows = ({ alerts }: Digest, words: DigestWords): Cell[][] =>
  alerts.tallies.map(({ kind, colour, verdict, alerts: count }) => [
    ...[words.kinds[kind], colour && words.colours[colour], verdict && words.verdicts[verdict]],
    count,
  ])

const alertRows = ({ alerts }: Digest, words: DigestWords, names: NameOf): Cell[][] =>
  alerts.confirmed.map(({ openedAt, station, kind, colour, incidentGrade, resolvedAt }) => [
    ...[minuteOf(openedAt), names(station), words.kinds[kind]],
    ...[colour && words.colours[colour], incidentGrade, minuteOf(resolvedAt)],
  ])

const countRows = ({ counts }: Digest, words: DigestWords, names: NameOf): Cell[][] =>
  counts.map(({ waterBody, year, done, least, lastAt, warning }) => [
    ...[names(waterBody), year, done, least, minuteOf(lastAt)],
    warning === null ? '' : words.warnings[warning],
  ])

const workflowRow =
  (language: Language, words: DigestWords, names: NameOf) =>
  ({ trigger, reference, lastStep, outcome, leader, ...one }: DigestWorkflow) => [
    ...[minuteOf(one.openedAt), names(one.station), names(one.siteDistrict)],
    reference === null ? words.triggers[trigger] : `${words.triggers[trigger]} ${reference}`,
    ...[leader, lastStep?.[language] ?? null, outcome, minuteOf(one.closedAt)],
  ]

const reviewRow =
  (language: Language, words: DigestWords, names: NameOf) =>
  ({ year, sheet, district, cases, scored, mean, grade, isOver }: DigestReview) => [
    ...[year, sheet[language], names(district), cases, scored],
    ...[mean === null ? null : mean.toFixed(1), grade?.[language] ?? null],
    isOver ? words.concluded : words.goesOn,
  ]

const ledgerRows = ({ ledger }: Digest, words: DigestWords, names: NameOf): Cell[][] =>
  ledger.open.map(({ workflow, title, foundAt, responsible, dueAt, isOverdue }) => [
    ...[minuteOf(foundAt), title, names(workflow.siteDistrict)],
    words.states[workflow.state] ?? workflow.state,
    ...[responsible, minuteOf(dueAt), isOverdue ? words.overdue : ''],
  ])
