import { z } from 'zod'
import { hidingKinds, inhibitionCauses, type Alert, type Hiding } from '../domain/alert.ts'
import { alertKinds, incidentGrades, warningColours } from '../domain/event.ts'
import { formatInstant, secondMs, type Instant } from '../domain/time.ts'
import type { Catalogue } from './catalogue.ts'
import { entityTag } from './entity-tag.ts'
import { timeOrNull, timeText } from './query-shapes.ts'
import { citedReadingSchema, citedReadingView } from './reading-view.ts'

const wayShape = {
  station: z.string(),
  distanceKm: z.number(),
  hoursFrom: z.number().describe('shortest time that the water took, by the flow of then'),
  hoursTo: z.number(),
}

/** What an alert is at one number of the change log; also the data of `alert.*` frames. */
export const alertStateSchema = z.object({
  id: z.string(),
  etag: z.string().describe('the entity tag, as If-Match takes it'),
  n: z.int(),
  fingerprint: z.string(),
  rule: z.string(),
  kind: z.enum(alertKinds),
  station: z.string(),
  subject: z.string(),
  colour: z.enum(warningColours).nullable(),
  incidentGrade: z.enum(incidentGrades).nullable().describe('set by a person, never computed'),
  condition: z.enum(['pending', 'firing', 'resolved']),
  attention: z.enum(['new', 'acknowledged', 'closed']),
  verdict: z.enum(['confirmed', 'rejected']).nullable(),
  shelvedUntil: timeText.nullable(),
  hiding: z
    .object({
      kind: z.enum(hidingKinds),
      person: z.string(),
      reason: z.string(),
      since: timeText,
      until: timeText,
    })
    .nullable()
    .describe('why an open alert calls for no attention now; null: it does'),
  inhibitedBy: z
    .object({
      because: z.enum(inhibitionCauses),
      alert: z.string().nullable(),
      workflow: z.string().nullable(),
      since: timeText,
    })
    .nullable()
    .describe('what it follows from, so that it is hidden by design: an alert or a task on site'),
  occurrences: z.int(),
  openedAt: timeText,
  changedAt: timeText,
  observedAt: timeText.describe('newest observation behind it'),
  resolvedAt: timeText.nullable(),
  closedAt: timeText.nullable(),
  retrospective: z.boolean().describe('opened on evidence older than a day; not delivered'),
  exercise: z.boolean().describe('opened while the engine ran as an exercise'),
  memberOf: z
    .object({ alert: z.string(), ...wayShape })
    .nullable()
    .describe('the alert upstream whose water it tells of; null: it stands alone'),
  members: z
    .array(
      z.object({
        ...{ alert: z.string(), ...wayShape, colour: z.enum(warningColours).nullable() },
        ...{ beganAt: timeText, joinedAt: timeText },
      }),
    )
    .describe('alerts downstream that tell of the same water, as each began'),
  evidence: z.looseObject({ readings: z.array(citedReadingSchema) }),
  workflows: z.array(z.string()),
})

const commentSchema = z.object({ at: timeText, person: z.string(), text: z.string() })

export const alertSchema = alertStateSchema.extend({
  age: z.number().describe('seconds since it opened, by the engine clock'),
  comments: z.array(commentSchema),
  allowed: z.array(z.string()).describe('what can be done now'),
})

export type AlertView = z.output<typeof alertSchema>

function hidingView(hiding: Hiding | null): z.output<typeof alertStateSchema>['hiding'] {
  if (hiding === null) return null
  return { ...hiding, since: formatInstant(hiding.since), until: formatInstant(hiding.until) }
}

function inhibitionView({ inhibitedBy }: Alert) {
  return inhibitedBy ? { ...inhibitedBy, since: formatInstant(inhibitedBy.since) } : null
}

/** The state of an alert, without what depends on now and on who asks. */
export function alertStateView(
  alert: Alert,
  catalogue: Catalogue,
): z.output<typeof alertStateSchema> {
  return {
    id: alert.id,
    etag: entityTag(alert.n),
    n: alert.n,
    fingerprint: alert.fingerprint,
    rule: alert.rule,
    kind: alert.kind,
    station: alert.station,
    subject: alert.subject,
    colour: alert.colour,
    incidentGrade: alert.incidentGrade,
    condition: alert.condition,
    attention: alert.attention,
    verdict: alert.verdict,
    shelvedUntil: timeOrNull(alert.shelvedUntil),
    hiding: hidingView(alert.hiding ?? null),
    inhibitedBy: inhibitionView(alert),
    occurrences: alert.occurrences,
    openedAt: formatInstant(alert.openedAt),
    changedAt: formatInstant(alert.changedAt),
    observedAt: formatInstant(alert.observedAt),
    resolvedAt: timeOrNull(alert.resolvedAt),
    closedAt: timeOrNull(alert.closedAt),
    retrospective: alert.retrospective,
    exercise: alert.exercise ?? false,
    memberOf: alert.memberOf ?? null,
    members: (alert.members ?? []).map(({ beganAt, joinedAt, ...member }) => ({
      ...member,
      beganAt: formatInstant(beganAt),
      joinedAt: formatInstant(joinedAt),
    })),
    evidence: {
      ...alert.evidence,
      readings: alert.readings.map((reading) => citedReadingView(reading, catalogue)),
    },
    workflows: [...alert.workflows],
  }
}

/** A comment as answered. */
export const commentView = (comment: Alert['comments'][number]) => ({
  at: formatInstant(comment.at),
  person: comment.person,
  text: comment.text,
})

/** An alert as answered at `now`, with what is allowed then. */
export function alertView(
  alert: Alert,
  now: Instant,
  allowed: readonly string[],
  catalogue: Catalogue,
): AlertView {
  return {
    ...alertStateView(alert, catalogue),
    age: Math.max(0, (now - alert.openedAt) / secondMs),
    comments: alert.comments.map(commentView),
    allowed: [...allowed],
  }
}
