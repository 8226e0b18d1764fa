import { aqiOutlook } from './aqi-outlook.ts'
import { language, parameterName, plain, shownStation, text } from './board.ts'
import { timeOf } from './casework-time.ts'
import { Table } from './table.tsx'
import type { AqiDayItem } from './wire-registers.ts'

const percent = (share: number) => plain(Math.round(100 * share))

/** A bar as long as the odds of each level, and the same in words. */
function Levels({ levels }: Pick<AqiDayItem, 'levels'>) {
  const likely = levels.filter(({ probability }) => probability >= 0.005)
  return (
    <td class="odds">
      <span class="odds-bar" aria-hidden="true">
        {likely.map(({ level, probability }) => (
          <span
            key={level}
            style={{ flexGrow: probability, background: `var(--aqi-level-${level})` }}
          />
        ))}
      </span>
      {likely
        .map(({ word, probability }) =>
          text('aqi.level', { word: word[language.value], share: percent(probability) }),
        )
        .join(' · ')}
    </td>
  )
}

function Day({ day }: { readonly day: AqiDayItem }) {
  const { date, aqiLow, aqiHigh, rangeProbability, forecastHours, published } = day
  return (
    <tr>
      <th scope="row">
        {date}
        {forecastHours < 24 && (
          <small class="under">{text('aqi.hours', { hours: forecastHours })}</small>
        )}
      </th>
      <td>
        {aqiLow === null ? '–' : `${aqiLow}–${aqiHigh}`}
        {rangeProbability !== null && (
          <small class="under">{text('aqi.inside', { share: percent(rangeProbability) })}</small>
        )}
        {!published && <small class="under">{text('aqi.unpublished')}</small>}
      </td>
      <Levels levels={day.levels} />
      <td>
        {day.primaryPollutants
          .filter(({ probability }) => probability >= 0.005)
          .map(({ parameter, probability }) =>
            text('aqi.level', { word: parameterName(parameter), share: percent(probability) }),
          )
          .join(' · ') || '–'}
      </td>
    </tr>
  )
}

/** Range, odds of the levels and primary pollutants of the days ahead at an air station. */
export function AqiOutlookSection() {
  const station = shownStation.value
  const outlook = aqiOutlook.value
  if (station === null || outlook?.station !== station.id) return null
  const { answer } = outlook
  if (answer === null) return <p class="hint">{text('aqi.none')}</p>
  return (
    <div class="forecast">
      <Table
        id="aqi-heading"
        heading={text('aqi.heading')}
        columns={[
          ...[text('aqi.day'), text('aqi.range')],
          ...[text('aqi.levels'), text('aqi.primary')],
        ]}
      >
        {answer.items.map((day) => (
          <Day key={day.date} day={day} />
        ))}
      </Table>
      <p class="hint">{text('aqi.made', { time: timeOf(answer.madeAt) })}</p>
    </div>
  )
}
