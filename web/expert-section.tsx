import { parameterName, placeName, stationName, text, word } from './board.ts'
import { experts, type ExpertDetails } from './case-details.ts'
import { Table } from './table.tsx'
import type { ExpertItem } from './wire-cases.ts'

/** A pollutant by its name, or the procedure. */
function subject(id: string): string {
  const procedure = word('procedure', id)
  return procedure === id ? parameterName(id) : procedure
}

function Expert({ expert }: { readonly expert: ExpertItem }) {
  const { name, district, organisation, title, availability, knows } = expert
  const from = [organisation, title].filter((one) => one !== null)
  return (
    <tr>
      <th scope="row">
        {name}
        {from.length > 0 && <small class="under">{from.join(', ')}</small>}
      </th>
      <td>{district === null ? '–' : placeName('district', district)}</td>
      <td>{knows.map(subject).join(', ')}</td>
      <td class={availability === 'available' ? undefined : 'off'}>
        {word('availability', availability ?? 'unknown')}
      </td>
    </tr>
  )
}

function Monitoring({
  details: { monitoring, experts: known },
}: {
  readonly details: ExpertDetails
}) {
  const { id, station, siteDistrict, exercise } = monitoring
  const place = station === null ? placeName('district', siteDistrict ?? '') : stationName(station)
  const heading = text('expert.heading', { place })
  if (known.length === 0) {
    return (
      <>
        <h3>{heading}</h3>
        <p>{text('expert.none')}</p>
      </>
    )
  }
  return (
    <Table
      id={`experts-${id}`}
      heading={exercise ? `${heading}${text('casework.drillMark')}` : heading}
      columns={[
        ...[text('expert.who'), text('expert.district')],
        ...[text('expert.knows'), text('expert.availability')],
      ]}
    >
      {known.map((expert) => (
        <Expert key={expert.key} expert={expert} />
      ))}
    </Table>
  )
}

/** Experts that are proposed for each emergency monitoring under way, available ones first. */
export function ExpertSection() {
  return (
    <>
      {experts.value.map((details) => (
        <Monitoring key={details.monitoring.id} details={details} />
      ))}
    </>
  )
}
