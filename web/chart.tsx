import { useSignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import { beijingOffsetMs, dayMs, type Instant } from '../src/domain/time.ts'
import type { Columns } from './chart-data.ts'
import { nearest, stretches, timeTicks, valueSpan, valueTicks, type Point } from './chart-scale.ts'
import { formatDate, formatPlain, formatRecent } from './format.ts'
import { classSign, classToken } from './marks.tsx'
import { bandsOf, waterClasses } from './water-class.ts'
import { say, type Language } from './words.ts'

const height = 250
const [left, right, top, bottom] = [56, 16, 12, height - 28] as const
/** Results so far apart that a bare line would feign readings between them. */
const sparseMax = 60
/** Room of one mark of an axis, in pixels. */
const [tickWidth, tickHeight] = [68, 36] as const

type ChartProps = {
  readonly columns: Columns
  /** The whole period, however little of it has readings, and as much ahead as is forecast. */
  readonly span: { readonly fromAt: Instant; readonly nowAt: Instant; readonly toAt: Instant }
  readonly limits: readonly number[] | null
  /** The limit that an open alert is about; null: none. */
  readonly mark: number | null
  readonly language: Language
  /** The whole chart in a sentence. */
  readonly label: string
  /** Hears which point the pointer is at. */
  readonly onLook: (index: number | null) => void
}

type Column = Columns[number]
/** The columns as far as they lie in the span. */
type Shown = { readonly times: readonly Instant[]; readonly lines: readonly Column[] }

function shownOf({ columns, span }: ChartProps): Shown {
  const [seconds, ...lines] = columns
  const isIn = (_: unknown, place: number) => {
    const at = seconds[place]! * 1_000
    return at >= span.fromAt && at <= span.toAt
  }
  return {
    times: seconds.filter(isIn).map((second) => second * 1_000),
    lines: lines.map((line) => line.filter(isIn)),
  }
}

/** Where times and values stand, in pixels. */
type Scale = {
  readonly x: (at: Instant) => number
  readonly y: (value: number) => number
  readonly width: number
  readonly low: number
  readonly high: number
}

function scaleOf({ lines }: Shown, { span, mark }: ChartProps, width: number): Scale {
  const values = [...lines.flat(), mark].filter((value) => typeof value === 'number')
  const [low, high] = valueSpan(values)
  const share = (value: number, from: number, to: number) => (value - from) / (to - from)
  return {
    ...{ width, low, high },
    x: (at) => left + (width - left - right) * share(at, span.fromAt, span.toAt),
    y: (value) => bottom - (bottom - top) * share(value, low, high),
  }
}

const pointsOf = (points: readonly Point[], { x, y }: Scale) =>
  points.map(([at, value]) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('L')

const isMidnight = (at: Instant) => (at + beijingOffsetMs) % dayMs === 0

function Axes({ scale, span, language }: ChartProps & { readonly scale: Scale }) {
  const { x, y, width, low, high } = scale
  const times = timeTicks(span.fromAt, span.toAt, Math.max(1, (width - left - right) / tickWidth))
  return (
    <g class="axes">
      {valueTicks(low, high, (bottom - top) / tickHeight).map((value) => (
        <g key={value}>
          <path d={`M${left} ${y(value)}H${width - right}`} />
          <text x={left - 8} y={y(value) + 4} text-anchor="end">
            {formatPlain(language, value)}
          </text>
        </g>
      ))}
      {times.map((at) => (
        <g key={at}>
          <path d={`M${x(at)} ${top}V${bottom + 5}`} />
          <text x={x(at)} y={bottom + 20} text-anchor="middle">
            {isMidnight(at) ? formatDate(language, at) : formatRecent(language, at, at)}
          </text>
        </g>
      ))}
    </g>
  )
}

/** What each stretch of the value axis means, where water has classes. */
function ClassBands({ scale, limits, language }: ChartProps & { readonly scale: Scale }) {
  const edge = (value: number) => Math.min(Math.max(scale.y(value), top), bottom)
  return (
    <g class="bands">
      {(limits === null ? [] : bandsOf(limits)).map(({ from, to, index }) => {
        const name = waterClasses[index]!
        const [upper, lower] = [edge(to), edge(from)]
        if (lower - upper < 1) return null
        return (
          <g key={name}>
            <rect
              {...{ x: left, y: upper, width: scale.width - left - right, height: lower - upper }}
              style={{ fill: `var(${classToken(name)})` }}
            />
            {lower - upper >= 14 && (
              <text x={scale.width - right - 6} y={upper + 13} text-anchor="end">
                {classSign(name, language)}
              </text>
            )}
          </g>
        )
      })}
    </g>
  )
}

/** The range of a forecast: forth on its upper edge, back on its lower one. */
function Range(props: {
  readonly class: string
  readonly times: readonly Instant[]
  readonly high: Column
  readonly low: Column
  readonly scale: Scale
}) {
  const edge = (column: Column) => stretches(props.times, column).flat()
  const around = [...edge(props.high), ...edge(props.low).reverse()]
  if (around.length === 0) return null
  return <path class={props.class} d={`M${pointsOf(around, props.scale)}Z`} />
}

function Dots(props: {
  readonly class: string
  readonly times: readonly Instant[]
  readonly column: Column
  readonly radius: number
  readonly scale: Scale
}) {
  const { times, column, radius: r, scale } = props
  return (
    <g class={props.class}>
      {column.map((value, place) =>
        typeof value === 'number' ? (
          <circle key={times[place]} {...{ cx: scale.x(times[place]!), cy: scale.y(value), r }} />
        ) : null,
      )}
    </g>
  )
}

function Lines({
  shown: { times, lines },
  scale,
}: {
  readonly shown: Shown
  readonly scale: Scale
}) {
  const [value = [], suspect = [], failed = [], median = []] = lines
  const [high95 = [], low95 = [], high80 = [], low80 = []] = lines.slice(4)
  const pathOf = (column: Column) =>
    stretches(times, column)
      .map((points) => `M${pointsOf(points, scale)}`)
      .join('')
  const sparse = value.filter((one) => typeof one === 'number').length <= sparseMax
  return (
    <>
      <Range class="ahead95" {...{ times, scale, high: high95, low: low95 }} />
      <Range class="ahead80" {...{ times, scale, high: high80, low: low80 }} />
      <path class="median" d={pathOf(median)} />
      <path class="line" d={pathOf(value)} />
      {sparse && <Dots class="reading" {...{ times, scale, column: value, radius: 2.5 }} />}
      <Dots class="suspect" {...{ times, scale, column: suspect, radius: 4 }} />
      <Dots class="failed" {...{ times, scale, column: failed, radius: 4 }} />
    </>
  )
}

/** The limit that is broken, and where the readings end and the forecast begins. */
function Marks({ scale, span, mark, language }: ChartProps & { readonly scale: Scale }) {
  const { x, y, width } = scale
  const { nowAt, toAt } = span
  return (
    <g class="marks">
      {mark !== null && (
        <g class="limit">
          <path d={`M${left} ${y(mark)}H${width - right}`} />
          <text x={left + 6} y={y(mark) - 5}>
            {say(language, 'chart.limit', { value: formatPlain(language, mark) })}
          </text>
        </g>
      )}
      {toAt > nowAt && (
        <g>
          <path d={`M${x(nowAt)} ${top}V${bottom}`} />
          <text x={x(nowAt) + 4} y={bottom - 5}>
            {say(language, 'chart.now')}
          </text>
        </g>
      )}
    </g>
  )
}

/** The width of an element, by which what is in it is drawn; 0 until it is known. */
function useWidth() {
  const seat = useRef<HTMLDivElement>(null)
  const width = useSignal(0)
  useEffect(() => {
    const resize = new ResizeObserver(([entry]) => (width.value = entry!.contentRect.width))
    resize.observe(seat.current!)
    return () => resize.disconnect()
  }, [])
  return { seat, width: width.value }
}

/** One factor over time before the bands of its classes. */
export function Chart(props: ChartProps) {
  const { seat, width } = useWidth()
  const looked = useSignal<Instant | null>(null)
  const inside = useId()
  const shown = shownOf(props)
  const scale = scaleOf(shown, props, width)
  const look = (at: Instant | null) => {
    looked.value = at
    props.onLook(at === null ? null : props.columns[0].indexOf(at / 1_000))
  }
  const follow = ({ offsetX }: { readonly offsetX: number }) => {
    const place = nearest(shown.times.map(scale.x), offsetX)
    look(place === null ? null : shown.times[place]!)
  }
  return (
    <div ref={seat} class="chart">
      {width > 0 && (
        <svg
          {...{ width, height, role: 'img', 'aria-label': props.label }}
          onPointerMove={follow}
          onPointerDown={follow}
          onPointerLeave={() => look(null)}
        >
          <clipPath id={inside}>
            <rect
              {...{ x: left - 5, y: top, height: bottom - top }}
              width={width - left - right + 10}
            />
          </clipPath>
          <ClassBands {...props} scale={scale} />
          <Axes {...props} scale={scale} />
          <g clip-path={`url(#${inside})`}>
            <Lines shown={shown} scale={scale} />
          </g>
          <Marks {...props} scale={scale} />
          {looked.value !== null && (
            <path class="looked" d={`M${scale.x(looked.value)} ${top}V${bottom}`} />
          )}
        </svg>
      )}
    </div>
  )
}
