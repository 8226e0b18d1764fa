import { hourMs } from '../src/domain/time.ts'
import { language, parameterName, parameters, plain, stationName, text, word } from './board.ts'
import { agedAt } from './clock.ts'
import { readEvidence, type Arrival, type Evidence, type IntakeAhead } from './evidence.ts'
import { sentencesOf, type Telling } from './evidence-words.ts'
import { formatRecent, formatTime, instantOf } from './format.ts'
import { latestOf } from './latest.ts'
import { Chip, ClassChip, isWaterClass } from './marks.tsx'
import { aqiLevel, limitsFor, moreIsBetter, waterClasses } from './water-class.ts'
import type { AlertItem } from './wire.ts'

/** Cited readings beside the leading one; more would hide it. */
const citedMax = 4

function arrivalWords({ status, fromAt, toAt, reason }: Arrival): string {
  if (status === 'reversed') return text('arrival.reversed')
  if (status === 'standing') return text('arrival.standing')
  if (status === 'unknown' || fromAt === null || toAt === null) {
    const known = reason === null || /no.?flow/i.test(reason)
    return text('arrival.unknown', { reason: known ? text('arrival.noFlow') : reason })
  }
  const hours = (at: number) => Math.max(0, Math.round((at - agedAt.value) / hourMs))
  if (hours(toAt) === 0 || fromAt <= agedAt.value) return text('arrival.now')
  return text('arrival.window', { from: hours(fromAt), to: hours(toAt) })
}

function Intake({ intake }: { readonly intake: IntakeAhead }) {
  const { station, distanceKm, arrival } = intake
  const { status, fromAt, toAt } = arrival
  return (
    <li>
      <span class="intake-name">{stationName(station)}</span>
      {distanceKm !== null && (
        <span class="intake-km">{text('arrival.distance', { km: plain(distanceKm) })}</span>
      )}
      <span class={`intake-arrival intake-${status}`}>
        {arrivalWords(arrival)}
        {status === 'estimated' && fromAt !== null && toAt !== null && (
          <small>
            {formatTime(language.value, fromAt)} – {formatTime(language.value, toAt)}
          </small>
        )}
      </span>
    </li>
  )
}

const telling = (): Telling => ({
  language: language.value,
  factor: parameterName,
  isMoreBetter: (code) =>
    moreIsBetter(limitsFor(parameters.value.get(code)?.limits, 'river') ?? []),
})

/** What is measured now, where that is newer than what opened the alert. */
function Newer(props: {
  readonly station: string | null
  readonly parameter: string
  readonly than: number
}) {
  const reading =
    props.station === null ? undefined : latestOf(props.station).value.get(props.parameter)
  const at = instantOf(reading?.observedAt)
  if (reading === undefined || at === null || at <= props.than) return null
  const time = formatRecent(language.value, at, agedAt.value)
  return <span class="observed">{text('alert.newer', { value: plain(reading.value), time })}</span>
}

function Finding({ alert, evidence }: { readonly alert: AlertItem; readonly evidence: Evidence }) {
  const { parameter, value, unit, aqi } = evidence
  const observedAt = instantOf(alert.observedAt)
  const name = waterClasses.find((one) => one === evidence.class)
  const shown = evidence.cited.slice(0, citedMax)
  const leads = parameter !== null && value !== null
  if (!leads && shown.length === 0 && name === undefined && aqi === null) return null
  return (
    <dl class="finding">
      {leads && (
        <div class="finding-lead">
          <dt>{parameterName(parameter)}</dt>
          <dd>
            <b>{plain(value)}</b> {word('unit', unit)}
            {observedAt !== null && (
              <span class="observed">
                {text('alert.observed', {
                  time: formatRecent(language.value, observedAt, agedAt.value),
                })}
              </span>
            )}
            {observedAt !== null && (
              <Newer station={alert.station} parameter={parameter} than={observedAt} />
            )}
          </dd>
        </div>
      )}
      {shown.map((cited) => (
        <div key={cited.parameter}>
          <dt>{parameterName(cited.parameter)}</dt>
          <dd>
            <b>{plain(cited.value)}</b> {word('unit', cited.unit)}
          </dd>
        </div>
      ))}
      {(name !== undefined || aqi !== null) && (
        <div class="finding-class">
          <dt class="unseen">{text('stations.class')}</dt>
          <dd>
            {name !== undefined && isWaterClass(name) && <ClassChip name={name} />}
            {aqi !== null && (
              <Chip token={`--aqi-level-${aqiLevel(aqi)}`}>
                {text('alert.aqi', { value: aqi })}
              </Chip>
            )}
          </dd>
        </div>
      )}
    </dl>
  )
}

/** Nothing flows down from a station that is silent, or a probe that fails. */
const isOfWater = ({ kind }: AlertItem) => kind !== 'silence' && kind !== 'sensor-fault'

/** Why the alert was opened, as far as its evidence tells, and which intakes lie downstream. */
export function AlertEvidence({ alert }: { readonly alert: AlertItem }) {
  const evidence = readEvidence(alert.evidence)
  const sentences = sentencesOf(alert, evidence, telling())
  const threatened = isOfWater(alert) ? evidence.intakes : []
  return (
    <>
      {evidence.summary && <p class="summary">{evidence.summary[language.value]}</p>}
      <Finding alert={alert} evidence={evidence} />
      {sentences.length > 0 && (
        <p class="why">{sentences.join(language.value === 'zh' ? '' : ' ')}</p>
      )}
      {threatened.length > 0 && (
        <div class="intakes">
          <h4>{text('alert.intakes')}</h4>
          <ul>
            {threatened.map((intake) => (
              <Intake key={intake.station} intake={intake} />
            ))}
          </ul>
        </div>
      )}
    </>
  )
}
