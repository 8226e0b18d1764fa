import { language, placeName, stationName, text, word } from './board.ts'
import { casework } from './casework.ts'
import { formatTime, instantOf } from './format.ts'
import type { LedgerEntry, PatrolCountItem } from './wire.ts'

const timeOf = (at: string | null) => {
  const instant = at === null ? null : instantOf(at)
  return instant === null ? '–' : formatTime(language.value, instant)
}

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
        {exercise && <small> ({text('casework.drill')})</small>}
      </th>
      <td>{station === null ? placeName('district', siteDistrict ?? '') : stationName(station)}</td>
      <td>{word('riskState', state)}</td>
      <td class={overdue ? 'odd' : undefined}>
        {timeOf(dueAt)} {overdue && text('casework.overdue')}
      </td>
    </tr>
  )
}

function Head({ columns }: { readonly columns: readonly string[] }) {
  return (
    <thead>
      <tr>
        {columns.map((name) => (
          <th scope="col" key={name}>
            {name}
          </th>
        ))}
      </tr>
    </thead>
  )
}

/** Joint patrols of the year by water body, and what is open in the risk ledger. */
export function CaseworkPanel() {
  const known = casework.value
  if (known === null || (known.counts.length === 0 && known.ledger.length === 0)) return null
  const { counts, ledger } = known
  const year = counts[0]?.year ?? ''
  return (
    <section class="panel casework" id="casework" aria-labelledby="casework-heading" tabindex={-1}>
      <h2 id="casework-heading">{text('casework.heading')}</h2>
      <h3 id="casework-patrols">{text('casework.patrols', { year })}</h3>
      <div class="scroll" role="region" aria-labelledby="casework-patrols" tabindex={0}>
        <table>
          <Head
            columns={[
              ...[text('casework.water'), text('casework.done')],
              ...[text('casework.last'), text('casework.state')],
            ]}
          />
          <tbody>
            {counts.map((count) => (
              <Patrol key={count.waterBody} count={count} />
            ))}
          </tbody>
        </table>
      </div>
      <h3 id="casework-ledger">{text('casework.ledger')}</h3>
      {ledger.length === 0 ? (
        <p>{text('casework.none')}</p>
      ) : (
        <div class="scroll" role="region" aria-labelledby="casework-ledger" tabindex={0}>
          <table>
            <Head
              columns={[
                ...[text('casework.risk'), text('casework.place')],
                ...[text('casework.state'), text('casework.until')],
              ]}
            />
            <tbody>
              {ledger.map((item) => (
                <Risk key={item.id} item={item} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <a class="bulletin" href="/api/v1/ledger.csv">
        {text('casework.csv')}
      </a>
      <a class="bulletin" href={`/api/v1/digest.html?lang=${language.value}`}>
        {text('casework.digest')}
      </a>
    </section>
  )
}
