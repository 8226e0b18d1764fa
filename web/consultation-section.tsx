import { useActs } from './acts.tsx'
import { language, text } from './board.ts'
import { timeOf } from './casework-time.ts'
import { agedAt } from './clock.ts'
import { areaName, consultationActs, partyNames, valueWords } from './consultation-acts.ts'
import type { ConsultationItem } from './consultation.ts'
import { dayAhead, dissentOn, type ConsultedCellItem } from './consultation-cells.ts'
import { Table } from './table.tsx'
import { instantOf } from './format.ts'

/** The agreed value, else the draft's; under it the guidance, and who says otherwise. */
function Value({ cell, of }: { readonly cell: ConsultedCellItem; readonly of: ConsultationItem }) {
  const { draft, guidance, differs, agreed } = cell
  const shown = agreed ?? draft
  return (
    <td>
      {shown === null ? '–' : valueWords(shown)}
      {guidance !== null && (
        <small class="guidance">
          {text('product.guidance', { low: guidance.aqiLow, high: guidance.aqiHigh })}
        </small>
      )}
      {dissentOn(cell).map(({ parties, value }) => (
        <small class="under" key={parties[0]}>
          {partyNames(of, parties)}
          {text('page.colon')}
          {valueWords(value)}
        </small>
      ))}
      {differs.length > 0 && agreed === null && (
        <small class="under odd">{text('product.differs')}</small>
      )}
    </td>
  )
}

/** What each party has done so far. */
function partyState({ cells, state }: ConsultationItem, { party, signedBy, signedAt }: Party) {
  if (signedBy !== null) return `${signedBy}, ${timeOf(signedAt)}`
  if (state === 'agreed') return text('product.unsigned')
  const hasSaid = cells.some(({ said }) => said[party] !== undefined)
  return text(hasSaid ? 'product.said' : 'product.silent')
}
type Party = ConsultationItem['parties'][number]

/** What is waited for. */
function nextOf({ state, allowed }: ConsultationItem) {
  if (state === 'drafted') return 'product.toAgree'
  return allowed.includes('release') ? 'product.toRelease' : 'product.toSign'
}

function Under({ now }: { readonly now: ConsultationItem }) {
  const { date, dueAt, corrects, reason, parties, agreement, cells } = now
  const late = (instantOf(dueAt) ?? Infinity) <= agedAt.value
  const areas = [...new Set(cells.map(({ area }) => area))]
  const days = [...new Set(cells.map(({ leadDay }) => leadDay))]
  return (
    <>
      <h3>{text('product.consultation', { date })}</h3>
      <p>
        {text(nextOf(now))}{' '}
        <span class={late ? 'odd' : undefined}>
          {text(late ? 'product.late' : 'product.due', { time: timeOf(dueAt) })}
        </span>
      </p>
      {corrects !== null && (
        <p>{text('product.corrects', { version: corrects, reason: reason ?? '–' })}</p>
      )}
      <ul class="sign-offs">
        {parties.map((one) => (
          <li key={one.party}>
            {one.name[language.value]}
            {text('page.colon')}
            {partyState(now, one)}
          </li>
        ))}
      </ul>
      {agreement !== null && (
        <p>
          {text('product.minutes')}
          {text('page.colon')}
          {agreement.minutes} ({agreement.person})
        </p>
      )}
      <Table
        id="consultation-values"
        heading={text(agreement === null ? 'product.values' : 'product.agreed')}
        columns={[text('product.area'), ...days.map((leadDay) => dayAhead(date, leadDay))]}
      >
        {areas.map((area) => (
          <tr key={area}>
            <th scope="row">{areaName(area)}</th>
            {cells
              .filter((cell) => cell.area === area)
              .map((cell) => (
                <Value key={cell.leadDay} cell={cell} of={now} />
              ))}
          </tr>
        ))}
      </Table>
    </>
  )
}

/** The consultation of the three cities: what each says, what is agreed, and what to do next. */
export function ConsultationSection({ now }: { readonly now: ConsultationItem }) {
  const { buttons, form } = useActs(consultationActs(now))
  const isUnder = now.state === 'drafted' || now.state === 'agreed'
  return (
    <div class="consultation">
      {isUnder && <Under now={now} />}
      {buttons()}
      {form}
    </div>
  )
}
