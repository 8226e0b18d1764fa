import { useActs } from './acts.tsx'
import { placeName, stationName, text, word } from './board.ts'
import { bookingActs, bookResource, resourceName } from './booking-acts.ts'
import { timeOf } from './casework-time.ts'
import { Table } from './table.tsx'
import type { BookingEntry, ReportsEntry } from './wire.ts'

const drill = (exercise: boolean) => exercise && <small>{text('casework.drillMark')}</small>

function Report({ of: { station, siteDistrict, state, dueAt, exercise } }: { of: ReportsEntry }) {
  return (
    <tr>
      <th scope="row">
        {station === null ? placeName('district', siteDistrict ?? '') : stationName(station)}
        {drill(exercise)}
      </th>
      <td>{word('reportState', state)}</td>
      <td class={dueAt === null ? 'odd' : undefined}>
        {dueAt === null ? text('casework.overdue') : timeOf(dueAt)}
      </td>
    </tr>
  )
}

/** Incidents whose reports are under way, with what is due when. */
export function IncidentSection({ reports }: { readonly reports: readonly ReportsEntry[] }) {
  if (reports.length === 0) return null
  return (
    <Table
      id="casework-reports"
      heading={text('casework.reports')}
      columns={[text('casework.place'), text('casework.next'), text('casework.until')]}
    >
      {reports.map((one) => (
        <Report key={one.id} of={one} />
      ))}
    </Table>
  )
}

/** The resources that are held or asked for, and what can be done about them. */
export function BookingSection({ bookings }: { readonly bookings: readonly BookingEntry[] }) {
  const book = [bookResource()]
  const { buttons, form } = useActs([...bookings.flatMap(bookingActs), ...book])
  return (
    <>
      <Table
        id="casework-bookings"
        heading={text('casework.bookings')}
        columns={[
          ...[text('casework.resource'), text('casework.for')],
          ...[text('casework.state'), text('casework.until')],
        ]}
      >
        {bookings.map((booking) => (
          <tr key={booking.id}>
            <th scope="row">
              {resourceName(booking.resource)}
              {drill(booking.exercise)}
            </th>
            <td>{placeName('district', booking.district)}</td>
            <td>
              {word('bookingState', booking.state)}
              {buttons(bookingActs(booking))}
            </td>
            <td>{timeOf(booking.to)}</td>
          </tr>
        ))}
      </Table>
      {buttons(book)}
      {form}
    </>
  )
}
