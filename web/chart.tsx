import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { beijingOffsetMs, dayMs, type Instant } from '../src/domain/time.ts'
import { valueSpan, type Columns } from './chart-data.ts'
import { formatDate, formatPlain, formatRecent } from './format.ts'
import { classSign, classToken } from './marks.tsx'
import { bandsOf, waterClasses } from './water-class.ts'
import { say, type Language } from './words.ts'

const dark = window.matchMedia('(prefers-color-scheme: dark)')
const height = 250
/** Results so far apart that a bare line would feign readings between them. */
const sparseMax = 60
/** The columns that are lines. */
const [valueIndex, medianIndex] = [1, 4] as const
const isSparse = (plot: uPlot) =>
  Array.from(plot.data[valueIndex]!).filter((value) => typeof value === 'number').length <=
  sparseMax

/** Draws with the page's own type and colours, and leaves the pen as it was. */
function drawWith(
  plot: uPlot,
  draw: (pen: CanvasRenderingContext2D, token: (name: string) => string, ratio: number) => void,
): void {
  const style = getComputedStyle(plot.root)
  plot.ctx.save()
  plot.ctx.textAlign = 'left'
  plot.ctx.font = `${12 * uPlot.pxRatio}px ${style.fontFamily}`
  draw(plot.ctx, (name) => style.getPropertyValue(name), uPlot.pxRatio)
  plot.ctx.restore()
}

/** What each stretch of the value axis means, where water has classes. */
function drawBands(plot: uPlot, limits: readonly number[], language: Language): void {
  const { left, top, width, height } = plot.bbox
  const edge = (value: number) =>
    Math.min(Math.max(plot.valToPos(value, 'y', true), top), top + height)
  drawWith(plot, (pen, token, ratio) => {
    pen.textAlign = 'right'
    for (const { from, to, index } of bandsOf(limits)) {
      const name = waterClasses[index]!
      const [upper, lower] = [edge(to), edge(from)]
      if (lower - upper < 1) continue
      pen.globalAlpha = Number(token('--band-strength'))
      pen.fillStyle = token(classToken(name))
      pen.fillRect(left, upper, width, lower - upper)
      if (lower - upper < 14 * ratio) continue
      pen.globalAlpha = 1
      pen.fillStyle = token('--ink-soft')
      pen.fillText(classSign(name, language), left + width - 6 * ratio, upper + 13 * ratio)
    }
  })
}

/** The limit that an open alert is about, across the whole period. */
function drawLimit(plot: uPlot, limit: number, language: Language): void {
  const { left, width } = plot.bbox
  const y = Math.round(plot.valToPos(limit, 'y', true))
  const word = say(language, 'chart.limit', { value: formatPlain(language, limit) })
  drawWith(plot, (pen, token, ratio) => {
    pen.strokeStyle = pen.fillStyle = token('--fail')
    pen.lineWidth = ratio
    pen.setLineDash([8 * ratio, 3 * ratio])
    pen.stroke(new Path2D(`M${left} ${y}H${left + width}`))
    pen.fillText(word, left + 6 * ratio, y - 5 * ratio)
  })
}

/** Where the readings end and the forecast begins; nothing where nothing lies ahead. */
function drawNow(plot: uPlot, { nowAt, toAt }: TimeSpan, language: Language): void {
  if (toAt <= nowAt) return
  const { top, height } = plot.bbox
  const x = Math.round(plot.valToPos(nowAt / 1_000, 'x', true))
  drawWith(plot, (pen, token, ratio) => {
    pen.strokeStyle = pen.fillStyle = token('--ink-soft')
    pen.lineWidth = ratio
    pen.stroke(new Path2D(`M${x} ${top}V${top + height}`))
    pen.fillText(say(language, 'chart.now'), x + 4 * ratio, top + height - 5 * ratio)
  })
}

/** One for each column. */
function seriesOf(token: (name: string) => string): uPlot.Series[] {
  const ring = { show: true, size: 9, width: 2, fill: token('--sheet') }
  const edge = (of: string) => ({ stroke: token(of), width: 1, points: { show: false } })
  return [
    {},
    {
      stroke: token('--accent'),
      width: 2,
      points: { show: isSparse, size: 6, fill: token('--sheet') },
    },
    { stroke: token('--doubt'), paths: () => null, points: ring },
    { stroke: token('--fail'), paths: () => null, points: { ...ring, fill: token('--fail') } },
    { stroke: token('--accent'), width: 1.5, dash: [6, 4], points: { show: false } },
    edge('--ahead-95'),
    edge('--ahead-95'),
    edge('--ahead-80'),
    edge('--ahead-80'),
  ]
}

/** The date at midnight in Beijing, else the minute. */
function tickText(language: Language, at: Instant): string {
  const isMidnight = (at + beijingOffsetMs) % dayMs === 0
  return isMidnight ? formatDate(language, at) : formatRecent(language, at, at)
}

function axesOf(style: CSSStyleDeclaration, language: Language): uPlot.Axis[] {
  const token = (name: string) => style.getPropertyValue(name)
  const axis: uPlot.Axis = {
    stroke: token('--ink-soft'),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: token('--line'), width: 1 },
    ticks: { stroke: token('--line'), width: 1, size: 5 },
  }
  return [
    {
      ...axis,
      space: 68,
      values: (_plot, splits) => splits.map((second) => tickText(language, second * 1_000)),
    },
    {
      ...axis,
      size: 56,
      values: (_plot, splits) => splits.map((value) => formatPlain(language, value)),
    },
  ]
}

function optionsOf(seat: HTMLElement, props: ChartProps, span: () => TimeSpan): uPlot.Options {
  const { limits, mark, language, onLook } = props
  const style = getComputedStyle(seat)
  const token = (name: string) => style.getPropertyValue(name)
  return {
    width: seat.clientWidth,
    height,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'Asia/Shanghai'),
    legend: { show: false },
    padding: [12, 18, 0, 0],
    scales: {
      x: { range: () => [span().fromAt / 1_000, span().toAt / 1_000] },
      y: { range: (_plot, low, high) => valueSpan([low, high, mark]) },
    },
    cursor: {
      y: false,
      // Only what is there at the very time, and only on the two lines.
      dataIdx: (_plot, _column, index) => index,
      points: {
        size: (_plot, column) => (column === valueIndex || column === medianIndex ? 8 : 0),
        fill: token('--accent'),
      },
      drag: { x: false, y: false },
    },
    axes: axesOf(style, language),
    series: seriesOf(token),
    bands: [
      { series: [5, 6], fill: token('--ahead-95') },
      { series: [7, 8], fill: token('--ahead-80') },
    ],
    hooks: {
      drawClear: [(plot) => limits && drawBands(plot, limits, language)],
      draw: [
        (plot) => mark !== null && drawLimit(plot, mark, language),
        (plot) => drawNow(plot, span(), language),
      ],
      setCursor: [(plot) => onLook(plot.cursor.idx ?? null)],
    },
  }
}

type TimeSpan = {
  readonly fromAt: Instant
  readonly nowAt: Instant
  /** Beyond now where a forecast is drawn. */
  readonly toAt: Instant
}

export type ChartProps = {
  readonly columns: Columns
  /** The whole period, however little of it has readings, and as much ahead as is forecast. */
  readonly span: TimeSpan
  readonly limits: readonly number[] | null
  /** The limit that an open alert is about; null: none. */
  readonly mark: number | null
  readonly language: Language
  /** The whole chart in a sentence. */
  readonly label: string
  /** Hears which point the pointer is at. */
  readonly onLook: (index: number | null) => void
}

/** One factor over time before the bands of its classes. Redrawn whole when its frame changes. */
export function Chart(props: ChartProps) {
  const seat = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const { columns, span, limits, mark, language, label } = props
  const data = columns as unknown as uPlot.AlignedData
  const shown = useRef(span)
  shown.current = span

  useEffect(() => {
    const element = seat.current!
    const build = () => {
      plot.current?.destroy()
      plot.current = new uPlot(
        optionsOf(element, props, () => shown.current),
        data,
        element,
      )
    }
    build()
    const resize = new ResizeObserver(() => {
      plot.current?.setSize({ width: element.clientWidth, height })
    })
    resize.observe(element)
    dark.addEventListener('change', build)
    return () => {
      resize.disconnect()
      dark.removeEventListener('change', build)
      plot.current?.destroy()
      plot.current = null
    }
  }, [limits, mark, language])

  useEffect(() => {
    plot.current?.setData(data)
  }, [columns, span.fromAt, span.toAt])

  return <div ref={seat} class="chart" role="img" aria-label={label} />
}
