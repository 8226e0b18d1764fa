import { definitionOf } from '../../alerts/workflow/definitions.ts'
import { openWorkflow } from '../../alerts/workflow/engine.ts'
import { meetingsAnnounced } from '../../alerts/workflow/meeting-calendar.ts'
import { yearOf } from '../../alerts/workflow/patrol-count.ts'
import { teamHeadOf } from '../../alerts/workflow/team-head.ts'
import type { DeskParts } from '../desk.ts'
import type { JointMeeting } from '../domain/casework.ts'
import type { Planned } from './calendar.ts'

/**
 * Joint meetings that people are to be reminded of by now. One whose day has passed is late where the
 * engine was there to remind of it; who begins later knows nothing of whether it was held.
 */
export function meetingsDue(parts: DeskParts): Planned[] {
  const now = parts.now()
  return meetingsAnnounced(parts.patrolPlan.jointMeeting, now).map((meeting) => ({
    planned: meeting.planned,
    knownBy: meeting.dueAt > now ? null : meeting.remindAt,
    open: () => openMeeting(parts, meeting),
  }))
}

/** The district that heads the joint team convenes it; without a rotation the first of the zone. */
function openMeeting(parts: DeskParts, { half, planned, onAt, dueAt }: JointMeeting) {
  const { network, patrolPlan, exercise = false } = parts
  const head = teamHeadOf(patrolPlan.teamHead, yearOf(onAt))
  const district = head?.district ?? network.districts.find(({ inZone }) => inZone)?.id ?? null
  const kind = 'joint-meeting' as const
  const request = {
    ...{ id: parts.newId(), kind, procedure: null, alert: null, station: null },
    about: { planned, half, onAt, workflow: null },
  }
  return openWorkflow(request, definitionOf(request), {
    ...{ now: parts.now(), actor: 'engine', reason: 'planned', exercise, dueAt },
    siteDistrict: district,
  })
}
