import { language, text } from './board.ts'
import { timeOf } from './casework-time.ts'
import type { MeetingEntry } from './wire.ts'

/** Where the digest of a meeting is: as it stands, or as it was put beside the minutes. */
function digestOf({ about, steps }: MeetingEntry): string {
  const name = `.${language.value}.html`
  const kept = steps
    .flatMap(({ attachments }) => attachments)
    .find((one) => one.name?.endsWith(name) === true)
  if (kept !== undefined) return `/api/v1/attachments/${kept.sha256}`
  return `/api/v1/digest.html?half=${about?.half ?? ''}&lang=${language.value}`
}

function words({ state, dueAt, closedAt, about }: MeetingEntry): string {
  const half = about?.half ?? ''
  if (state === 'closed') return text('casework.meetingHeld', { half, time: timeOf(closedAt) })
  return dueAt === null
    ? text('casework.meetingLate', { half })
    : text('casework.meeting', { half, until: timeOf(dueAt) })
}

/** The joint meetings of late and ahead, each with the digest that it is told. */
export function MeetingSection({ meetings }: { readonly meetings: readonly MeetingEntry[] }) {
  return (
    <>
      {meetings
        .filter(({ state }) => state !== 'cancelled')
        .map((meeting) => {
          const isLate = meeting.state !== 'closed' && meeting.dueAt === null
          return (
            <p key={meeting.id}>
              <span class={isLate ? 'odd' : undefined}>{words(meeting)}</span>{' '}
              <a class="bulletin" href={digestOf(meeting)}>
                {text('casework.meetingDigest', { half: meeting.about?.half ?? '' })}
              </a>
            </p>
          )
        })}
    </>
  )
}
