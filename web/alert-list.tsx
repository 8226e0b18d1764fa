import { useSignal } from '@preact/signals'
import { warningColours } from '../src/domain/event.ts'
import {
  alertPlace,
  alertTitle,
  chooseStation,
  hiddenBy,
  language,
  openAlerts,
  shownStation,
  stationName,
  stations,
  streamState,
  text,
  unreadAlerts,
  word,
} from './board.ts'
import { useActs } from './acts.tsx'
import { AlertCommands } from './alert-commands.tsx'
import { AlertEvidence } from './alert-evidence.tsx'
import { stationOf } from './alert-names.ts'
import { agedAt } from './clock.ts'
import { behindAt } from './data-reach.ts'
import { formatAge, formatTime, instantOf } from './format.ts'
import { newestOf } from './latest.ts'
import { Chip, warnToken } from './marks.tsx'
import { refreshWorkflow } from './start-board.ts'
import { isInhibited } from './stream.ts'
import type { AlertItem, WorkflowItem } from './wire.ts'
import { workflowActs } from './workflow-acts.ts'

function Workflow({ workflow }: { readonly workflow: WorkflowItem }) {
  const { id, kind, procedure = null, state, allowed = [] } = workflow
  const walked = kind === 'joint-patrol'
  const acts = walked ? [] : workflowActs({ ...workflow, allowed }, () => refreshWorkflow(id))
  const { buttons, form } = useActs(acts)
  return (
    <li>
      {walked ? (
        <a href="#casework-sites">{word('workflow', kind)}</a>
      ) : (
        <b>{word('workflow', kind)}</b>
      )}
      {procedure !== null && <> ({word('procedure', procedure)})</>} ·{' '}
      {word('workflowState', state)}
      {acts.length > 0 && buttons()}
      {form}
    </li>
  )
}

function Workflows({ alert }: { readonly alert: AlertItem }) {
  const known = streamState.value.workflows
  const linked = alert.workflows.flatMap((id) => known.get(id) ?? [])
  if (linked.length === 0) return null
  return (
    <div class="workflows">
      <h4>{text('alert.workflows')}</h4>
      <ul>
        {linked.map((workflow) => (
          <Workflow key={workflow.id} workflow={workflow} />
        ))}
      </ul>
    </div>
  )
}

/** Of which alert upstream it is a member, and where its own members are. */
function groupWords({ memberOf = null, members = [] }: AlertItem): string[] {
  const reached = members.map(({ station, beganAt }) => {
    const time = formatTime(language.value, instantOf(beganAt) ?? agedAt.value)
    return text('alert.member', { station: stationName(station), time })
  })
  if (memberOf === null) return reached
  return [text('alert.memberOf', { station: stationName(memberOf.station) }), ...reached]
}

/** What hides it by design, and how many it hides itself. */
function inhibitionWords({ id, inhibitedBy = null }: AlertItem): string[] {
  const count = hiddenBy.value.get(id) ?? 0
  return [
    ...(inhibitedBy === null ? [] : [word('inhibited', inhibitedBy.because)]),
    ...(count === 0 ? [] : [text('alert.hides', { count })]),
  ]
}

function Age({ openedAt }: Pick<AlertItem, 'openedAt'>) {
  const at = instantOf(openedAt)
  if (at === null) return null
  return (
    <li>
      <time
        dateTime={openedAt}
        title={text('alert.opened', { time: formatTime(language.value, at) })}
      >
        {formatAge(language.value, agedAt.value - at)}
      </time>
    </li>
  )
}

/** Age, condition, attention and what persons said, one short word each. */
function Standing({ alert }: { readonly alert: AlertItem }) {
  const {
    verdict = null,
    incidentGrade = null,
    shelvedUntil = null,
    occurrences = 1,
    exercise,
  } = alert
  const shelvedAt = instantOf(shelvedUntil)
  const words = [
    word('condition', alert.condition),
    word('attention', alert.attention),
    ...(verdict === null ? [] : [word('verdict', verdict)]),
    ...(exercise ? [text('casework.drill')] : []),
    ...(incidentGrade === null ? [] : [text('alert.grade', { grade: incidentGrade })]),
    ...(occurrences > 1 ? [text('alert.occurrences', { count: occurrences })] : []),
    ...groupWords(alert),
    ...inhibitionWords(alert),
    ...(shelvedAt === null
      ? []
      : [text('alert.shelved', { time: formatTime(language.value, shelvedAt) })]),
  ]
  return (
    <ul class="standing">
      <Age openedAt={alert.openedAt} />
      {words.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  )
}

function Place({ alert }: { readonly alert: AlertItem }) {
  const station = stationOf(alert)
  if (station === null) return <span class="place">{alertPlace(alert)}</span>
  return (
    <button
      type="button"
      class="link"
      aria-pressed={shownStation.value?.id === station}
      title={text('alerts.show')}
      onClick={() => chooseStation(station)}
    >
      {alertPlace(alert)}
    </button>
  )
}

function AlertCard({ alert }: { readonly alert: AlertItem }) {
  const token = warnToken(alert.colour)
  const colour = alert.colour === null ? text('alert.noColour') : word('colour', alert.colour)
  return (
    <article
      class={`alert ${isInhibited(alert) ? 'alert-hidden' : alert.attention === 'new' ? 'alert-new' : ''}`}
      style={{ '--edge': `var(${token})` }}
      data-alert={alert.id}
    >
      <header>
        <Chip token={token}>{colour}</Chip>
        <h3>
          {alertTitle(alert)}
          <Place alert={alert} />
        </h3>
      </header>
      <AlertEvidence alert={alert} />
      <Standing alert={alert} />
      <Workflows alert={alert} />
      {(alert.comments ?? []).slice(-commentsMax).map(({ person, text: said }, place) => (
        <p key={place} class="comment">
          {person}
          {text('page.colon')}
          {said}
        </p>
      ))}
      <AlertCommands alert={alert} />
    </article>
  )
}

/** How many go on of each colour, the worst first, are over, and nobody has acknowledged. */
function Tally({ alerts }: { readonly alerts: readonly AlertItem[] }) {
  const unread = unreadAlerts.value.length
  const going = alerts.filter(({ condition }) => condition !== 'resolved')
  const over = alerts.length - going.length
  return (
    <p class="tally">
      {warningColours.toReversed().map((colour) => {
        const count = going.filter((alert) => alert.colour === colour).length
        if (count === 0) return null
        return (
          <Chip key={colour} token={warnToken(colour)}>
            {text(`hue.${colour}`, { count })}
          </Chip>
        )
      })}
      {over > 0 && <span>{text('alerts.over', { count: over })}</span>}
      {unread > 0 && <span>{text('alerts.unread', { count: unread })}</span>}
    </p>
  )
}

/** Why there are none, or fewer than may be: unread, or the data do not reach until now. */
function Known({ unread, none }: { readonly unread: boolean; readonly none: boolean }) {
  const now = agedAt.value
  const endAt = unread ? null : behindAt(stations.value, newestOf, now)
  if (endAt !== null) {
    const time = formatTime(language.value, endAt)
    const age = formatAge(language.value, now - endAt)
    return <p class="behind">{text('alerts.behind', { time, age })}</p>
  }
  return none ? <p class="empty">{text(unread ? 'page.loading' : 'alerts.none')}</p> : null
}

/** Older comments are in the engine's log. */
const commentsMax = 3

/** More at once would be a page that nobody reads to its end. */
const shownMax = 20

/** All open alerts, worst and newest first. */
export function AlertList() {
  const alerts = openAlerts.value
  const all = useSignal(false)
  const shown = all.value ? alerts : alerts.slice(0, shownMax)
  const unread = ['connecting', 'loading'].includes(streamState.value.phase)
  return (
    <section class="panel alerts" id="alerts" aria-labelledby="alerts-heading" tabindex={-1}>
      <div class="panel-head">
        <h2 id="alerts-heading">{text('alerts.heading')}</h2>
        {!unread && <p class="count">{text('alerts.count', { count: alerts.length })}</p>}
        <Tally alerts={alerts} />
      </div>
      <Known unread={unread} none={alerts.length === 0} />
      <ol class="alert-list">
        {shown.map((alert) => (
          <li key={alert.id}>
            <AlertCard alert={alert} />
          </li>
        ))}
      </ol>
      {shown.length < alerts.length && (
        <button type="button" onClick={() => (all.value = true)}>
          {text('alerts.all', { count: alerts.length })}
        </button>
      )}
    </section>
  )
}
