import { definitionOf } from '../../alerts/workflow/definitions.ts'
import type { DeskParts, Done } from '../desk.ts'
import type { Workflow } from '../domain/alert.ts'
import { assert } from '../domain/errors.ts'
import { reportRoute, type Notice, type Target } from '../domain/delivery.ts'
import { textIn } from '../domain/json.ts'
import type { Queryable, Tx } from '../store/db.ts'
import { newestEntries } from '../store/registers.ts'
import { addressOf, fieldOf, tellOutside } from '../registers/telling-outside.ts'
import { refused } from './acts.ts'

/** The register of those whom reports can go to. */
const contacts = 'contacts'

const reportSteps: ReadonlySet<string> = new Set([
  ...['first-report', 'follow-up-report', 'result-report'],
])

/**
 * What a report does outside once a person has released it by its step: a row for the delivering, in
 * the transaction of the step. Without a route it is written down and sent by nobody, and so is that
 * of a drill; of any other step this is nothing.
 *
 * @param workflow  as it stands after the step
 * @returns refused with `no-addressee` where one of `to` is no contact in force that the route
 *   reaches: then nothing was taken
 */
export async function sendReport(
  tx: Tx,
  { reportsBy = null, now, network }: Pick<DeskParts, 'reportsBy' | 'now' | 'network'>,
  workflow: Workflow,
  { step: id }: { readonly step: string },
): Promise<Done<null>> {
  const isReport = workflow.kind === 'incident-report' && reportSteps.has(id)
  if (!isReport || reportsBy === null || workflow.exercise === true)
    return { ok: true, subject: null }
  const taken = workflow.steps.at(-1)
  const step = definitionOf(workflow).steps.find((one) => one.id === id)
  assert(taken !== undefined && step !== undefined, 'a report is a step that was just taken')
  const to = (taken.data['to'] as readonly unknown[]).map(String)
  const missing = await unreached(tx, reportsBy, to)
  if (missing.length > 0) {
    const wanted = reportsBy === 'webhook' ? 'an entry' : fieldOf[reportsBy]
    return refused('no-addressee', `to: contacts has no ${wanted} of ${missing.join(', ')}`)
  }
  const { station, siteDistrict, steps } = workflow
  const place =
    network.stations.find((one) => one.id === station)?.name ??
    network.districts.find((one) => one.id === siteDistrict)?.name
  const key = `${workflow.id}|${reportRoute}|${steps.length}`
  const telling = {
    ...{ key, route: reportRoute, target: `contacts ${to.join(', ')}` },
    title: {
      zh: `【突发环境事件${step.name.zh}】${place?.zh ?? ''}`,
      en: `${step.name.en} on an environmental incident: ${place?.en ?? ''}`,
    },
    text: {
      zh: `${textIn(taken.data['text'])}\n\n报告人: ${taken.person}\n编号: ${workflow.id}`,
      en: `${step.name.en}, by ${taken.person}\nworkflow: ${workflow.id}`,
    },
    alert: {
      ...{ id: workflow.id, report: id, number: taken.data['number'] ?? null, to },
      ...{ by: taken.person, alert: workflow.about?.['alert'] ?? null },
    },
  }
  await tellOutside(tx, workflow, telling, now())
  return { ok: true, subject: null }
}

/** Of these keys, those that are no contact in force, or have nothing to be reached by. */
async function unreached(db: Queryable, by: Target['type'], keys: readonly string[]) {
  const found = await newestEntries(db, contacts, [...new Set(keys)])
  return keys.filter((key) => {
    const entry = found.get(key)
    if (entry?.retired !== false) return true
    return by !== 'webhook' && addressOf(entry, by) === null
  })
}

/**
 * The target of a report: that of its route, and the addresses of those whom it is to, read from the
 * register as it is sent, so that they stand nowhere else. A webhook gets their keys.
 *
 * @returns null where one of them has no such address any more
 */
export async function withContacts(
  db: Queryable,
  target: Target,
  body: string,
): Promise<Target | null> {
  if (target.type === 'webhook') return target
  const { alert } = JSON.parse(body) as Notice
  const keys = alert['to'] as readonly string[]
  const found = await newestEntries(db, contacts, [...new Set(keys)])
  const addresses = [...found.values()].map((entry) =>
    entry.retired ? null : addressOf(entry, target.type),
  )
  const known = addresses.filter((address) => address !== null)
  if (known.length < new Set(keys).size) return null
  return { ...target, to: [...known, ...target.to] }
}
