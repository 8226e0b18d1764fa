import type { Notice, Target } from '../domain/delivery.ts'
import { noticeRoute } from '../domain/delivery.ts'
import type { Workflow } from '../domain/alert.ts'
import type { HandOpening } from '../domain/casework.ts'
import type { Json } from '../domain/json.ts'
import { textField, type RegisterEntry, type RegisterValues } from '../domain/register.ts'
import type { Also, DeskParts, Done } from '../desk.ts'
import type { Engine } from '../engine.ts'
import { refused } from '../casework/acts.ts'
import { getAlert } from '../store/alerts.ts'
import type { Queryable, Tx } from '../store/db.ts'
import { newestEntries } from '../store/registers.ts'
import { entriesInForce } from './pages.ts'
import { addressOf, tellOutside } from './telling-outside.ts'

/** Registers by the ids and fields that the shipped ones have. */
const enterprises = 'enterprises'
const sourceRegisters = ['pollution-sources', 'risk-sources'] as const

/** What a person proposes: whom to remind, of what; of an alert, or of what was seen. */
export type Proposal = {
  readonly enterprise: string
  readonly alert: string | null
  readonly reason: string
  readonly person: string
  readonly exercise: boolean
}

/** Opens a notice to an enterprise of the register; nothing is told to it yet. */
export async function proposeNotice(
  { parts, desk }: Pick<Engine, 'parts' | 'desk'>,
  proposal: Proposal,
  also?: Also<Workflow>,
): Promise<Done<Workflow>> {
  const { enterprise: key, alert: alertId, reason, person, exercise } = proposal
  const enterprise = await enterpriseOf(parts.db, key)
  if (enterprise?.retired !== false)
    return refused('unknown-entry', `enterprises has no ${key} in force`)
  const alert = alertId === null ? null : await getAlert(parts.db, alertId)
  if (alertId !== null && alert === null) return refused('unknown-alert', `no alert ${alertId}`)
  const opening: HandOpening = {
    ...{ kind: 'enterprise-notice', procedure: null, waterBody: null, workflow: null, person },
    station: alert?.station ?? null,
    district: textField(enterprise.values, 'district'),
    about: { enterprise: key, name: textField(enterprise.values, 'name'), alert: alertId, reason },
    exercise: exercise || (alert?.exercise ?? false),
  }
  return desk.openByHand(opening, also)
}

const enterpriseOf = async (db: Queryable, key: string): Promise<RegisterEntry | undefined> =>
  (await newestEntries(db, enterprises, [key])).get(key)
const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/**
 * What the step `send` of a notice does outside: a row for the delivering, in the transaction of the
 * step. A drill is written down as one and tells nobody; of any other workflow this is nothing.
 */
export async function sendNotice(
  tx: Tx,
  { tellsEnterprises = false, now }: Pick<DeskParts, 'tellsEnterprises' | 'now'>,
  workflow: Workflow,
  { step, data, person }: { step: string; data: Workflow['steps'][number]['data']; person: string },
): Promise<Done<null>> {
  if (workflow.kind !== 'enterprise-notice' || step !== 'send' || workflow.exercise === true)
    return { ok: true, subject: null }
  if (!tellsEnterprises)
    return refused('no-route', `routes.json has no route ${noticeRoute} that is on`)
  const { enterprise, name, alert, reason } = workflow.about ?? {}
  const zh = textIn(data['message'])
  const en = textIn(data['messageEn']) || zh
  const key = `${workflow.id}|${noticeRoute}`
  const firm = textIn(name)
  const telling = {
    ...{ key, route: noticeRoute, target: `enterprise ${textIn(enterprise)}` },
    title: { zh: `【企业云通报】${firm}：${zh}`, en: `Notice to ${firm}: ${en}` },
    text: {
      zh: `${firm}：\n${zh}\n编号: ${workflow.id}`,
      en: `${firm}:\n${en}\nnotice: ${workflow.id}`,
    },
    alert: {
      ...{ id: workflow.id, enterprise: enterprise ?? null, alert: alert ?? null },
      ...{ reason: reason ?? null, by: person },
    },
  }
  await tellOutside(tx, workflow, telling, now())
  return { ok: true, subject: null }
}

/**
 * The target of a notice: that of its route, and the enterprise's own address, read from the register
 * as it is sent, so that it stands nowhere else. A webhook gets the notice with the enterprise's key.
 *
 * @returns null where the register has no such address
 */
export async function withEnterprise(
  db: Queryable,
  target: Target,
  body: string,
): Promise<Target | null> {
  if (target.type === 'webhook') return target
  const { alert } = JSON.parse(body) as Notice
  const enterprise = await enterpriseOf(db, textIn(alert['enterprise']))
  const address = enterprise === undefined ? null : addressOf(enterprise, target.type)
  if (address === null) return null
  return { ...target, to: [address, ...target.to] }
}

/** A registered source whose water comes by the station of an alert. */
export type SourceNear = {
  readonly entry: RegisterEntry
  readonly enterprise: string | null
  /** Along the river and its way there; null: not known, as within a lake. */
  readonly distanceKm: number | null
}

/**
 * Registered sources whose water comes by the station of an alert, the nearest first: of the same
 * station, above it on its river, or at its lake. Null: there is no such alert.
 */
export async function sourcesNear(
  { parts }: Pick<Engine, 'parts'>,
  alertId: string,
): Promise<readonly SourceNear[] | null> {
  const alert = await getAlert(parts.db, alertId)
  const station = parts.network.stations.find(({ id }) => id === alert?.station)
  if (alert === null || station === undefined) return null
  const found: SourceNear[] = []
  for (const id of sourceRegisters) {
    for (const entry of await entriesInForce(parts.db, parts, id)) {
      const distanceKm = distanceTo(station, entry.values)
      if (distanceKm === undefined) continue
      found.push({ entry, enterprise: textField(entry.values, 'enterprise'), distanceKm })
    }
  }
  const far = (one: SourceNear) => one.distanceKm ?? Infinity
  return found.sort((a, b) => far(a) - far(b) || (a.entry.key < b.entry.key ? -1 : 1))
}

/** Undefined where its water does not come by. */
function distanceTo(
  station: {
    readonly id: string
    readonly waterBody: string | null
    readonly chainageKm: number | null
  },
  { station: at, waterBody, atKm, offKm }: RegisterValues,
): number | null | undefined {
  const off = typeof offKm === 'number' ? offKm : 0
  if (at === station.id) return off
  if (waterBody === null || waterBody !== station.waterBody) return undefined
  if (station.chainageKm === null || typeof atKm !== 'number') return null
  if (atKm > station.chainageKm) return undefined
  return Math.round((station.chainageKm - atKm + off) * 1000) / 1000
}
