import { placeName, text, word } from './board.ts'
import { results } from './case-details.ts'
import { Table } from './table.tsx'
import { timeOf } from './casework-time.ts'

/** Results of enforcement of late, and which of them were revoked and bind no longer. */
export function ResultSection() {
  const all = results.value
  if (all.length === 0) return null
  return (
    <Table
      id="casework-results"
      heading={text('result.heading')}
      columns={[
        ...[text('result.result'), text('result.by')],
        ...[text('result.at'), text('casework.state')],
      ]}
    >
      {all.map(({ workflow, result, district, at, publication, exercise, major, revoked }) => (
        <tr key={workflow}>
          <th scope="row">
            {result}
            {exercise && <small>{text('casework.drillMark')}</small>}
            <small class="under">
              {word('publication', publication)}
              {major && `, ${text('result.major')}`}
            </small>
          </th>
          <td>{placeName('district', district)}</td>
          <td>{timeOf(at)}</td>
          {revoked === null ? (
            <td>{text('result.recognised')}</td>
          ) : (
            <td>
              <span class="odd">{text('result.revoked', { time: timeOf(revoked.at) })}</span>
              <small class="under">
                {word('grounds', revoked.grounds)}, {revoked.document}
                {text('page.colon')}
                {revoked.reason}
              </small>
            </td>
          )}
        </tr>
      ))}
    </Table>
  )
}
