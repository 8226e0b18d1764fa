import type { Alert } from '../src/domain/alert.ts'
import type { CapAlert, CapInfo } from '../src/domain/cap.ts'
import type { AlertKind, WarningColour } from '../src/domain/event.ts'
import type { DistrictEntry, Names, Network, Station } from '../src/domain/network.ts'
import { capTime, type CapMessage } from './cap-chain.ts'
import { titleOf } from './notice.ts'
import type { Rule } from './rule.ts'

export type CapContext = {
  /** Of whoever runs the engine: a domain name, without space, comma, `<` or `&`. */
  readonly sender: string
  readonly network: Network
  readonly rules: readonly Rule[]
}

type Weight = Pick<CapInfo, 'severity' | 'urgency' | 'responseType'>

/** Ours, on the colours' meaning: red is extreme and immediate, blue minor and of the future. */
const weights: Readonly<Record<WarningColour, Weight>> = {
  red: { severity: 'Extreme', urgency: 'Immediate', responseType: 'Execute' },
  orange: { severity: 'Severe', urgency: 'Expected', responseType: 'Execute' },
  yellow: { severity: 'Moderate', urgency: 'Expected', responseType: 'Monitor' },
  blue: { severity: 'Minor', urgency: 'Future', responseType: 'Monitor' },
}
const colourless: Weight = { severity: 'Unknown', urgency: 'Unknown', responseType: 'Assess' }

const categories: Readonly<Record<AlertKind, CapInfo['category']>> = {
  'algal-bloom': ['Env', 'Health'],
  deterioration: ['Env', 'Health'],
  limit: ['Env', 'Health'],
  unusual: ['Env'],
  'sensor-fault': ['Infra'],
  silence: ['Infra'],
  air: ['Env', 'Health'],
  system: ['Infra'],
}

/** A position that is not read in a source is good to 2 km. */
const roughKm = 2

/**
 * A message in the words of CAP 1.2, in Chinese and English.
 *
 * @returns null when the alert's rule or station is no longer of the network
 */
export function capAlert(message: CapMessage, context: CapContext): CapAlert | null {
  const { identifier, sent, msgType, alert, reason, earlier } = message
  const { sender, network, rules } = context
  const rule = rules.find(({ id }) => id === alert.rule)
  const station = network.stations.find(({ id }) => id === alert.station)
  if (rule === undefined || station === undefined) return null
  const about = { rule, station, network, sent, msgType }
  const references = earlier.map((one) => `${sender},${one.identifier},${one.sent}`).join(' ')
  return {
    ...{ identifier, sender, sent },
    status: alert.exercise === true ? 'Exercise' : 'Actual',
    msgType,
    scope: 'Restricted',
    restriction: 'for those who answer for this water; not reviewed for publication',
    code: 'qingliu/1',
    note: reason,
    ...(references === '' ? {} : { references }),
    info: [infoIn('zh', alert, about), infoIn('en', alert, about)],
  }
}

/** What a person reads first of an alert, in both languages. */
export function headlineOf(alert: Alert, isOver: boolean, rule: Rule, station: Station): Names {
  return titleOf(alert, isOver ? 'resolved' : 'first', { rule, station: station.name })
}

type About = {
  readonly rule: Rule
  readonly station: Station
  readonly network: Network
  readonly sent: string
  readonly msgType: CapAlert['msgType']
}

function infoIn(language: keyof Names, alert: Alert, about: About): CapInfo {
  const { rule, station, network, sent, msgType } = about
  const isOver = msgType === 'Cancel'
  const weight = alert.colour === null ? colourless : weights[alert.colour]
  return {
    language: language === 'zh' ? 'zh-CN' : 'en',
    category: categories[alert.kind],
    event: rule.name[language],
    responseType: isOver ? 'AllClear' : weight.responseType,
    urgency: isOver ? 'Past' : weight.urgency,
    severity: weight.severity,
    certainty: certaintyOf(alert),
    eventCode: { valueName: 'qingliu:rule', value: rule.id },
    effective: sent,
    onset: capTime(alert.openedAt),
    senderName: network.name[language],
    headline: headlineOf(alert, isOver, rule, station)[language],
    description: descriptionIn(language, alert, about),
    instruction: rule.response[language],
    parameter: parametersOf(alert),
    area: areaIn(language, station, network.districts),
  }
}

/** A person's word or a measurement is observed; a strange probe and early signs are possible. */
function certaintyOf({ verdict, kind, rule, evidence }: Alert): CapInfo['certainty'] {
  if (verdict === 'confirmed') return 'Observed'
  if (evidence['forecast'] === true) return 'Likely'
  return kind === 'unusual' || rule === 'bloom-ahead' ? 'Possible' : 'Observed'
}

function descriptionIn(language: keyof Names, alert: Alert, { rule, network }: About): string {
  const readings = alert.readings.map(({ parameter, value, observedAt }) => {
    const known = network.parameters.find(({ code }) => code === parameter)
    const unit = known === undefined || known.unit === '1' ? '' : ` ${known.unit}`
    return `${known?.name[language] ?? parameter} ${value}${unit}, ${capTime(observedAt)}`
  })
  return [...readings, rule.cause[language], rule.consequence[language]].join('\n')
}

function parametersOf(alert: Alert): CapInfo['parameter'] {
  const { id, colour, incidentGrade, occurrences, condition } = alert
  const named = { alert: id, condition, colour, incidentGrade, occurrences: String(occurrences) }
  return Object.entries(named).flatMap(([name, value]) =>
    value === null ? [] : [{ valueName: `qingliu:${name}`, value }],
  )
}

function areaIn(
  language: keyof Names,
  { name, lat, lon, position, district: id }: Station,
  districts: readonly DistrictEntry[],
): CapInfo['area'] {
  const district = districts.find((one) => one.id === id)
  const isKnown = district !== undefined && district.regionCodeCertainty !== 'memory'
  const code = { valueName: 'GB/T 2260', value: district?.regionCode ?? '' }
  return {
    areaDesc: [name[language], district?.name[language] ?? id].join(', '),
    circle: `${lat},${lon} ${position === 'sure' ? 0 : roughKm}`,
    ...(isKnown ? { geocode: code } : {}),
  }
}
