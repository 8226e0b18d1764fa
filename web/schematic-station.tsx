import { alertsByStation, chooseStation, language, shownStation, text, word } from './board.ts'
import { classSign, classToken, isReporting, MarkShape, warnToken } from './marks.tsx'
import { lineHeight } from './schematic-labels.ts'
import type { Placed, Words } from './schematic-parts.ts'
import type { StationItem } from './wire.ts'

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
export function StationButton({
  placed,
  words,
}: {
  readonly placed: Placed
  readonly words: Words
}) {
  const { station, x, y, label, leaderTo, stacked, scale, touch } = placed
  const { name, remark } = words.station(station)
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
      {touch && (
        <rect
          class="touch"
          x={touch.left}
          y={touch.top}
          width={touch.right - touch.left}
          height={touch.bottom - touch.top}
        />
      )}
      <circle
        class="mark-room"
        r="17"
        transform={`translate(${x} ${y}) scale(${scale})`}
        vector-effect="non-scaling-stroke"
      />
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
export function StationSign({ placed }: { readonly placed: Placed }) {
  const { station, x, y, scale } = placed
  const { id, kind, waterClass = null } = station
  const reporting = isReporting(station)
  const worst = alertsByStation.value.get(id)?.[0]
  const warn = worst && warnToken(worst.colour)
  return (
    <g class="sign" transform={`translate(${x} ${y}) scale(${scale})`} aria-hidden="true">
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
