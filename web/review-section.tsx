import { useActs } from './acts.tsx'
import { language, placeName, plain, text } from './board.ts'
import { caseReview, reviewReminder } from './case-details.ts'
import { Table } from './table.tsx'
import { dayOf } from './casework-time.ts'
import { reviewActs } from './review-acts.ts'
import type { DistrictReviewItem, ReviewItem } from './wire-cases.ts'

function District({ of, sheets }: { of: DistrictReviewItem; sheets: ReviewItem['sheets'] }) {
  const { district, cases, scored, mean, lowest, highest, grade } = of
  const sheet = sheets.find(({ id }) => id === of.sheet)
  const found = of.findings.filter((one) => one.cases > 0)
  const nameOf = (id: string) => sheet?.findings.find((one) => one.id === id)?.name[language.value]
  return (
    <tr>
      <th scope="row">
        {placeName('district', district)}
        <small class="under">{sheet?.name[language.value]}</small>
      </th>
      <td>
        {scored} / {cases}
      </td>
      <td>
        {mean === null ? '–' : plain(mean)}
        {lowest !== null && highest !== null && (
          <small class="under">
            {text('review.range', { lowest: plain(lowest), highest: plain(highest) })}
          </small>
        )}
      </td>
      <td>
        {grade === null ? '–' : grade[language.value]}
        {found.length > 0 && (
          <small class="under">
            {found.map(({ id, cases: n }) => `${nameOf(id)} ${n}`).join(', ')}
          </small>
        )}
      </td>
    </tr>
  )
}

function Review({ review }: { readonly review: ReviewItem }) {
  const { id, year, exercise, closedAt, summary, sheets, districts } = review
  return (
    <>
      <Table
        id="casework-review"
        heading={text('review.heading', { year }) + (exercise ? text('casework.drillMark') : '')}
        columns={[
          ...[`${text('expert.district')} · ${text('review.sheet')}`, text('review.cases')],
          ...[text('review.mean'), text('review.grade')],
        ]}
      >
        {districts.map((one) => (
          <District key={`${one.sheet} ${one.district}`} of={one} sheets={sheets} />
        ))}
      </Table>
      <p>
        {closedAt === null
          ? text('review.open')
          : text('review.summary', { summary: summary ?? '–' })}
      </p>
      <a class="bulletin" href={`/api/v1/case-reviews/${encodeURIComponent(id)}/scores.csv`}>
        {text('reviewAct.csv')}
      </a>
    </>
  )
}

function Reminder() {
  const { year, dueAt, warning } = reviewReminder.value ?? { year: 0, dueAt: null, warning: null }
  if (warning === null) return null
  return <p class="odd">{text(`review.${warning}`, { year, day: dayOf(dueAt) })}</p>
}

/** What the newest joint review of closed cases came to, whether one is missing, and what to do. */
export function ReviewSection() {
  const review = caseReview.value
  const { buttons, form } = useActs(reviewActs(review))
  return (
    <>
      {review === null ? (
        <h3 id="casework-review">{text('reviewAct.heading')}</h3>
      ) : (
        <Review review={review} />
      )}
      <Reminder />
      {buttons()}
      {form}
    </>
  )
}
