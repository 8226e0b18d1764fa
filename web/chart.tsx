import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import type { Instant } from '../src/domain/time.ts'
import type { Columns } from './chart-data.ts'
import { formatPlain } from './format.ts'
import { classSign, classToken } from './marks.tsx'
import { bandsOf, waterClasses } from './water-class.ts'
import { say, type Language } from './words.ts'

const dark = window.matchMedia('(prefers-color-scheme: dark)')
const height = 250
/** Results so far apart that a bare line would feign readings between them. */
const sparseMax = 60
/** The columns behind it are the edges of bands. */
const medianIndex = 4
const isSparse = (plot: uPlot) =>
  Array.from(plot.data[1]!).filter((value) => typeof value === 'number').length <= sparseMax

function drawBands(plot: uPlot, limits: readonly number[], language: Language): void {
  const { ctx, bbox } = plot
  const style = getComputedStyle(plot.root)
  const edge = (value: number) =>
    Math.min(Math.max(plot.valToPos(value, 'y', true), bbox.top), bbox.top + bbox.height)
  const ratio = devicePixelRatio
  ctx.save()
  ctx.font = `${11 * ratio}px ${style.fontFamily}`
  ctx.textAlign = 'right'
  for (const { from, to, index } of bandsOf(limits)) {
    const name = waterClasses[index]!
    const top = edge(to)
    const bottom = edge(from)
    if (bottom - top < 1) continue
    ctx.globalAlpha = Number(style.getPropertyValue('--band-strength'))
    ctx.fillStyle = style.getPropertyValue(classToken(name))
    ctx.fillRect(bbox.left, top, bbox.width, bottom - top)
    if (bottom - top < 14 * ratio) continue
    ctx.globalAlpha = 1
    ctx.fillStyle = style.getPropertyValue('--ink-soft')
    const label = classSign(name, language)
    ctx.fillText(label, bbox.left + bbox.width - 6 * ratio, top + 13 * ratio)
  }
  ctx.restore()
}

/** Where the readings end and the forecast begins; nothing where nothing lies ahead. */
function drawNow(plot: uPlot, { nowAt, toAt }: TimeSpan, word: string): void {
  if (toAt <= nowAt) return
  const { ctx, bbox } = plot
  const style = getComputedStyle(plot.root)
  const ratio = devicePixelRatio
  const x = Math.round(plot.valToPos(nowAt / 1_000, 'x', true))
  ctx.save()
  ctx.strokeStyle = ctx.fillStyle = style.getPropertyValue('--ink-soft')
  ctx.lineWidth = ratio
  ctx.font = `${11 * ratio}px ${style.fontFamily}`
  ctx.textAlign = 'left'
  ctx.beginPath()
  ctx.moveTo(x, bbox.top)
  ctx.lineTo(x, bbox.top + bbox.height)
  ctx.stroke()
  ctx.fillText(word, x + 4 * ratio, bbox.top + bbox.height - 5 * ratio)
  ctx.restore()
}

/** One for each column. */
function seriesOf(token: (name: string) => string): uPlot.Series[] {
  const marks = { paths: () => null, points: { show: true, size: 9, width: 2 } }
  const edge = (of: string) => ({ stroke: token(of), width: 1, points: { show: false } })
  return [
    {},
    { stroke: token('--accent'), width: 2, points: { show: isSparse, size: 6 } },
    { ...marks, stroke: token('--doubt'), fill: token('--sheet') },
    { ...marks, stroke: token('--fail'), fill: token('--fail') },
    { stroke: token('--accent'), width: 1.5, dash: [6, 4], points: { show: false } },
    edge('--ahead-95'),
    edge('--ahead-95'),
    edge('--ahead-80'),
    edge('--ahead-80'),
  ]
}

function optionsOf(seat: HTMLElement, props: ChartProps, span: () => TimeSpan): uPlot.Options {
  const { limits, language, onLook } = props
  const style = getComputedStyle(seat)
  const token = (name: string) => style.getPropertyValue(name)
  const font = `12px ${style.fontFamily}`
  const axis: uPlot.Axis = {
    stroke: token('--ink-soft'),
    font,
    grid: { stroke: token('--line'), width: 1 },
    ticks: { stroke: token('--line'), width: 1, size: 5 },
  }
  return {
    width: seat.clientWidth,
    height,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'Asia/Shanghai'),
    legend: { show: false },
    padding: [12, 18, 0, 0],
    scales: {
      x: { range: () => [span().fromAt / 1_000, span().toAt / 1_000] },
      y: { range: (_plot, low, high) => valueSpan(low, high) },
    },
    cursor: {
      y: false,
      points: { size: (_plot, index) => (index > medianIndex ? 0 : 8) },
      drag: { x: false, y: false },
    },
    axes: [
      {
        ...axis,
        space: 64,
        values: (_plot, splits, _axis, _space, step) =>
          splits.map((at) => tickText(at, step >= 86_400)),
      },
      {
        ...axis,
        size: 56,
        values: (_plot, splits) => splits.map((value) => formatPlain(language, value)),
      },
    ],
    series: seriesOf(token),
    bands: [
      { series: [5, 6], fill: token('--ahead-95') },
      { series: [7, 8], fill: token('--ahead-80') },
    ],
    hooks: {
      drawClear: [(plot) => limits && drawBands(plot, limits, language)],
      draw: [(plot) => drawNow(plot, span(), say(language, 'chart.now'))],
      setCursor: [(plot) => onLook(plot.cursor.idx ?? null)],
    },
  }
}

/** All values with a tenth of room; a level line gets room in proportion, and zero is the floor. */
function valueSpan(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1]
  const room = 0.1 * (high - low || Math.abs(high) || 1)
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room]
}

function tickText(seconds: number, daysOnly: boolean): string {
  const [, month, day, hour, minute] = /-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(
    new Date(seconds * 1_000 + 8 * 3_600_000).toISOString(),
  )!
  const isDay = hour === '00' && minute === '00'
  return daysOnly || isDay ? `${Number(month)}-${day}` : `${hour}:${minute}`
}

type TimeSpan = {
  readonly fromAt: Instant
  readonly nowAt: Instant
  /** Beyond now where a forecast is drawn. */
  readonly toAt: Instant
}

type ChartProps = {
  readonly columns: Columns
  /** The whole period, however little of it has readings, and as much ahead as is forecast. */
  readonly span: TimeSpan
  readonly limits: readonly number[] | null
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
  const { columns, span, limits, language, label } = props
  const shown = useRef(span)
  shown.current = span

  useEffect(() => {
    const element = seat.current!
    const build = () => {
      plot.current?.destroy()
      const data = columns as unknown as uPlot.AlignedData
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
  }, [limits, language])

  useEffect(() => {
    plot.current?.setData(columns as unknown as uPlot.AlignedData)
  }, [columns, span.fromAt, span.toAt])

  return <div ref={seat} class="chart" role="img" aria-label={label} />
}
