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
import { agedAt } from './clock.ts'
import { formatRecent, instantOf } from './format.ts'
import { Chip, ClassChip, isReporting, MarkShape, warnToken } from './marks.tsx'
import { Table } from './table.tsx'
import type { StationItem } from './wire.ts'

function Row({ station }: { readonly station: StationItem }) {
  const { id, kind, waterBody, waterClass = null, target } = station
  const lastAt = instantOf(station.lastObservedAt)
  const alerts = alertsByStation.value.get(id) ?? []
  const shown = shownStation.value?.id === id
  return (
    <tr class={shown ? 'shown' : ''}>
      <th scope="row">
        <button
          type="button"
          class="link"
          aria-pressed={shown}
          data-station={id}
          onClick={() => chooseStation(id)}
        >
          {station.name[language.value]}
        </button>
        {!isReporting(station) && (
          <small class="narrow-only off">{word('state', station.state)}</small>
        )}
      </th>
      <td class="wide-only">
        <span class="kind">
          <svg viewBox="-14 -14 28 28" aria-hidden="true">
            <MarkShape kind={kind} reporting={isReporting(station)} token={null} />
          </svg>
          {word('kind', kind)}
        </span>
      </td>
      <td class="wide-only">
        {waterBody !== null && `${placeName('water', waterBody)} · `}
        {placeName('district', station.district)}
      </td>
      <td>{waterClass === null ? '–' : <ClassChip name={waterClass} brief />}</td>
      <td class="wide-only">{target ?? '–'}</td>
      <td class={isReporting(station) ? 'wide-only' : 'wide-only off'}>
        {word('state', station.state)}
      </td>
      <td class="wide-only number">
        {lastAt === null ? '–' : formatRecent(language.value, lastAt, agedAt.value)}
      </td>
      <td>
        {alerts.length === 0
          ? text('stations.none')
          : alerts.map(({ id: alert, colour, kind: alertKind }) => (
              <Chip key={alert} token={warnToken(colour)}>
                {word('alertKind', alertKind)}
              </Chip>
            ))}
      </td>
    </tr>
  )
}

const columns = [
  ...(['name', 'kind', 'place', 'class', 'target', 'state', 'last', 'alerts'] as const),
]

/** Every station in words: the accessible twin of the schematic. */
export function StationTable() {
  return (
    <section class="panel stations" id="stations" aria-labelledby="stations-heading" tabindex={-1}>
      <div class="panel-head">
        <h2 id="stations-heading">{text('stations.heading')}</h2>
        <p class="count">{stations.value.length}</p>
      </div>
      <Table
        id="stations-heading"
        columns={columns.map((key) => text(`stations.${key}`))}
        wideOnly={[1, 2, 4, 5, 6]}
      >
        {stations.value.map((station) => (
          <Row key={station.id} station={station} />
        ))}
      </Table>
    </section>
  )
}
