import { useEffect, useState } from 'preact/hooks'
import { courses, language, placeName, stations, text, word } from './board.ts'
import { isReporting } from './marks.tsx'
import { softPath } from './schematic-geometry.ts'
import { lakeMargin } from './schematic-lakes.ts'
import { layoutSchematic, riverOf, type Form } from './schematic-layout.ts'
import { Legend } from './schematic-legend.tsx'
import type { Heading, LakeShape, Placed, RiverLine, Words } from './schematic-parts.ts'
import { StationButton, StationSign } from './schematic-station.tsx'
import { shortName } from './short-name.ts'

const narrow = window.matchMedia('(max-width: 899px)')

function useNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(narrow.matches)
  useEffect(() => {
    const listen = () => setNarrow(narrow.matches)
    narrow.addEventListener('change', listen)
    return () => narrow.removeEventListener('change', listen)
  }, [])
  return isNarrow
}

/**
 * Beside a mark: its state where it fell silent or is faulty; down the tall river also its
 * distance. A station that never reported has its hollow mark alone.
 */
function wordsIn(form: Form): Words {
  return {
    station: (station) => {
      const { chainageKm = null, state, kind, waterBody } = station
      const isLost = !isReporting(station) && state !== 'waiting'
      const remarks = [
        ...(form === 'tall' && chainageKm !== null ? [`${chainageKm} km`] : []),
        ...(isLost ? [word('brief', state)] : []),
      ]
      const water = waterBody === null ? '' : placeName('water', waterBody)
      const name = shortName(station.name[language.value], kind, water)
      return { name, remark: remarks.join(' · ') }
    },
    water: (id) => placeName('water', id),
    heading: (of) => text(`map.${of}`),
  }
}

/** Less round than usual, so that the shore stays close to the outermost buoys. */
const shoreBend = 0.1

function Lake({ lake }: { readonly lake: LakeShape }) {
  const { x, y, anchor } = lake.label
  return (
    <g class="lake">
      <path
        class="lake-shore"
        d={softPath(lake.outline, shoreBend)}
        stroke-width={2 * lakeMargin + 3}
      />
      <path
        class="lake-water"
        d={softPath(lake.outline, shoreBend)}
        stroke-width={2 * lakeMargin}
      />
      <text class="water-name" x={x} y={y} text-anchor={anchor}>
        {placeName('water', lake.id)}
      </text>
    </g>
  )
}

function River({ river, id }: { readonly river: RiverLine; readonly id: string }) {
  const { from, to, ticks } = river
  const wide = from.y === to.y
  const [dx, dy] = wide ? [1, 0] : [0, 1]
  const turned = wide ? 0 : 90
  return (
    <g class="river">
      <path
        class="river-line"
        d={`M${from.x - 40 * dx} ${from.y - 34 * dy}L${to.x + 40 * dx} ${to.y + 30 * dy}`}
      />
      {river.arrows.map(({ x, y }) => (
        <path
          key={`${x} ${y}`}
          class="river-arrow"
          d="M-4 -4L2 0L-4 4"
          transform={`translate(${x} ${y}) rotate(${turned})`}
        />
      ))}
      {ticks.map(({ km, x, y }) => (
        <text
          key={km}
          class="tick"
          x={wide ? x : x - 20}
          y={wide ? y - 26 : y + 4}
          text-anchor={wide ? 'middle' : 'end'}
        >
          {wide ? `${km} km` : km}
        </text>
      ))}
      <text class="water-name" x={wide ? from.x - 40 : from.x + 24} y={from.y - (wide ? 44 : 28)}>
        {placeName('water', id)}
        <tspan class="course" dx="10">
          {courses.value.get(id)?.[language.value]}
        </tspan>
      </text>
    </g>
  )
}

/** Joins the marks of one water in a list. */
function Courses({ placed }: { readonly placed: readonly Placed[] }) {
  const pairs = placed.flatMap((from, index) => {
    const to = placed[index + 1]
    const { waterBody, kind } = from.station
    const joined = kind !== 'lake' && waterBody !== null && from.x === to?.x
    return joined && to.station.waterBody === waterBody ? [{ from, to }] : []
  })
  return (
    <>
      {pairs.map(({ from, to }) => (
        <path key={from.station.id} class="course-line" d={`M${from.x} ${from.y}V${to.y}`} />
      ))}
    </>
  )
}

function GroupName({ heading }: { readonly heading: Heading }) {
  const { x, y } = heading.label
  return (
    <text class="water-name" x={x} y={y}>
      {text(`map.${heading.of}`)}
    </text>
  )
}

/** The river and the lakes with every station; the table of stations is its twin in words. */
export function Schematic() {
  const form = useNarrow() ? 'tall' : 'wide'
  const words = wordsIn(form)
  const drawn = layoutSchematic(stations.value, form, words)
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
        class={`drawing drawing-${form}`}
        viewBox={`0 0 ${drawn.width} ${drawn.height}`}
        role="group"
        aria-labelledby="map-heading"
      >
        {drawn.lakes.map((lake) => (
          <Lake key={lake.id} lake={lake} />
        ))}
        {drawn.river && <River river={drawn.river} id={riverOf(stations.value) ?? ''} />}
        {drawn.headings.map((heading) => (
          <GroupName key={heading.of} heading={heading} />
        ))}
        <Courses placed={drawn.placed} />
        {drawn.placed.map((placed) => (
          <StationButton key={placed.station.id} placed={placed} words={words} />
        ))}
        {drawn.placed.map((placed) => (
          <StationSign key={placed.station.id} placed={placed} />
        ))}
      </svg>
      <Legend />
    </section>
  )
}
