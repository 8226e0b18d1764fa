import type { ComponentChildren } from 'preact'
import { useActs } from './acts.tsx'
import { placeName, text, word } from './board.ts'
import { dataRequests } from './case-details.ts'
import { Table } from './table.tsx'
import { dayOf, timeOf } from './casework-time.ts'
import { askForData, requestActs } from './request-acts.ts'
import type { RequestItem } from './wire-cases.ts'

function Request(props: { readonly item: RequestItem; readonly children: ComponentChildren }) {
  const { item, children } = props
  const { state, name, organisation, purpose, district, ownerDistrict, askedAt, dueAt } = item
  const { overdue, exercise, decision, until } = item
  const owner = placeName('district', ownerDistrict)
  return (
    <tr>
      <th scope="row">
        {name}
        {exercise && <small>{text('casework.drillMark')}</small>}
        <small class="under">{purpose}</small>
      </th>
      <td>
        {organisation}, {placeName('district', district)}
        <small class="under">{text('request.of', { owner, time: timeOf(askedAt) })}</small>
      </td>
      <td>
        {word('requestState', state)}
        {dueAt !== null && (
          <small class="under">
            {text('request.due', { time: timeOf(dueAt) })}{' '}
            {overdue && <span class="odd">{text('casework.overdue')}</span>}
          </small>
        )}
        {decision !== null && (
          <small class="under">
            {decision.person}
            {decision.said !== null && `: ${decision.said}`}
            {state === 'granted' &&
              until !== null &&
              `, ${text('request.until', { day: dayOf(until) })}`}
          </small>
        )}
        {children}
      </td>
    </tr>
  )
}

/** Who asked of late for data sets that are shared on request, what was decided, and what can be done. */
export function RequestSection() {
  const all = dataRequests.value
  const ask = [askForData()]
  const { buttons, form } = useActs([...all.flatMap(requestActs), ...ask])
  return (
    <>
      <Table
        id="casework-requests"
        heading={text('request.heading')}
        columns={[text('request.dataSet'), text('request.from'), text('casework.state')]}
      >
        {all.map((item) => (
          <Request key={item.id} item={item}>
            {buttons(requestActs(item))}
          </Request>
        ))}
      </Table>
      {buttons(ask)}
      {form}
    </>
  )
}
