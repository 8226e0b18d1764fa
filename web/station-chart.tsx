import { batch, useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { dayMs, formatInstant } from '../src/domain/time.ts'
import { language, parameterName, parameters, plain, text, word } from './board.ts'
import { columnsOf, extentOf, joinReadings, type Columns } from './chart-data.ts'
import { Chart } from './chart.tsx'
import { readReadings } from './client.ts'
import { agedAt, nowAt } from './clock.ts'
import { formatTime } from './format.ts'
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

/** The point under the pointer, or the latest one, in a line that is always there. */
function readoutOf(columns: Columns, looked: number | null, unit: string): string {
  const index = looked ?? columns[0].length - 1
  const at = columns[0][index]
  const value = columns[1][index] ?? columns[3][index]
  if (at === undefined || value === null || value === undefined) return ' '
  const isAt = (column: readonly (number | null)[]) => typeof column[index] === 'number'
  const flag = isAt(columns[3]) ? '4' : isAt(columns[2]) ? '3' : null
  const marked = flag === null ? '' : ` · ${word('flag', flag)}`
  return `${formatTime(language.value, at * 1_000)} · ${plain(value)} ${unit}${marked}`
}

function ChartKey({ bands }: { readonly bands: boolean }) {
  return (
    <ul class="chart-key">
      <li class="key-good">{text('chart.good')}</li>
      <li class="key-suspect">{text('chart.suspect')}</li>
      <li class="key-fail">{text('chart.fail')}</li>
      {bands && <li class="key-bands">{text('chart.bands')}</li>}
    </ul>
  )
}

type Props = {
  readonly station: StationItem
  readonly parameter: string
  readonly period: string
}

/** One factor of a station over the last day or week, live at its right edge. */
export function StationChart({ station, parameter, period }: Props) {
  const range = useSignal<RangeName>('day')
  const looked = useSignal<number | null>(null)
  const read = useReadings({ station: station.id, parameter, period }, range.value)
  const columns = useComputed(() => columnsOf(read.value?.readings ?? []))
  const about = parameters.value.get(parameter)
  const unit = about?.unit ?? ''
  const certainty = about?.certainty
  const limits = limitsFor(about?.limits, station.kind)
  const extent = extentOf(columns.value)
  const label = extent
    ? text('chart.label', {
        factor: parameterName(parameter),
        station: station.name[language.value],
        range: text(`chart.${range.value}`),
        low: plain(extent.low),
        high: plain(extent.high),
        last: plain(extent.last),
        unit,
      })
    : text('chart.empty')
  return (
    <figure class="station-chart">
      <figcaption>
        <div>
          <h3>
            {parameterName(parameter)} <span class="unit">{unit}</span>
          </h3>
          <p class="readout" aria-hidden="true">
            {readoutOf(columns.value, looked.value, unit)}
          </p>
        </div>
        <Ranges chosen={range.value} choose={(name) => (range.value = name)} />
      </figcaption>
      <div class="chart-seat">
        {extent ? (
          <Chart
            columns={columns.value}
            span={{ fromAt: agedAt.value - ranges[range.value], toAt: agedAt.value }}
            limits={limits}
            language={language.value}
            label={label}
            onLook={(index) => (looked.value = index)}
          />
        ) : (
          <p class="empty">{read.value === null ? text('page.loading') : text('chart.empty')}</p>
        )}
      </div>
      <ChartKey bands={limits !== null} />
      {(certainty === 'memory' || certainty === 'design') && (
        <p class="hint">{text(`certainty.${certainty}`)}</p>
      )}
      {read.value?.cut === true && <p class="hint">{text('chart.cut')}</p>}
    </figure>
  )
}
