import type { ComponentChildren } from 'preact'
import { drawMethod } from '../src/domain/draw.ts'
import { triggerOf } from '../src/domain/trigger.ts'
import { useActs } from './acts.tsx'
import { language, placeName, stationName, text, word } from './board.ts'
import { inspectorNames, patrols, readPatrols, type PatrolDetails } from './case-details.ts'
import { timeOf } from './casework-time.ts'
import { choicesOf, leftOutOf, siteName, type Choice, type Drawn } from './patrol-sites.ts'
import type { PatrolItem, SiteItem } from './wire-cases.ts'
import { walk, workflowActs } from './workflow-acts.ts'

const joined = (names: readonly string[]) => names.join(language.value === 'zh' ? '、' : ', ')

function Fact(props: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}

const inspector = (key: string) => {
  const name = inspectorNames.value.get(key)
  return name === undefined ? key : `${name} (${key})`
}

/** Who goes, and the seed from which anybody can draw the same again. */
function Lot({ drawn }: { readonly drawn: Drawn }) {
  const { leader, leaderDistrict, inspectors, from, seed, method } = drawn
  return (
    <>
      <Fact name={text('patrol.leader')}>
        {inspector(leader)}, {placeName('district', leaderDistrict)}{' '}
        <small>{text('patrol.leaders', { count: from.leaders })}</small>
      </Fact>
      <Fact name={text('patrol.inspectors')}>
        {joined(inspectors.map(inspector)) || '–'}{' '}
        <small>{text('patrol.people', { count: from.inspectors })}</small>
      </Fact>
      <Fact name={text('patrol.seed')}>
        <code>{seed}</code> <small>{method === drawMethod ? text('patrol.method') : method}</small>
      </Fact>
    </>
  )
}

function Chosen(props: { readonly choice: Choice; readonly sites: readonly SiteItem[] }) {
  const { how, by, reason, drawn, sites: keys, exempt } = props.choice
  const nameOf = (key: string) => {
    const name = siteName(props.sites, key)
    return exempt.includes(key) ? `${name} (${text('patrol.exempt')})` : name
  }
  return (
    <li>
      <strong>
        {drawn === null ? word('chosen', how) : text('chosen.draw', { number: drawn.number })}
      </strong>
      {by !== null && (
        <small>
          {' '}
          {by.person}, {placeName('district', by.district)}, {timeOf(by.at)}
        </small>
      )}
      <dl>
        <Fact name={text('patrol.sites')}>
          {joined(keys.map(nameOf)) || '–'}{' '}
          {drawn !== null && <small>{text('patrol.firms', { count: drawn.from.sites })}</small>}
        </Fact>
        {drawn !== null && <Lot drawn={drawn} />}
        {reason !== null && <Fact name={text('patrol.reason')}>{reason}</Fact>}
      </dl>
    </li>
  )
}

/** What a patrol came of, with the number of a complaint. */
function cameOf({ alert, about }: PatrolItem): string {
  const trigger = triggerOf({ alert, about: about ?? {} })
  const reference = about?.['reference']
  const words = word('trigger', trigger)
  return typeof reference === 'string' ? `${words} ${reference}` : words
}

/** The steps of the walk so far, by whom and when. */
function Walked({ patrol: { steps } }: { readonly patrol: PatrolItem }) {
  const done = steps.filter(({ step }) => walk.some((one) => one === step))
  if (done.length === 0) return null
  return (
    <ol class="walked" aria-label={text('stepAct.done')}>
      {done.map(({ step, at, person }) => (
        <li key={step}>
          {word('step', step)}{' '}
          <small>
            {person}, {timeOf(at)}
          </small>
        </li>
      ))}
    </ol>
  )
}

function Patrol({ details: { patrol, sites } }: { readonly details: PatrolDetails }) {
  const { buttons, form } = useActs(workflowActs(patrol, readPatrols))
  const { state, station, siteDistrict, exercise } = patrol
  const choices = choicesOf(patrol)
  const place = station === null ? placeName('district', siteDistrict ?? '') : stationName(station)
  const exempt = sites.flatMap((one) => (one.exempt ? [one.name] : []))
  return (
    <div class="patrol">
      <h4>
        {place} · {word('workflowState', state)} · {cameOf(patrol)}
        {exercise && <small>{text('casework.drillMark')}</small>}
      </h4>
      {choices.length === 0 ? (
        <p>{text('patrol.nobody')}</p>
      ) : (
        <ol>
          {choices.map((choice, index) => (
            <Chosen key={index} choice={choice} sites={sites} />
          ))}
        </ol>
      )}
      {leftOutOf(patrol).map(({ site, because }) => (
        <p key={site}>
          {text(`patrol.leftOut.${because === 'exempt' ? 'exempt' : 'gone'}`, {
            site: siteName(sites, site),
          })}
        </p>
      ))}
      <p>
        {exempt.length === 0
          ? text('patrol.exemptNone')
          : text('patrol.exemptList', { names: joined(exempt) })}
      </p>
      <Walked patrol={patrol} />
      {buttons()}
      {form}
    </div>
  )
}

/** Joint patrols under way: whom they visit, who chose so and how, and who is exempt. */
export function PatrolSection() {
  if (patrols.value.length === 0) return null
  return (
    <section class="patrols" aria-labelledby="casework-sites">
      <h3 id="casework-sites">{text('patrol.heading')}</h3>
      {patrols.value.map((details) => (
        <Patrol key={details.patrol.id} details={details} />
      ))}
    </section>
  )
}
