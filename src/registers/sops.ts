import { takeSopStep } from '../../alerts/workflow/sop.ts'
import { missingBytes, refused, saveNumbered } from '../casework/acts.ts'
import type { Workflow } from '../domain/alert.ts'
import { listField, textField, type RegisterEntry } from '../domain/register.ts'
import { sopProgress, type Sop, type SopProgress, type SopReport } from '../domain/sop.ts'
import type { Also, Done } from '../desk.ts'
import { getAlert } from '../store/alerts.ts'
import { appendChanges } from '../store/change-log.ts'
import type { Queryable } from '../store/db.ts'
import { getWorkflow } from '../store/workflows.ts'
import type { Registrar } from './acts.ts'
import { entriesInForce } from './pages.ts'

/** The register that holds operating procedures, by the fields that the shipped one has. */
const sopRegister = 'sops'

/**
 * The procedures of a case: those of its kind and procedure, and of the rule of its alert where they
 * name one, as they stood when it was opened. So a running case keeps the versions that it began with.
 */
async function sopsOf(
  db: Queryable,
  parts: Registrar['parts'],
  workflow: Workflow,
): Promise<readonly Sop[]> {
  const items = await entriesInForce(db, parts, sopRegister, null, workflow.openedAt)
  const { kind, procedure, alert: alertId } = workflow
  const ofKind = items.filter(
    ({ values }) =>
      values['kind'] === kind && [null, procedure].includes(textField(values, 'procedure')),
  )
  const wantsRule = ofKind.some(({ values }) => textField(values, 'rule') !== null)
  const alert = wantsRule && alertId !== null ? await getAlert(db, alertId) : null
  return ofKind
    .filter(({ values }) => [null, alert?.rule].includes(textField(values, 'rule')))
    .map(sopOf)
}

function sopOf({ key: id, version, values }: RegisterEntry): Sop {
  const english = listField(values, 'stepsEn')
  const steps = listField(values, 'stepsZh').map((zh, index) => ({ zh, en: english[index] ?? zh }))
  const [zh, en] = [textField(values, 'nameZh') ?? id, textField(values, 'nameEn') ?? id]
  return { id, version, name: { zh, en }, steps }
}

/** The procedures of a case and how far it is with each; null: there is no such case. */
export async function sopProgressOf(
  { parts }: Registrar,
  id: string,
): Promise<readonly SopProgress[] | null> {
  const workflow = await getWorkflow(parts.db, id)
  if (workflow === null) return null
  return (await sopsOf(parts.db, parts, workflow)).map((sop) => sopProgress(workflow, sop))
}

/** Does a step of a procedure in a case: one transaction, one numbered change. */
export async function doSopStep(
  { parts, changes }: Registrar,
  about: { readonly workflow: string; readonly sop: string },
  report: SopReport,
  expectedN: number | null,
  also: Also<Workflow> = () => Promise.resolve(),
): Promise<Done<Workflow>> {
  const done = await parts.db.transaction(async (tx): Promise<Done<Workflow>> => {
    const workflow = await getWorkflow(tx, about.workflow, { forUpdate: true })
    if (workflow === null) return refused('not-found', `workflow ${about.workflow}: there is none`)
    if (expectedN !== null && workflow.n !== expectedN)
      return refused('stale', `expected the entity tag "${workflow.n}"`)
    const sop = (await sopsOf(tx, parts, workflow)).find(({ id }) => id === about.sop)
    if (sop === undefined)
      return refused('unknown-step', `${about.sop} is no procedure of ${workflow.kind} here`)
    const missing = await missingBytes(tx, [{ attachments: report.attachments ?? [] }])
    if (missing !== null) return refused('bad-step', missing)
    const result = takeSopStep(workflow, sop, report, parts.clock.now())
    if (!result.ok) return result
    const numbered = await appendChanges(tx, [result.change])
    const [subject] = await saveNumbered(tx, [result.workflow], numbered)
    await also(tx, subject!)
    return { ok: true, subject: subject! }
  })
  if (done.ok) changes.tell(null)
  return done
}
