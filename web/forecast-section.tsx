import { language, parameters, text, word } from './board.ts'
import { formatPlain, formatSpan, formatTime, instantOf } from './format.ts'
import { modelWords, reasonWords } from './forecast-words.ts'
import { stretchesOf, type Outlook, type Stretch } from './forecast.ts'
import { parsePeriod } from '../src/domain/time.ts'
import type { ForecastAnswer, SkillItem } from './wire.ts'

const timeOf = (told: string) => formatTime(language.value, instantOf(told) ?? 0)
const spanOf = (period: string) => formatSpan(language.value, parsePeriod(period) ?? 0)
const error = (value: number) => formatPlain(language.value, value, 3)
const share = (value: number) => formatPlain(language.value, 100 * value, 2)

function stretchWords(stretches: readonly Stretch[], index: number): string {
  const until = (place: number) => formatSpan(language.value, stretches[place]!.untilMs)
  if (stretches.length === 1) return text('forecast.all')
  if (index === 0) return text('forecast.until', { lead: until(0) })
  return text('forecast.between', { from: until(index - 1), lead: until(index) })
}

/** Whether the forecast is published, how far, and if not, why. */
function Verdicts({ items }: Pick<ForecastAnswer, 'items'>) {
  const stretches = stretchesOf(items)
  return (
    <ul class="verdicts">
      {stretches.map(({ untilMs, published, reason }, index) => (
        <li key={untilMs} class={published ? 'published' : 'unpublished'}>
          <b>{stretchWords(stretches, index)}</b>
          {language.value === 'zh' ? '：' : ': '}
          {published ? text('forecast.published') : reasonWords(language.value, reason ?? '–')}
        </li>
      ))}
    </ul>
  )
}

function SkillRow({ item }: { readonly item: SkillItem }) {
  const { lead, mae, persistence, climatology, coverage80, coverage95, n } = item
  const beats = mae < persistence.mae && mae < climatology.mae
  return (
    <tr>
      <th scope="row">{spanOf(lead)}</th>
      <td class="number">{beats ? <b>{error(mae)}</b> : error(mae)}</td>
      <td class="number">{error(persistence.mae)}</td>
      <td class="number">{error(climatology.mae)}</td>
      <td class="number">
        {share(coverage80)} / {share(coverage95)} %
      </td>
      <td class="number wide-only">{n}</td>
    </tr>
  )
}

function Skill({ skill, unit }: { readonly skill: Outlook['skill']; readonly unit: string }) {
  if (skill.length === 0) return <p class="hint">{text('skill.none')}</p>
  return (
    <>
      <div class="scroll" role="region" aria-label={text('skill.heading')} tabindex={0}>
        <table class="skill">
          <caption class="unseen">{text('skill.heading')}</caption>
          <thead>
            <tr>
              <th scope="col">{text('skill.lead')}</th>
              <th scope="col">{text('skill.mae')}</th>
              <th scope="col">{text('skill.persistence')}</th>
              <th scope="col">{text('skill.climatology')}</th>
              <th scope="col">{text('skill.inside')}</th>
              <th scope="col" class="wide-only">
                {text('skill.n')}
              </th>
            </tr>
          </thead>
          <tbody>
            {skill.map((item) => (
              <SkillRow key={item.lead} item={item} />
            ))}
          </tbody>
        </table>
      </div>
      <p class="hint">{unit === '' ? text('skill.hintBare') : text('skill.hint', { unit })}</p>
    </>
  )
}

/** The run as files, under addresses that will go on naming this run. */
function RunFiles(props: {
  readonly run: ForecastAnswer['run']
  readonly station: string
  readonly parameter: string
}) {
  const { run, station, parameter } = props
  const path = `/api/v1/forecasts/runs/${station}/${parameter}/${run.issuedAt}`
  return (
    <p class="run-files">
      {text('forecast.files')}
      {(['csv', 'json', 'nc'] as const).map((ending) => (
        <a key={ending} href={`${path}.${ending}`} download>
          {ending === 'nc' ? 'NetCDF' : ending.toUpperCase()}
        </a>
      ))}
    </p>
  )
}

/** What the chart's right part rests on: the run, whether it is published, and past skill. */
export function ForecastSection(props: {
  readonly outlook: Outlook
  readonly station: string
  readonly parameter: string
}) {
  const { station, parameter } = props
  const { forecast, skill } = props.outlook
  if (forecast === null) return <p class="hint">{text('forecast.none')}</p>
  const { run, items } = forecast
  const { issuedAt, cutOffAt, model, note } = run
  return (
    <section class="forecast" aria-labelledby="forecast-heading">
      <h3 id="forecast-heading">{text('forecast.heading')}</h3>
      <p class="hint">
        {text('forecast.issued', {
          issued: timeOf(issuedAt),
          cutOff: timeOf(cutOffAt),
          model: modelWords(language.value, model),
        })}{' '}
        {note !== null && reasonWords(language.value, note)}
      </p>
      <Verdicts items={items} />
      <RunFiles run={run} station={station} parameter={parameter} />
      <h4>{text('skill.heading')}</h4>
      <Skill skill={skill} unit={word('unit', parameters.value.get(parameter)?.unit ?? '')} />
    </section>
  )
}
