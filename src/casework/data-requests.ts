import { dataRequestItem } from '../../alerts/workflow/data-request-item.ts'
import { definitionOf } from '../../alerts/workflow/definitions.ts'
import { openWorkflow } from '../../alerts/workflow/engine.ts'
import type { Also, DeskParts, Done } from '../desk.ts'
import type { Workflow } from '../domain/alert.ts'
import type { DataRequest } from '../domain/data-request.ts'
import { textField, type RegisterEntry } from '../domain/register.ts'
import type { Engine } from '../engine.ts'
import type { DataRequestCapabilities } from '../http/data-requests.ts'
import { keeping } from '../keeping.ts'
import { appendChanges } from '../store/change-log.ts'
import { queryDataRequests } from '../store/data-requests.ts'
import { newestEntries } from '../store/registers.ts'
import { refused, saveNumbered } from './acts.ts'
import { tellDataAsked } from './liaisons.ts'

/** The catalogue (数据资源目录), by the fields that the shipped one has. */
const catalogue = 'data-sets'

/**
 * Asks for a data set of the catalogue that is shared on request (R22), with what for. Its owner's
 * district decides, and its liaison is told; one without a district belongs to the first of the zone.
 */
export async function askForData(
  parts: DeskParts,
  request: DataRequest,
  also: Also<Workflow>,
): Promise<Done<Workflow>> {
  const { dataSet, person, organisation, district } = request
  const done = await parts.db.transaction(async (tx): Promise<Done<Workflow>> => {
    const entry = (await newestEntries(tx, catalogue, [dataSet])).get(dataSet)
    if (entry?.retired !== false)
      return refused('bad-command', `dataSet: ${catalogue} has no ${dataSet} in force`)
    const { values } = entry
    if (values['sharing'] !== 'on-request')
      return refused('not-on-request', `dataSet: ${dataSet} is shared with all: ${accessOf(entry)}`)
    const first = parts.network.districts.find(({ inZone }) => inZone)?.id ?? null
    const ownerDistrict = textField(values, 'district') ?? first
    const about = {
      ...{ dataSet, version: entry.version, name: textField(values, 'nameZh') ?? dataSet },
      ...{ person, organisation, district, ownerDistrict, purpose: request.purpose },
      workflow: null,
    }
    const now = parts.now()
    const kind = 'data-request' as const
    const asked = { id: parts.newId(), kind, procedure: null, alert: null, station: null, about }
    const { dataRequestPlan: plan = null } = parts
    const { workflow, change } = openWorkflow(asked, definitionOf(asked), {
      ...{ now, actor: person, siteDistrict: ownerDistrict },
      exercise: request.exercise || (parts.exercise ?? false),
      dueAt: plan === null ? null : now + plan.decideWithinMs,
    })
    const [saved] = await saveNumbered(tx, [workflow], await appendChanges(tx, [change]))
    await tellDataAsked(tx, parts, saved!, person)
    await also(tx, saved!)
    return { ok: true, subject: saved! }
  })
  if (done.ok) parts.onChanges()
  return done
}

const accessOf = ({ values }: RegisterEntry) => textField(values, 'access') ?? 'no address is given'

/** What the pages may ask of requests for data sets, and do with them. */
export function createDataRequestAnswers(engine: Engine): DataRequestCapabilities {
  const { db, clock, exercise: runsAsExercise = false } = engine.parts
  return {
    askForData: (request, keep) => engine.desk.askForData(request, keeping(engine, keep)),
    dataRequests: async ({ exercise, ...query }) => {
      const asked = { ...query, exercise: exercise ?? runsAsExercise }
      const { items, next } = await queryDataRequests(db, asked)
      return { items: items.map((one) => dataRequestItem(one, clock.now())), next }
    },
  }
}
