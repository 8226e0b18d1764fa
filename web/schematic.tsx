import { useEffect, useState } from 'preact/hooks'
import {
  alertsByStation,
  chooseStation,
  language,
  placeName,
  shownStation,
  stations,
  text,
  word,
} from './board.ts'
import { classSign, classToken, isReporting, MarkShape, warnToken } from './marks.tsx'
import { lakeMargin, layoutSchematic } from './schematic-layout.ts'
import type { Form, LakeShape, Placed, RiverLine } from './schematic-layout.ts'
import { lineHeight, softPath } from './schematic-geometry.ts'
import type { StationItem } from './wire.ts'

const narrow = window.matchMedia('(max-width: 699px)')

function useNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(narrow.matches)
  useEffect(() => {
    const listen = () => setNarrow(narrow.matches)
    narrow.addEventListener('change', listen)
    return () => narrow.removeEventListener('change', listen)
  }, [])
  return isNarrow
}

/** Name on the schematic: without what stands in brackets, nor the name of its own lake. */
function shortName({ name, kind, waterBody }: StationItem): string {
  const bare = name[language.value].replace(/\s*[（(].*$/, '')
  const water = kind === 'lake' && waterBody !== null ? placeName('water', waterBody) : ''
  const lead = [`${water} `, `${water.split(' ')[0] ?? ''} `].find((part) => bare.startsWith(part))
  const rest = lead === undefined ? bare : bare.slice(lead.length)
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}

/** Beside a mark: its state where it does not report; down the tall river also its distance. */
const writtenIn = (form: Form) => (station: StationItem) => {
  const { chainageKm = null } = station
  const remarks = [
    ...(form === 'tall' && chainageKm !== null ? [`${chainageKm} km`] : []),
    ...(isReporting(station) ? [] : [word('state', station.state)]),
  ]
  return { name: shortName(station), remark: remarks.join(' · ') }
}

function Lake({ lake }: { readonly lake: LakeShape }) {
  const { x, y, anchor } = lake.label
  return (
    <g class="lake">
      <path class="lake-shore" d={softPath(lake.outline)} stroke-width={2 * lakeMargin + 3} />
      <path class="lake-water" d={softPath(lake.outline)} stroke-width={2 * lakeMargin} />
      <text class="water-name" x={x} y={y} text-anchor={anchor}>
        {placeName('water', lake.id)}
      </text>
    </g>
  )
}

function River({ river }: { readonly river: RiverLine }) {
  const { from, to, ticks } = river
  const wide = from.y === to.y
  const [dx, dy] = wide ? [1, 0] : [0, 1]
  const turned = wide ? 0 : 90
  const length = wide ? to.x - from.x : to.y - from.y
  const arrows = [0.09, 0.36, 0.65, 0.93].map((share) => share * length)
  return (
    <g class="river">
      <path
        class="river-line"
        d={`M${from.x - 40 * dx} ${from.y - 34 * dy}L${to.x + 40 * dx} ${to.y + 30 * dy}`}
      />
      {arrows.map((along) => (
        <path
          key={along}
          class="river-arrow"
          d="M-4 -4L2 0L-4 4"
          transform={`translate(${from.x + along * dx} ${from.y + along * dy}) rotate(${turned})`}
        />
      ))}
      {ticks.map(({ km, x, y }) => (
        <text
          key={km}
          class="tick"
          x={wide ? x : x - 20}
          y={wide ? y - 19 : y + 4}
          text-anchor={wide ? 'middle' : 'end'}
        >
          {wide ? `${km} km` : km}
        </text>
      ))}
      <text class="water-name" x={wide ? from.x - 40 : from.x + 24} y={from.y - (wide ? 44 : 28)}>
        {text('map.taipu')}
        <tspan class="course" dx="10">
          {text('map.course')}
        </tspan>
      </text>
    </g>
  )
}

/** All that a mark shows, in words, beginning with the words beside it. */
function describe(station: StationItem, beside: string): string {
  const alerts = alertsByStation.value.get(station.id) ?? []
  const { waterClass = null, chainageKm = null } = station
  const name = station.name[language.value]
  return [
    beside,
    ...(beside.startsWith(name) ? [] : [name]),
    word('kind', station.kind),
    word('state', station.state),
    ...(chainageKm === null ? [] : [text('station.km', { km: chainageKm })]),
    ...(waterClass === null ? [] : [word('class', waterClass)]),
    ...alerts.map(({ kind, colour }) =>
      [word('alertKind', kind), ...(colour === null ? [] : [word('colour', colour)])].join(' '),
    ),
  ].join(', ')
}

/** The part of a station that is chosen: its name and the room of its mark. */
function StationButton({ placed, form }: { readonly placed: Placed; readonly form: Form }) {
  const { station, x, y, label, leaderTo, stacked } = placed
  const { name, remark } = writtenIn(form)(station)
  const joint = stacked ? ' ' : ' · '
  const choose = () => chooseStation(station.id)
  return (
    <g
      class={`station station-${station.kind}`}
      role="button"
      tabindex={0}
      aria-label={describe(station, remark === '' ? name : name + joint + remark)}
      aria-pressed={shownStation.value?.id === station.id}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        choose()
      }}
    >
      {leaderTo && <path class="leader" d={`M${x} ${y}L${leaderTo.x} ${leaderTo.y}`} />}
      <circle class="mark-room" cx={x} cy={y} r="17" />
      <text class="station-name" x={label.x} y={label.y} text-anchor={label.anchor}>
        {name}
        {remark !== '' && joint}
        {remark !== '' && (
          <tspan class="remark" {...(stacked && { x: label.x, dy: lineHeight })}>
            {remark}
          </tspan>
        )}
      </text>
    </g>
  )
}

/** The mark itself: shape, class and alert. Its words stand in the button's label. */
function StationSign({ placed }: { readonly placed: Placed }) {
  const { station, x, y } = placed
  const { id, kind, waterClass = null } = station
  const reporting = isReporting(station)
  const worst = alertsByStation.value.get(id)?.[0]
  const warn = worst && warnToken(worst.colour)
  return (
    <g class="sign" transform={`translate(${x} ${y})`} aria-hidden="true">
      {warn && <circle class="alert-ring" r="15.5" style={{ stroke: `var(${warn})` }} />}
      <MarkShape kind={kind} reporting={reporting} token={waterClass && classToken(waterClass)} />
      {waterClass && reporting && (
        <text class="mark-class" y="3.5" style={{ fill: `var(${classToken(waterClass)}-ink)` }}>
          {classSign(waterClass, language.value)}
        </text>
      )}
      {warn && worst.colour && (
        <g transform="translate(13 -13)">
          <circle class="badge" r="8" style={{ fill: `var(${warn})` }} />
          <text class="badge-word" y="3.5" style={{ fill: `var(${warn}-ink)` }}>
            {word('initial', worst.colour)}
          </text>
        </g>
      )}
    </g>
  )
}

const kinds = ['river', 'lake', 'intake', 'hydrology', 'air'] as const

function Legend() {
  return (
    <ul class="legend" aria-label={text('map.legend')}>
      {kinds.map((kind) => (
        <li key={kind}>
          <svg viewBox="-14 -14 28 28" aria-hidden="true">
            <MarkShape kind={kind} reporting token={null} />
          </svg>
          {word('kind', kind)}
        </li>
      ))}
      <li>
        <svg viewBox="-14 -14 28 28" aria-hidden="true">
          <MarkShape kind="river" reporting token="--water-class-III" />
          <text class="mark-class" y="3.5" style={{ fill: 'var(--water-class-III-ink)' }}>
            III
          </text>
        </svg>
        {text('map.class')}
      </li>
      <li>
        <svg viewBox="-14 -14 28 28" aria-hidden="true">
          <MarkShape kind="river" reporting={false} token={null} />
        </svg>
        {text('map.silent')}
      </li>
      <li>
        <svg viewBox="-14 -14 28 28" aria-hidden="true">
          <circle class="alert-ring" r="12" style={{ stroke: 'var(--warn-2)' }} />
          <text class="legend-initial" y="4">
            {word('initial', 'orange')}
          </text>
        </svg>
        {text('map.alert')}
      </li>
    </ul>
  )
}

/** The river and the lakes with every station; the table of stations is its twin in words. */
export function Schematic() {
  const form = useNarrow() ? 'tall' : 'wide'
  const drawn = layoutSchematic(stations.value, form, writtenIn(form))
  return (
    <section class="panel schematic" id="map" aria-labelledby="map-heading">
      <div class="panel-head">
        <h2 id="map-heading">{text('map.heading')}</h2>
        <p class="hint">{text('map.scheme')}</p>
      </div>
      <a class="skip" href="#stations">
        {text('page.skip')}
      </a>
      <svg
        class="drawing"
        viewBox={`0 0 ${drawn.width} ${drawn.height}`}
        role="group"
        aria-labelledby="map-heading"
      >
        {drawn.lakes.map((lake) => (
          <Lake key={lake.id} lake={lake} />
        ))}
        {drawn.river && <River river={drawn.river} />}
        {drawn.elsewhere && (
          <text class="water-name" x={drawn.elsewhere.x} y={drawn.elsewhere.y}>
            {text('map.elsewhere')}
          </text>
        )}
        {drawn.placed.map((placed) => (
          <StationButton key={placed.station.id} placed={placed} form={form} />
        ))}
        {drawn.placed.map((placed) => (
          <StationSign key={placed.station.id} placed={placed} />
        ))}
      </svg>
      <Legend />
    </section>
  )
}
