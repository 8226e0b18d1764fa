import { placeName, stationName, text, word } from './board.ts'
import { timeOf } from './casework-time.ts'
import { Table } from './table.tsx'
import type { PlanEntryItem } from './wire.ts'

/** The annual plan of joint patrols, what is late first. */
export function PlanSection({ plan }: { readonly plan: readonly PlanEntryItem[] }) {
  if (plan.length === 0) return null
  const late = plan.filter(({ state }) => state === 'late')
  const others = plan.filter(({ state }) => state !== 'late')
  return (
    <Table
      id="casework-plan"
      heading={text('casework.plan')}
      columns={[
        ...[text('casework.water'), text('casework.place'), text('casework.number')],
        ...[text('casework.from'), text('casework.until'), text('casework.state')],
      ]}
    >
      {[...late, ...others].map((one) => (
        <tr key={`${one.entry}/${one.number}`}>
          <th scope="row">{placeName('water', one.waterBody)}</th>
          <td>
            {one.station === null ? placeName('district', one.district) : stationName(one.station)}
          </td>
          <td>
            {one.number} / {one.of}
          </td>
          <td>{timeOf(one.fromAt)}</td>
          <td>{timeOf(one.dueAt)}</td>
          <td class={one.state === 'late' ? 'odd' : undefined}>{word('planState', one.state)}</td>
        </tr>
      ))}
    </Table>
  )
}
