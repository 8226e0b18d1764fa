import { placeName, stationName, text, word } from './board.ts'
import { timeOf } from './casework-time.ts'
import { CaseTable } from './case-table.tsx'
import type { BookingEntry, ReportsEntry } from './wire.ts'

const drill = (exercise: boolean) => exercise && <small> ({text('casework.drill')})</small>

/** Incidents whose reports are under way, with what is due when, and the resources held. */
export function IncidentSection(props: {
  readonly reports: readonly ReportsEntry[]
  readonly bookings: readonly BookingEntry[]
}) {
  const { reports, bookings } = props
  return (
    <>
      {reports.length > 0 && (
        <CaseTable
          id="casework-reports"
          heading={text('casework.reports')}
          columns={[text('casework.place'), text('casework.next'), text('casework.until')]}
        >
          {reports.map(({ id, station, siteDistrict, state, dueAt, exercise }) => (
            <tr key={id}>
              <th scope="row">
                {station === null
                  ? placeName('district', siteDistrict ?? '')
                  : stationName(station)}
                {drill(exercise)}
              </th>
              <td>{word('reportState', state)}</td>
              <td class={dueAt === null ? 'odd' : undefined}>
                {dueAt === null ? text('casework.overdue') : timeOf(dueAt)}
              </td>
            </tr>
          ))}
        </CaseTable>
      )}
      {bookings.length > 0 && (
        <CaseTable
          id="casework-bookings"
          heading={text('casework.bookings')}
          columns={[
            ...[text('casework.resource'), text('casework.for')],
            ...[text('casework.state'), text('casework.until')],
          ]}
        >
          {bookings.map(({ id, resource, district, state, to, exercise }) => (
            <tr key={id}>
              <th scope="row">
                {resource}
                {drill(exercise)}
              </th>
              <td>{placeName('district', district)}</td>
              <td>{word('bookingState', state)}</td>
              <td>{timeOf(to)}</td>
            </tr>
          ))}
        </CaseTable>
      )}
    </>
  )
}
