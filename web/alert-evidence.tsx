import { hourMs } from '../src/domain/time.ts'
import { language, parameterName, plain, stationName, text } from './board.ts'
import { agedAt } from './clock.ts'
import { readEvidence, type Arrival, type Evidence, type IntakeAhead } from './evidence.ts'
import { formatTime } from './format.ts'
import { Chip, ClassChip, isWaterClass } from './marks.tsx'
import { aqiLevel, waterClasses } from './water-class.ts'
import type { AlertItem } from './wire.ts'
import { word } from './board.ts'

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

/** What the value is held against. */
function against(evidence: Evidence): readonly string[] {
  const { limit, expected, expectedLow, expectedHigh, target, usual, score } = evidence
  const ranged = expectedLow !== null && expectedHigh !== null
  return [
    ...(limit === null ? [] : [text('alert.limit', { value: plain(limit) })]),
    ...(ranged
      ? [text('alert.expectedRange', { low: plain(expectedLow), high: plain(expectedHigh) })]
      : expected === null
        ? []
        : [text('alert.expected', { value: plain(expected) })]),
    ...(target === null ? [] : [text('alert.target', { class: target })]),
    ...(usual === null ? [] : [text('alert.usual', { class: usual })]),
    ...(score === null ? [] : [text('alert.score', { value: plain(score) })]),
  ]
}

function Finding({ evidence }: { readonly evidence: Evidence }) {
  const { parameter, value, unit, aqi } = evidence
  const name = waterClasses.find((one) => one === evidence.class)
  return (
    <dl class="finding">
      {parameter !== null && value !== null && (
        <div class="finding-lead">
          <dt>{parameterName(parameter)}</dt>
          <dd>
            <b>{plain(value)}</b> {unit}
          </dd>
        </div>
      )}
      {evidence.cited.slice(0, citedMax).map((cited) => (
        <div key={cited.parameter}>
          <dt>{parameterName(cited.parameter)}</dt>
          <dd>
            <b>{plain(cited.value)}</b> {cited.unit}
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
                {`${text('alert.aqi', { value: aqi })} · ${word('level', String(aqiLevel(aqi)))}`}
              </Chip>
            )}
          </dd>
        </div>
      )}
    </dl>
  )
}

/** Why the alert was opened, as far as its evidence tells, and which intakes lie downstream. */
export function AlertEvidence({ alert }: { readonly alert: AlertItem }) {
  const evidence = readEvidence(alert.evidence)
  const held = against(evidence)
  return (
    <>
      {evidence.summary && <p class="summary">{evidence.summary[language.value]}</p>}
      <Finding evidence={evidence} />
      {held.length > 0 && <p class="against">{held.join(' · ')}</p>}
      {evidence.intakes.length > 0 && (
        <div class="intakes">
          <h4>{text('alert.intakes')}</h4>
          <ul>
            {evidence.intakes.map((intake) => (
              <Intake key={intake.station} intake={intake} />
            ))}
          </ul>
        </div>
      )}
    </>
  )
}
