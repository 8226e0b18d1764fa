import { guidanceScores } from './aqi-outlook.ts'
import { placeName, plain, text } from './board.ts'
import { Table } from './table.tsx'
import type { GuidanceScoreItem } from './wire-registers.ts'

const scoreWords = ({ mae, inside }: GuidanceScoreItem['guidance']) =>
  text('scores.cell', { mae: plain(Math.round(mae)), inside: plain(Math.round(100 * inside)) })

/** How the regional guidance and our drafts did; nothing before both spoke of a measured day. */
export function GuidanceScores() {
  const scores = guidanceScores.value
  if (scores.length === 0) return null
  const columns = [
    ...(['scores.area', 'scores.lead', 'scores.days'] as const),
    ...(['scores.guidance', 'scores.draft'] as const),
  ]
  return (
    <Table
      id="scores-heading"
      heading={text('scores.heading')}
      columns={columns.map((key) => text(key))}
    >
      {scores.map((score) => (
        <tr key={`${score.area} ${score.leadDay}`}>
          <th scope="row">
            {score.area === 'zone' ? text('scores.zone') : placeName('district', score.area)}
          </th>
          <td>{score.leadDay}</td>
          <td>{score.n}</td>
          <td>{scoreWords(score.guidance)}</td>
          <td>{scoreWords(score.draft)}</td>
        </tr>
      ))}
    </Table>
  )
}
