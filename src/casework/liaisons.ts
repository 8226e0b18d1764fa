import type { DeskParts } from '../desk.ts'
import type { Workflow, WorkflowStep } from '../domain/alert.ts'
import { liaisonRoute } from '../domain/delivery.ts'
import type { Json } from '../domain/json.ts'
import type { Names } from '../domain/network.ts'
import { addressOf, tellOutside } from '../registers/telling-outside.ts'
import { entriesInForce } from '../registers/pages.ts'
import type { Tx } from '../store/db.ts'
import { newestEntries } from '../store/registers.ts'

const contacts = 'contacts'

type Telling = {
  /** Whose liaison is told. */
  readonly district: string
  /** The same for the same telling of a workflow. */
  readonly key: string
  readonly what: Names
  readonly by: string
}
type Parts = Pick<DeskParts, 'liaisonsBy' | 'patrolPlan' | 'registers' | 'network' | 'now'>

/**
 * Tells the liaison of a district (R36) what crosses its border: a row for the delivering, in the
 * transaction of what it tells of. To whom it goes stands in `crossBorderTo` of patrols.json, else it
 * is the contacts of that district whose role is liaison; who cannot be reached by the route is left
 * out, and the route's own `to` have it in any case. Without a route, and of a drill, nothing is told.
 */
async function tellLiaison(
  tx: Tx,
  parts: Parts,
  workflow: Workflow,
  { district, key, what, by }: Telling,
): Promise<void> {
  const { liaisonsBy = null } = parts
  if (liaisonsBy === null || workflow.exercise === true) return
  const to = await recipients(tx, parts, district)
  const names = namesOf(parts, district)
  await tellOutside(
    tx,
    workflow,
    {
      ...{ key: `${workflow.id}|${liaisonRoute}|${key}|${district}`, route: liaisonRoute },
      target: `liaison of ${district}: ${to.join(', ') || 'none is known'}`,
      title: { zh: `【跨界通报】${names.zh}：${what.zh}`, en: `To ${names.en}: ${what.en}` },
      text: {
        zh: `致${names.zh}联络员：\n${what.zh}\n经办: ${by}\n编号: ${workflow.id}`,
        en: `To the liaison of ${names.en}:\n${what.en}\nby: ${by}\nworkflow: ${workflow.id}`,
      },
      alert: { id: workflow.id, kind: workflow.kind, district, to: [...to], by },
    },
    parts.now(),
  )
}

const namesOf = ({ network }: Parts, district: string): Names =>
  network.districts.find(({ id }) => id === district)?.name ?? { zh: district, en: district }

async function recipients(
  tx: Tx,
  { liaisonsBy = null, patrolPlan, registers = [] }: Parts,
  district: string,
): Promise<readonly string[]> {
  const isReached = (entry: Parameters<typeof addressOf>[0]) =>
    !entry.retired && (liaisonsBy === 'webhook' || (liaisonsBy && addressOf(entry, liaisonsBy)))
  const named = patrolPlan.crossBorderTo[district]
  if (named !== undefined) {
    const found = await newestEntries(tx, contacts, named)
    return named.filter((key) => found.has(key) && isReached(found.get(key)!))
  }
  return (await entriesInForce(tx, { registers }, contacts, district))
    .filter((one) => one.values['role'] === 'liaison' && isReached(one))
    .map(({ key }) => key)
}

const textOf = (value: Json | undefined) => (typeof value === 'string' ? value : null)

/** What ends the recognition of a result (R33), or brings it back: all districts are told. */
const saidToAll: ReadonlyMap<string, Names> = new Map([
  ['revoke', { zh: '查处结果被撤销，不再互认', en: 'a result was revoked; it binds no longer' }],
  ['reinstate', { zh: '查处结果恢复，继续互认', en: 'a result was reinstated; it binds again' }],
])

/** What the owner of a data set says to who asked for it. */
const decidedOnData: ReadonlyMap<string, Names> = new Map([
  ['grant', { zh: '数据获取申请已同意', en: 'the request for a data set was granted' }],
  ['refuse', { zh: '数据获取申请未同意', en: 'the request for a data set was refused' }],
  ['revoke', { zh: '数据获取已收回', en: 'access to a data set was revoked' }],
])

/** What a step says across a border, and to which district; null: nothing. */
function saidAcross(
  { kind, procedure, steps, about = {}, siteDistrict }: Workflow,
  { step, data }: Pick<WorkflowStep, 'step' | 'data'>,
): { readonly district: string | null; readonly what: Names } | null {
  if (kind === 'hand-over' && step === 'send')
    return {
      district: textOf(data['to']),
      what: { zh: '移送证据，请签收或退回', en: 'evidence is handed over; receive or return it' },
    }
  if (kind === 'hand-over' && step === 'return') {
    const sent = steps.findLast((one) => one.step === 'send')
    return {
      district: sent?.district ?? siteDistrict,
      what: { zh: '移送的证据被退回补充', en: 'evidence was returned for completion' },
    }
  }
  if (kind === 'data-request') {
    const decided = decidedOnData.get(step)
    if (decided === undefined) return null
    const name = textOf(about['name']) ?? ''
    const what = { zh: `${decided.zh}：${name}`, en: `${decided.en}: ${name}` }
    return { district: textOf(about['district']), what }
  }
  if (kind !== 'dispatch' || procedure !== 'cross-border') return null
  const resource = textOf(about['resource']) ?? ''
  if (step === 'order')
    return {
      district: textOf(about['ownerDistrict']),
      what: {
        zh: `调度指令：${resource}，请确认`,
        en: `${resource} is ordered; confirm or refuse`,
      },
    }
  if (step !== 'confirm' && step !== 'refuse') return null
  const zh = step === 'confirm' ? '已确认' : '被拒绝'
  const en = step === 'confirm' ? 'was confirmed' : 'was refused'
  return {
    district: textOf(about['forDistrict']),
    what: { zh: `调度${zh}：${resource}`, en: `the dispatch of ${resource} ${en}` },
  }
}

/** Tells the other side of a step that crosses a border; of any other this is nothing. */
export async function tellAcross(
  tx: Tx,
  parts: Parts,
  workflow: Workflow,
  step: Pick<WorkflowStep, 'step' | 'data' | 'at' | 'district' | 'person'>,
): Promise<void> {
  const key = `${step.step}|${step.at}`
  const toAll = workflow.kind === 'hand-over' ? saidToAll.get(step.step) : undefined
  if (toAll !== undefined) {
    const others = parts.network.districts.filter(
      ({ inZone, id }) => inZone && id !== step.district,
    )
    for (const { id } of others)
      await tellLiaison(tx, parts, workflow, { district: id, key, what: toAll, by: step.person })
    return
  }
  const said = saidAcross(workflow, step)
  if (said === null || said.district === null || said.district === step.district) return
  const { district, what } = said
  await tellLiaison(tx, parts, workflow, { district, key, what, by: step.person })
}

/** Tells the owner's liaison that a resource of theirs is asked for. */
export function tellAsked(tx: Tx, parts: Parts, dispatch: Workflow, by: string): Promise<void> {
  const { resource, ownerDistrict, forDistrict } = dispatch.about ?? {}
  const [what, from] = [textOf(resource) ?? '', namesOf(parts, textOf(forDistrict) ?? '')]
  const asked = { zh: `${from.zh}申请调用 ${what}`, en: `${from.en} asks for ${what}` }
  const district = textOf(ownerDistrict) ?? ''
  return tellLiaison(tx, parts, dispatch, { district, key: 'asked', what: asked, by })
}

/** Tells the owner's liaison that a data set of theirs is asked for, by another district. */
export async function tellDataAsked(
  tx: Tx,
  parts: Parts,
  request: Workflow,
  by: string,
): Promise<void> {
  const { name, ownerDistrict, district: from } = request.about ?? {}
  const [district, asking] = [textOf(ownerDistrict) ?? '', textOf(from) ?? '']
  if (district === asking) return
  const names = namesOf(parts, asking)
  const what = {
    zh: `${names.zh}申请获取数据：${textOf(name) ?? ''}`,
    en: `${names.en} asks for a data set: ${textOf(name) ?? ''}`,
  }
  await tellLiaison(tx, parts, request, { district, key: 'asked', what, by })
}

/** Tells the liaisons of the districts that have what a case of another is short of. */
export async function tellShort(
  tx: Tx,
  parts: Parts,
  about: Workflow,
  short: { readonly key: string; readonly kind: string; readonly district: string },
  owners: readonly string[],
  by: string,
): Promise<void> {
  const { key, kind, district: from } = short
  const names = namesOf(parts, from)
  const what = {
    zh: `${names.zh}缺少 ${kind}，贵区有空闲`,
    en: `${names.en} is short of ${kind}; you have some free`,
  }
  for (const district of new Set(owners)) {
    if (district !== from) await tellLiaison(tx, parts, about, { district, key, what, by })
  }
}
