import { language, placeName, text, word } from './board.ts'
import { dataSources } from './case-details.ts'
import { timeOf } from './casework-time.ts'
import { formatDelay } from './format.ts'
import { Table } from './table.tsx'
import type { DataSourceItem } from './wire-cases.ts'

const spanOf = (seconds: number | null) =>
  seconds === null ? '–' : formatDelay(language.value, seconds)

function Source({ source }: { readonly source: DataSourceItem }) {
  const { kind, district, stations, silent, newestAt, ageSeconds, delaySeconds, late } = source
  const state = newestAt === null ? 'none' : (late ?? 'inTime')
  return (
    <tr>
      <th scope="row">
        {word('sourceKind', kind)}
        {district !== null && <small class="under">{placeName('district', district)}</small>}
      </th>
      <td class={late === null ? undefined : 'odd'}>{word('sourceState', state)}</td>
      <td class="number">{spanOf(ageSeconds)}</td>
      <td>
        {delaySeconds === null
          ? '–'
          : `${spanOf(delaySeconds.median)} / ${spanOf(delaySeconds.worst)}`}
      </td>
      <td class="wide-only number">
        {stations === 0 || kind === 'samples' ? '–' : `${silent} / ${stations}`}
      </td>
      <td class="wide-only number">{timeOf(newestAt)}</td>
    </tr>
  )
}

const columns = ['source', 'state', 'age', 'delay', 'silent', 'newest'] as const

/** How late each source of data is, what is late first. */
export function SourcePanel() {
  const all = dataSources.value
  if (all.length === 0) return null
  const late = all.filter((one) => one.late !== null)
  const others = all.filter((one) => one.late === null)
  return (
    <section class="panel sources" id="sources" aria-labelledby="sources-heading" tabindex={-1}>
      <div class="panel-head">
        <h2 id="sources-heading">{text('source.heading')}</h2>
        <p class="count">{text('source.count', { late: late.length, all: all.length })}</p>
      </div>
      <Table
        id="sources-heading"
        columns={columns.map((key) => text(`source.${key}`))}
        wideOnly={[4, 5]}
      >
        {[...late, ...others].map((one) => (
          <Source key={`${one.kind}/${one.district ?? ''}`} source={one} />
        ))}
      </Table>
      <p class="terms">{text('source.terms')}</p>
    </section>
  )
}
