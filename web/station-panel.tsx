import { AqiOutlookSection } from './aqi-outlook-section.tsx'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Flag } from '../src/domain/flags.ts'
import {
  alertsByStation,
  chosenStation,
  language,
  parameterName,
  parameters,
  placeName,
  shownStation,
  text,
  word,
} from './board.ts'
import { readEvidence } from './evidence.ts'
import { agedAt } from './clock.ts'
import { formatNumber, formatRecent, instantOf } from './format.ts'
import { latestOf, type Latest } from './latest.ts'
import { ClassChip } from './marks.tsx'
import { StationChart } from './station-chart.tsx'
import { classOf, isAlgaeSign, limitsFor, waterClasses } from './water-class.ts'
import type { ReadingItem, StationItem } from './wire.ts'

function Value({ reading }: { readonly reading: ReadingItem }) {
  const about = parameters.value.get(reading.parameter)
  return (
    <>
      <b>
        {reading.qualifier ?? ''}
        {formatNumber(language.value, reading.value, about?.decimals?.hour)}
      </b>{' '}
      <span class="unit">{word('unit', reading.unit ?? about?.unit ?? '')}</span>
    </>
  )
}

function FlagWord({ reading }: { readonly reading: ReadingItem }) {
  const { flag, reasons = [] } = reading
  const shape = flag === Flag.fail ? 'flag-fail' : flag === Flag.suspect ? 'flag-suspect' : 'flag'
  return (
    <span class={shape}>
      {word('flag', String(flag))}
      {flag >= Flag.suspect && reasons.length > 0 && (
        <small>
          {reasons
            .map((reason) => word('reason', reason))
            .join(language.value === 'zh' ? '、' : ', ')}
        </small>
      )}
    </span>
  )
}

function Factor(props: {
  readonly reading: ReadingItem
  readonly station: StationItem
  readonly shown: boolean
  readonly choose: () => void
}) {
  const { reading, station, shown, choose } = props
  const limits = limitsFor(parameters.value.get(reading.parameter)?.limits, station.kind)
  const at = instantOf(reading.observedAt)
  return (
    <tr class={shown ? 'shown' : ''}>
      <th scope="row">
        <button type="button" class="link" aria-pressed={shown} onClick={choose}>
          {parameterName(reading.parameter)}
        </button>
      </th>
      <td>
        <span class="number">
          <Value reading={reading} />
        </span>
        {reading.flag >= Flag.suspect && (
          <span class="narrow-only">
            <FlagWord reading={reading} />
          </span>
        )}
      </td>
      <td>
        {limits && reading.flag < Flag.fail ? (
          <ClassChip name={classOf(limits, reading.value)} brief />
        ) : (
          '–'
        )}
      </td>
      <td class="wide-only">
        <FlagWord reading={reading} />
      </td>
      <td class="number">{at === null ? '–' : formatRecent(language.value, at, agedAt.value)}</td>
    </tr>
  )
}

type FactorsProps = {
  readonly station: StationItem
  readonly latest: Latest
  readonly shown: string
  readonly choose: (parameter: string) => void
}

function Factors({ station, latest, shown, choose }: FactorsProps) {
  return (
    <div class="scroll" role="region" aria-label={text('station.latest')} tabindex={0}>
      <table class="factors">
        <caption class="unseen">{text('station.latest')}</caption>
        <thead>
          <tr>
            <th scope="col">{text('station.factor')}</th>
            <th scope="col">{text('station.value')}</th>
            <th scope="col">{text('station.class')}</th>
            <th scope="col" class="wide-only">
              {text('station.flag')}
            </th>
            <th scope="col">{text('station.at')}</th>
          </tr>
        </thead>
        <tbody>
          {[...latest.values()].map((reading) => (
            <Factor
              key={reading.parameter}
              reading={reading}
              station={station}
              shown={reading.parameter === shown}
              choose={() => choose(reading.parameter)}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A place that is neither from a source nor computed from one says so. */
function placeDoubt({ position = 'sure' }: StationItem): readonly string[] {
  return position === 'sure' || position === 'calculated' ? [] : [word('position', position)]
}

function Facts({ station, latest }: { readonly station: StationItem; readonly latest: Latest }) {
  const { kind, waterBody, district, target, chainageKm = null, waterClass = null } = station
  const facts = [
    word('kind', kind),
    ...(waterBody === null ? [] : [placeName('water', waterBody)]),
    placeName('district', district),
    ...(chainageKm === null ? [] : [text('station.km', { km: chainageKm })]),
    ...(target === null ? [] : [text('station.target', { class: target })]),
    word('state', station.state),
    ...placeDoubt(station),
  ]
  return (
    <p class="facts">
      {waterClass !== null && <ClassChip name={waterClass} />}
      {isAlgaeSign(latest) && <strong class="algae">{text('station.algae')}</strong>}
      <span>{facts.join(' · ')}</span>
    </p>
  )
}

/** How bad a reading's class is; -1 without one. */
function badness({ kind }: StationItem, { parameter, value }: ReadingItem): number {
  const limits = limitsFor(parameters.value.get(parameter)?.limits, kind)
  return limits === null ? -1 : waterClasses.indexOf(classOf(limits, value))
}

/** The factor to begin with: what an alert here is about, else the one with the worst class. */
function firstFactor(station: StationItem, latest: Latest): string | undefined {
  const about = (alertsByStation.value.get(station.id) ?? [])
    .map(({ evidence }) => readEvidence(evidence).parameter)
    .find((parameter) => parameter !== null && latest.has(parameter))
  const byBadness = [...latest.values()].sort((a, b) => badness(station, b) - badness(station, a))
  return about ?? byBadness[0]?.parameter
}

function StationBody({ station }: { readonly station: StationItem }) {
  const wished = useSignal<string | null>(null)
  const latest = latestOf(station.id).value
  const wish = wished.value
  const shown = wish !== null && latest.has(wish) ? wish : firstFactor(station, latest)
  return (
    <>
      {shown === undefined ? (
        <p class="empty station-empty">{text('station.empty')}</p>
      ) : (
        <div class="station-body">
          <Factors
            station={station}
            latest={latest}
            shown={shown}
            choose={(parameter) => (wished.value = parameter)}
          />
          <StationChart
            key={shown}
            station={station}
            parameter={shown}
            period={latest.get(shown)?.period ?? 'PT0S'}
          />
        </div>
      )}
    </>
  )
}

/** The station looked at: its latest values and one factor over time. */
export function StationPanel() {
  const station = shownStation.value
  const panel = useRef<HTMLElement>(null)
  const chosen = chosenStation.value
  useEffect(() => {
    const element = panel.current
    if (chosen === null || element === null) return
    const { top } = element.getBoundingClientRect()
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    const behavior = calm ? 'auto' : 'smooth'
    if (top < 0 || top > 0.8 * window.innerHeight) element.scrollIntoView({ behavior })
  }, [chosen])
  return (
    <section class="panel station-panel" id="station" ref={panel} aria-labelledby="station-heading">
      <div class="panel-head">
        <h2 id="station-heading">{station?.name[language.value] ?? text('page.loading')}</h2>
        {station && <Facts station={station} latest={latestOf(station.id).value} />}
      </div>
      {station && <StationBody key={station.id} station={station} />}
      <AqiOutlookSection />
    </section>
  )
}
