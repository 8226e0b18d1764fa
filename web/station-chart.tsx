import { batch, signal, useComputed, useSignal, useSignalEffect } from '@preact/signals'
import type { FunctionComponent } from 'preact'
import { useEffect } from 'preact/hooks'
import { dayMs, formatInstant } from '../src/domain/time.ts'
import { alertsByStation, language, parameterName, parameters, plain, text, word } from './board.ts'
import { columnsOf, extentOf, joinReadings, type Columns } from './chart-data.ts'
import type { ChartProps } from './chart.tsx'
import { readReadings } from './client.ts'
import { agedAt, nowAt } from './clock.ts'
import { formatTime } from './format.ts'
import { ForecastSection } from './forecast-section.tsx'
import { stepsOf, useOutlook, type ForecastStep } from './forecast.ts'
import { freshReadings } from './latest.ts'
import { limitsFor } from './water-class.ts'
import type { ReadingItem, StationItem } from './wire.ts'

const ranges = { day: dayMs, week: 7 * dayMs } as const
type RangeName = keyof typeof ranges
const rangeNames: readonly RangeName[] = ['day', 'week']

type Series = { readonly station: string; readonly parameter: string; readonly period: string }
type Read = { readonly readings: readonly ReadingItem[]; readonly cut: boolean }

const isOf = (series: Series) => (reading: ReadingItem) =>
  reading.station === series.station &&
  reading.parameter === series.parameter &&
  (reading.period ?? series.period) === series.period &&
  reading.source !== 'manual'

/** Readings of a series over a range, and what comes new; null while they are being read. */
function useReadings(series: Series, range: RangeName) {
  const read = useSignal<Read | null>(null)
  const { station, parameter, period } = series
  useEffect(() => {
    let current = true
    read.value = null
    const from = formatInstant(nowAt.peek() - ranges[range])
    readReadings({ station, parameter, period, from }).then(
      ({ items, cut }) => {
        if (current) read.value = { readings: items.filter(isOf(series)), cut }
      },
      () => {
        if (current) read.value = { readings: [], cut: false }
      },
    )
    return () => {
      current = false
    }
  }, [station, parameter, period, range])

  useSignalEffect(() => {
    const fresh = freshReadings.value.filter(isOf(series))
    const before = read.peek()
    if (fresh.length === 0 || before === null) return
    const fromAt = nowAt.peek() - ranges[range]
    batch(
      () => (read.value = { ...before, readings: joinReadings(before.readings, fresh, fromAt) }),
    )
  })
  return read
}

/** What draws charts: read once, when the first one is looked at, so that alerts do not wait for it. */
const drawn = signal<FunctionComponent<ChartProps> | 'reading' | 'failed'>('reading')

function Drawing(props: ChartProps) {
  useEffect(() => {
    if (typeof drawn.peek() === 'function') return
    import('./chart.tsx').then(
      ({ Chart }) => (drawn.value = Chart),
      () => (drawn.value = 'failed'),
    )
  }, [])
  const Chart = drawn.value
  if (typeof Chart === 'function') return <Chart {...props} />
  return <p class="empty">{text(Chart === 'failed' ? 'chart.failed' : 'page.loading')}</p>
}

function Ranges(props: { readonly chosen: RangeName; readonly choose: (name: RangeName) => void }) {
  return (
    <div class="ranges" role="group" aria-label={text('chart.range')}>
      {rangeNames.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={props.chosen === name}
          onClick={() => props.choose(name)}
        >
          {text(`chart.${name}`)}
        </button>
      ))}
    </div>
  )
}

const isRead = (columns: Columns, index: number) =>
  typeof (columns[1][index] ?? columns[3][index]) === 'number'

/** What was forecast for a time. */
function saidAt(columns: Columns, index: number, unit: string): string {
  if (typeof columns[4][index] !== 'number') return ' '
  const figures = columns.slice(4).map((column) => plain(column[index] ?? NaN))
  const [median = '', high95 = '', low95 = '', high80 = '', low80 = ''] = figures
  const time = formatTime(language.value, columns[0][index]! * 1_000)
  return text('forecast.readout', { time, median, unit, low80, high80, low95, high95 })
}

/** The point under the pointer, or the latest one, in a line that is always there. */
function readoutOf(columns: Columns, looked: number | null, unit: string): string {
  const [seconds, good, suspect, failed] = columns
  const index = looked ?? seconds.findLastIndex((_, place) => isRead(columns, place))
  const at = seconds[index]
  const value = good[index] ?? failed[index]
  if (at === undefined) return ' '
  if (typeof value !== 'number') return saidAt(columns, index, unit)
  const isAt = (column: typeof good) => typeof column[index] === 'number'
  const flag = isAt(failed) ? '4' : isAt(suspect) ? '3' : null
  const marked = flag === null ? '' : ` · ${word('flag', flag)}`
  return `${formatTime(language.value, at * 1_000)} · ${plain(value)} ${unit}${marked}`
}

function ChartKey(props: { readonly bands: boolean; readonly ahead: readonly ForecastStep[] }) {
  const { bands, ahead } = props
  const isPublished = ahead.some(({ item }) => item.published)
  return (
    <ul class="chart-key">
      <li class="key-good">{text('chart.good')}</li>
      <li class="key-suspect">{text('chart.suspect')}</li>
      <li class="key-fail">{text('chart.fail')}</li>
      {bands && <li class="key-bands">{text('chart.bands')}</li>}
      {ahead.length > 0 && (
        <>
          <li class="key-ahead">{text(isPublished ? 'forecast.key' : 'forecast.keyUnproven')}</li>
          <li class="key-ahead80">{text('forecast.key80')}</li>
          <li class="key-ahead95">{text('forecast.key95')}</li>
        </>
      )}
    </ul>
  )
}

type Props = {
  readonly station: StationItem
  readonly parameter: string
  readonly period: string
}

/** The time shown: a day or week back, and as much ahead as a forecast reaches. */
function spanOf(range: RangeName, steps: readonly ForecastStep[]) {
  const now = agedAt.value
  const lastAt = steps.at(-1)?.at ?? now
  return {
    fromAt: now - ranges[range],
    nowAt: now,
    toAt: Math.max(now, Math.min(now + ranges[range], lastAt)),
  }
}

/** The whole chart in a sentence or two. */
function labelOf(
  { station, parameter }: Props,
  range: RangeName,
  columns: Columns,
  shown: readonly ForecastStep[],
): string {
  const unit = word('unit', parameters.value.get(parameter)?.unit ?? '')
  const extent = extentOf(columns)
  const measured = extent
    ? text('chart.label', {
        factor: parameterName(parameter),
        station: station.name[language.value],
        range: text(`chart.${range}`),
        low: plain(extent.low),
        high: plain(extent.high),
        last: plain(extent.last),
        unit,
      })
    : text('chart.empty')
  const last = shown.at(-1)
  if (last === undefined) return measured
  const { median, low80, high80 } = last.item
  const bounds = { median: plain(median), low: plain(low80), high: plain(high80) }
  const time = formatTime(language.value, last.at)
  return `${measured} ${text('forecast.label', { time, unit, ...bounds })}`
}

/** The limit that an open alert of the series is about. */
function limitAlerted(station: string, parameter: string): number | null {
  const told = (alertsByStation.value.get(station) ?? []).map(({ evidence }) => evidence)
  const limit = told.find((one) => one['parameter'] === parameter)?.['limit']
  return typeof limit === 'number' ? limit : null
}

/** One factor of a station over the last day or week and the next, live at its middle. */
export function StationChart(props: Props) {
  const { station, parameter, period } = props
  const range = useSignal<RangeName>('day')
  const looked = useSignal<number | null>(null)
  const read = useReadings({ station: station.id, parameter, period }, range.value)
  const outlook = useOutlook(station.id, parameter)
  const steps = useComputed(() => {
    const forecast = outlook.value?.forecast ?? null
    return forecast === null ? [] : stepsOf(forecast, period)
  })
  const columns = useComputed(() => columnsOf(read.value?.readings ?? [], steps.value))
  const about = parameters.value.get(parameter)
  const unit = word('unit', about?.unit ?? '')
  const certainty = about?.certainty
  const limits = limitsFor(about?.limits, station.kind)
  const span = spanOf(range.value, steps.value)
  const shown = steps.value.filter(({ at }) => at <= span.toAt)
  return (
    <figure class="station-chart">
      <figcaption>
        <h3>
          {parameterName(parameter)} <span class="unit">{unit}</span>
        </h3>
        <Ranges chosen={range.value} choose={(name) => (range.value = name)} />
        <p class={shown.length > 0 ? 'readout ahead' : 'readout'} aria-hidden="true">
          {readoutOf(columns.value, looked.value, unit)}
        </p>
      </figcaption>
      <div class="chart-seat">
        {extentOf(columns.value) || shown.length > 0 ? (
          <Drawing
            columns={columns.value}
            span={span}
            limits={limits}
            mark={limitAlerted(station.id, parameter)}
            language={language.value}
            label={labelOf(props, range.value, columns.value, shown)}
            onLook={(index) => (looked.value = index)}
          />
        ) : (
          <p class="empty">{read.value === null ? text('page.loading') : text('chart.empty')}</p>
        )}
      </div>
      <ChartKey bands={limits !== null} ahead={shown} />
      {(certainty === 'memory' || certainty === 'design') && (
        <p class="hint">{text(`certainty.${certainty}`)}</p>
      )}
      {read.value?.cut === true && <p class="hint">{text('chart.cut')}</p>}
      {outlook.value && (
        <ForecastSection outlook={outlook.value} station={station.id} parameter={parameter} />
      )}
    </figure>
  )
}
