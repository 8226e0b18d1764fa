import { reportStateOf } from '../../alerts/workflow/report-clock.ts'
import type { Alert, Workflow, WorkflowStep } from '../domain/alert.ts'
import type { ReportKind, ReportPlan } from '../domain/incident.ts'
import { textIn, type Json } from '../domain/json.ts'
import type { Network } from '../domain/network.ts'
import type { StoredReading } from '../domain/queries.ts'
import { formatBeijing, parseInstant, type Instant } from '../domain/time.ts'
import { digestWords } from './digest-words.ts'
import { reportWords, type ReportWords } from './report-words.ts'

export type Language = 'zh' | 'en'

/** All that a draft is made of: the same gives the same text to the byte. */
export type ReportInputs = {
  readonly kind: ReportKind
  /** The reports it is one of. */
  readonly reports: Workflow
  readonly alert: Alert | null
  readonly monitoring: Workflow | null
  /** Newest of the place and the intakes below it. */
  readonly readings: readonly StoredReading[]
  readonly asOf: Instant
  readonly plan: ReportPlan
  readonly network: Network
}

/** @example minuteOf(0) // => '1970-01-01 08:00' */
const minuteOf = (at: Instant): string => formatBeijing(at).slice(0, 16).replace('T', ' ')

/** What a person wrote stands in one cell, whatever it holds. */
const cell = (text: string | number): string =>
  String(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\|<>*_`[\]]/g, (sign) => `\\${sign}`)

function table(words: ReportWords, head: readonly string[], rows: readonly (string | number)[][]) {
  if (rows.length === 0) return [words.none, '']
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line), '']
}

/** The draft of a report in Markdown; what only people know is left open in it. */
export function reportDraft(inputs: ReportInputs, language: Language): string {
  const { kind, reports, asOf } = inputs
  const words = reportWords[language]
  const { sent } = reportStateOf(reports)
  const number = sent.filter((one) => one.kind === kind).length + 1
  return [
    `# ${words.titles[kind]} ${words.numbered(number)}`,
    '',
    ...(reports.exercise ? [`**${words.exercise}**`, ''] : []),
    `${words.draft} ${words.asOf(minuteOf(asOf))}`,
    '',
    ...basics(inputs, words, language),
    ...measured(inputs, words, language),
    ...intakes(inputs, words, language),
    ...monitored(inputs, words, language),
    `## ${words.before}`,
    '',
    ...table(
      words,
      words.sentColumns,
      sent.map((one) => [
        `${words.titles[one.kind]} ${words.numbered(one.number)}`,
        ...[minuteOf(one.at), one.person, one.to.join(', ')],
      ]),
    ),
    `## ${words.trend}`,
    '',
    words.open,
    '',
  ].join('\n')
}

function namesOf({ stations, districts, parameters }: Network, language: Language) {
  const nameIn = (all: readonly { id: string; name: { zh: string; en: string } }[], id: string) =>
    all.find((one) => one.id === id)?.name[language] ?? id
  return {
    station: (id: string) => nameIn(stations, id),
    district: (id: string) => nameIn(districts, id),
    parameter: (code: string) =>
      parameters.find((one) => one.code === code)?.name[language] ?? code,
  }
}

function basics(
  { reports, alert, plan, network }: ReportInputs,
  words: ReportWords,
  language: Language,
) {
  const { fields } = words
  const { grade, asMajor, knownAt, dueAt } = reportStateOf(reports)
  const names = namesOf(network, language)
  const { station, siteDistrict } = reports
  const major = asMajor.map((reason) => words.reasons[reason]).join(', ')
  const graded = words.grade(grade) + (major === '' ? '' : `; ${words.asMajor(major)}`)
  const kind = alert === null ? null : digestWords[language].kinds[alert.kind]
  const rows: readonly (readonly [string, string | null])[] = [
    [fields.place, station === null ? words.open : names.station(station)],
    [fields.district, siteDistrict === null ? words.open : names.district(siteDistrict)],
    [fields.opened, alert === null ? null : minuteOf(alert.openedAt)],
    [fields.known, minuteOf(knownAt)],
    [fields.kind, kind],
    [fields.grade, graded],
    [fields.due, dueAt === null ? null : minuteOf(dueAt)],
    [fields.source, `${plan.source}; ${words.certainties[plan.certainty]}`],
    [fields.cause, words.open],
    [fields.harm, words.open],
  ]
  const told = rows.flatMap(([name, value]) =>
    value === null ? [] : [`- ${name}: ${cell(value)}`],
  )
  return [`## ${words.basics}`, '', ...told, '']
}

function measured(
  { alert, readings, network }: ReportInputs,
  words: ReportWords,
  language: Language,
) {
  const names = namesOf(network, language)
  const { parameter, value, unit, limit } = alert?.evidence ?? {}
  const code = textIn(parameter)
  const about = [
    ...(code === '' ? [] : [names.parameter(code)]),
    ...(textIn(value) === '' ? [] : [`${textIn(value)} ${textIn(unit)}`.trim()]),
    ...(textIn(limit) === '' ? [] : [words.limit(textIn(limit))]),
  ]
  const units = new Map(network.parameters.map((one) => [one.code, one.unit]))
  const rows = readings.map((one) => [
    ...[names.station(one.station), names.parameter(one.parameter)],
    `${one.qualifier}${one.value} ${units.get(one.parameter) ?? ''}`.trim(),
    ...[minuteOf(one.observedAt), words.sources[one.source] ?? one.source],
  ])
  const first = about.length === 0 ? words.open : cell(about.join(', '))
  return [`## ${words.evidence}`, '', first, '', ...table(words, words.readings, rows)]
}

function intakes({ alert, network }: ReportInputs, words: ReportWords, language: Language) {
  const names = namesOf(network, language)
  const listed = alert?.evidence['intakes']
  const rows = (Array.isArray(listed) ? listed : []).flatMap((one) => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return []
    const { station, distanceKm, arrival } = one as Readonly<Record<string, Json>>
    return [
      [names.station(textIn(station)), `${textIn(distanceKm)} km`, arrivalText(arrival, words)],
    ]
  })
  return [`## ${words.intakes}`, '', ...table(words, words.intakeColumns, rows)]
}

function arrivalText(arrival: Json | undefined, words: ReportWords): string {
  if (typeof arrival !== 'object' || arrival === null || Array.isArray(arrival)) return words.open
  const { status, fromAt, toAt } = arrival as Readonly<Record<string, Json>>
  const [from, to] = [instantOf(fromAt), instantOf(toAt)]
  if (from === null || to === null) return words.arrivals[textIn(status)] ?? textIn(status)
  return words.arrival(minuteOf(from), minuteOf(to))
}

const instantOf = (value: Json | undefined): Instant | null =>
  typeof value === 'number' ? value : typeof value === 'string' ? parseInstant(value) : null

function monitored(
  { monitoring, asOf, network }: ReportInputs,
  words: ReportWords,
  language: Language,
) {
  const names = namesOf(network, language)
  const steps = (monitoring?.steps ?? []).filter(({ recordedAt }) => recordedAt <= asOf)
  const plan = steps.findLast(({ step }) => step === 'plan' || step === 'revise-plan')
  const revision = Number(plan?.data['revision'] ?? 0)
  const row = ({ at, district, person, data }: WorkflowStep) => {
    const { round, results } = data
    const count = Array.isArray(results) ? results.length : 0
    return [textIn(round), minuteOf(at), names.district(district), person, count]
  }
  const rounds = steps.filter(({ step }) => step === 'sampling-round').map(row)
  const planned = revision === 0 ? [] : [words.plan(revision), '']
  return [`## ${words.rounds}`, '', ...planned, ...table(words, words.roundColumns, rounds)]
}
