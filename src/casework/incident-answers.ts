import { reportStateOf } from '../../alerts/workflow/report-clock.ts'
import { bookingOf } from '../../alerts/workflow/dispatch.ts'
import type { Engine } from '../engine.ts'
import type { IncidentCapabilities } from '../http/incident-capabilities.ts'
import { keeping } from '../keeping.ts'
import { heldIn, queryBookings } from '../store/bookings.ts'
import { workflowsAbout } from '../store/workflows.ts'
import { expertsFor } from './experts.ts'
import { monitoringAt } from './monitoring.ts'
import { draftOf, findReports } from './reports.ts'

/** What the pages may ask of incidents, and do about them. */
export function createIncidentAnswers(engine: Engine): IncidentCapabilities {
  const { parts, desk } = engine
  const { exercise: runsAsExercise = false } = parts
  return {
    experts: (id) => expertsFor(parts, id),
    reports: async (id) => {
      const workflow = await findReports(parts, id)
      if (workflow === null) return null
      return { workflow, state: reportStateOf(workflow), plan: parts.incidentPlan.reports }
    },
    reportDraft: (id, asked) => draftOf(parts, id, asked),
    resources: async ({ kind, district, exercise, ...span }) => {
      const held = await heldIn(parts.db, { ...span, exercise: exercise ?? runsAsExercise })
      const bookings = held.map(bookingOf)
      return parts.incidentPlan.resources
        .filter((one) => (kind ?? one.kind) === one.kind)
        .filter((one) => (district ?? one.district) === one.district)
        .map((resource) => ({
          resource,
          bookings: bookings.filter((one) => one.resource === resource.id),
        }))
    },
    bookings: async ({ exercise, ...query }) => {
      const asked = { ...query, exercise: exercise ?? runsAsExercise }
      const { items, next } = await queryBookings(parts.db, asked)
      return { items: items.map(bookingOf), next }
    },
    askStation: (request, keep) => desk.askStation(request, keeping(engine, keep)),
    monitoring: (id) => monitoringAt(parts, id, parts.clock.now()),
    stationRequests: async (id) =>
      (await workflowsAbout(parts.db, id)).filter(({ kind }) => kind === 'station-request'),
    book: (request, keep) => desk.book(request, keeping(engine, keep)),
  }
}
