import type { Alert, Workflow } from '../domain/alert.ts'
import { namedBytes } from '../domain/attachment.ts'
import { formatInstant, type Instant } from '../domain/time.ts'
import type { Network } from '../domain/network.ts'
import {
  alertPath,
  attachmentPath,
  changePath,
  evidenceFormat,
  relatedPath,
  workflowPath,
  type EvidenceAbout,
} from '../evidence/format.ts'
import type { EvidenceSigner } from '../evidence/signer.ts'
import { encodeEvidence, jsonPart, type EvidencePart } from '../evidence/write.ts'
import { alertStateView, commentView } from '../http/alert-view.ts'
import { createCatalogue } from '../http/catalogue.ts'
import { workflowStateView } from '../http/workflow-view.ts'
import { getAlert } from '../store/alerts.ts'
import { attachmentContent, findAttachment } from '../store/attachments.ts'
import { chainedChanges, chainHead } from '../store/change-log.ts'
import type { Db } from '../store/db.ts'
import { getWorkflow, workflowsAbout } from '../store/workflows.ts'

/** All that a package is of, as it stood when the log ended at `head`. */
type Case = {
  readonly workflow: Workflow
  readonly alert: Alert | null
  readonly related: readonly Workflow[]
  readonly head: { readonly n: number; readonly hash: string }
}

export type EvidenceMaker = {
  readonly db: Db
  readonly network: Network
  /** Name of the installation. */
  readonly madeBy: string
  readonly now: () => Instant
  /**
   * Its key; asked for with each package.
   *
   * @throws {AppError} `evidence-key`
   */
  readonly signer: () => Promise<EvidenceSigner>
}

/**
 * The package of evidence of a workflow: src/evidence/format.ts.
 *
 * @returns null when there is no such workflow
 */
export async function evidenceOf(
  maker: EvidenceMaker,
  id: string,
): Promise<AsyncIterable<Buffer> | null> {
  const found = await readCase(maker.db, id)
  if (found === null) return null
  const { workflow, head } = found
  const about: EvidenceAbout = {
    format: evidenceFormat,
    madeAt: formatInstant(maker.now()),
    madeBy: maker.madeBy,
    network: maker.network.name.zh,
    workflow: id,
    kind: workflow.kind,
    exercise: workflow.exercise ?? false,
    log: head,
  }
  return encodeEvidence(about, partsOf(maker, found), await maker.signer())
}

function readCase(db: Db, id: string): Promise<Case | null> {
  return db.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    const workflow = await getWorkflow(tx, id)
    if (workflow === null) return null
    return {
      workflow,
      alert: workflow.alert === null ? null : await getAlert(tx, workflow.alert),
      related: await workflowsAbout(tx, id),
      head: await chainHead(tx),
    }
  }, readOnly)
}

const readOnly = { readOnly: true }

async function* partsOf(
  { db, network }: EvidenceMaker,
  { workflow, alert, related, head }: Case,
): AsyncGenerator<EvidencePart, void> {
  yield jsonPart(workflowPath, workflowStateView(workflow))
  if (alert !== null) {
    const state = alertStateView(alert, createCatalogue(network))
    yield jsonPart(alertPath, { ...state, comments: alert.comments.map(commentView) })
  }
  for (const one of related) yield jsonPart(relatedPath(one.id), workflowStateView(one))
  const subjects = [workflow, ...related].map((one) => one.id)
  if (alert !== null) subjects.push(alert.id)
  for (let after = 0; ;) {
    const changes = await chainedChanges(db, subjects, { after, upTo: head.n })
    for (const change of changes) yield jsonPart(changePath(change.n), change)
    const last = changes.at(-1)
    if (last === undefined) break
    after = last.n
  }
  const steps = [workflow, ...related].flatMap((one) => [...one.steps, ...(one.conflicts ?? [])])
  const procedures = [workflow, ...related].flatMap(({ sopSteps = [] }) => sopSteps)
  const { hashes } = namedBytes(
    [...steps, ...procedures].flatMap(({ attachments = [] }) => attachments),
  )
  for (const sha256 of hashes) {
    const kept = await findAttachment(db, sha256)
    if (kept === null) continue
    const content = attachmentContent(db, sha256)
    yield { path: attachmentPath(sha256), bytes: kept.bytes, content }
  }
}
