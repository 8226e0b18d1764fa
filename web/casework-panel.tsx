import type { TeamHead } from '../src/domain/casework.ts'
import { language, placeName, stationName, text, word } from './board.ts'
import { casework } from './casework.ts'
import { Table } from './table.tsx'
import { timeOf } from './casework-time.ts'
import { BookingSection, IncidentSection } from './incident-section.tsx'
import { ExpertSection } from './expert-section.tsx'
import { MeetingSection } from './meeting-section.tsx'
import { PatrolSection } from './patrol-section.tsx'
import { PlanSection } from './plan-section.tsx'
import { RequestSection } from './request-section.tsx'
import { ResultSection } from './result-section.tsx'
import { ReviewSection } from './review-section.tsx'
import type { LedgerEntry, PatrolCountItem } from './wire.ts'

function Patrol({ count }: { readonly count: PatrolCountItem }) {
  const { waterBody, done, least, lastAt, warning } = count
  const enough = done >= least ? 'casework.enough' : 'casework.running'
  return (
    <tr>
      <th scope="row">{placeName('water', waterBody)}</th>
      <td>
        {done} / {least}
      </td>
      <td>{timeOf(lastAt)}</td>
      <td class={warning === null ? undefined : 'odd'}>
        {text(warning === null ? enough : `casework.${warning}`)}
      </td>
    </tr>
  )
}

function Risk({ item }: { readonly item: LedgerEntry }) {
  const { title, station, siteDistrict, state, dueAt, overdue, exercise } = item
  return (
    <tr>
      <th scope="row">
        {title}
        {exercise && <small>{text('casework.drillMark')}</small>}
      </th>
      <td>{station === null ? placeName('district', siteDistrict ?? '') : stationName(station)}</td>
      <td>{word('riskState', state)}</td>
      <td class={overdue ? 'odd' : undefined}>
        {timeOf(dueAt)} {overdue && text('casework.overdue')}
      </td>
    </tr>
  )
}

function Head({ head: { year, district } }: { readonly head: TeamHead }) {
  return <p>{text('casework.teamHead', { year, district: placeName('district', district) })}</p>
}

/** Incidents under way, joint patrols of the year by water body, and the open risk ledger. */
export function CaseworkPanel() {
  const known = casework.value
  if (known === null) return null
  const { counts, teamHead, plan, meetings, ledger, reports, bookings } = known
  const year = counts[0]?.year ?? ''
  return (
    <section class="panel casework" id="casework" aria-labelledby="casework-heading" tabindex={-1}>
      <h2 id="casework-heading">{text('casework.heading')}</h2>
      <IncidentSection reports={reports} />
      <BookingSection bookings={bookings} />
      <ExpertSection />
      <PatrolSection />
      {counts.length > 0 && (
        <Table
          id="casework-patrols"
          heading={text('casework.patrols', { year })}
          columns={[
            ...[text('casework.water'), text('casework.done')],
            ...[text('casework.last'), text('casework.state')],
          ]}
        >
          {counts.map((count) => (
            <Patrol key={count.waterBody} count={count} />
          ))}
        </Table>
      )}
      {teamHead !== null && <Head head={teamHead} />}
      <PlanSection plan={plan} />
      <MeetingSection meetings={meetings} />
      <ResultSection />
      <ReviewSection />
      <RequestSection />
      <Table
        id="casework-ledger"
        heading={text('casework.ledger')}
        columns={[
          ...[text('casework.risk'), text('casework.place')],
          ...[text('casework.state'), text('casework.until')],
        ]}
      >
        {ledger.map((item) => (
          <Risk key={item.id} item={item} />
        ))}
      </Table>
      {ledger.length === 0 && <p>{text('casework.none')}</p>}
      <a class="bulletin" href="/api/v1/ledger.csv">
        {text('casework.csv')}
      </a>
      <a class="bulletin" href={`/api/v1/digest.html?lang=${language.value}`}>
        {text('casework.digest')}
      </a>
    </section>
  )
}
