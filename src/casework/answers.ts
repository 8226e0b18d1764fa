import { createHash } from 'node:crypto'
import { recognitionsOf } from '../../alerts/workflow/recognition-state.ts'
import type { Engine } from '../engine.ts'
import type { CaseworkCapabilities } from '../http/casework-capabilities.ts'
import { keeping } from '../keeping.ts'
import { attachmentContent, findAttachment, keepAttachment } from '../store/attachments.ts'
import { workflowsAbout } from '../store/workflows.ts'
import { digestPage } from './digest-page.ts'
import { digestOf, patrolCounts } from './digest.ts'
import { evidenceOf, type EvidenceMaker } from './evidence.ts'
import { halfYearAt, parseHalfYear } from './half-year.ts'
import { ledgerCsv, ledgerPage } from './ledger.ts'

/** What the pages may ask of cases and their proof, and do with them. */
export function createCaseworkAnswers(
  engine: Engine,
  maker: Pick<EvidenceMaker, 'madeBy' | 'signer'>,
): CaseworkCapabilities {
  const { db, network, clock, exercise: runsAsExercise = false } = engine.parts
  const zone = network.districts.filter(({ inZone }) => inZone).map(({ id }) => id)
  const asked = (exercise: boolean | null) => exercise ?? runsAsExercise
  return {
    evidence: (id) => evidenceOf({ db, network, now: clock.now, ...maker }, id),
    keepAttachment: (content, type) => {
      const sha256 = createHash('sha256').update(content).digest('hex')
      const attachment = { sha256, type, bytes: content.length, receivedAt: clock.now() }
      return keepAttachment(db, attachment, content)
    },
    attachment: async (sha256) => {
      const attachment = await findAttachment(db, sha256)
      return attachment === null ? null : { attachment, content: attachmentContent(db, sha256) }
    },
    openByHand: (opening, keep) => engine.desk.openByHand(opening, keeping(engine, keep)),
    takeFieldSteps: (id, given, keep) =>
      engine.desk.takeFieldSteps(id, given, keeping(engine, keep)),
    recognition: async (id) => {
      const workflow = (await workflowsAbout(db, id)).find(({ kind }) => kind === 'recognition')
      return workflow === undefined ? null : { workflow, items: recognitionsOf(workflow, zone) }
    },
    ledger: ({ exercise, ...query }) =>
      ledgerPage(db, { ...query, exercise: asked(exercise) }, clock.now()),
    ledgerCsv: ({ exercise, ...query }) =>
      ledgerCsv(db, { ...query, exercise: asked(exercise) }, clock.now()),
    patrolCounts: (year, exercise) => patrolCounts(engine.parts, year, asked(exercise)),
    digest: async (name, exercise) => {
      const half = name === null ? halfYearAt(clock.now()) : parseHalfYear(name)
      return half === null ? null : digestOf(engine.parts, half, asked(exercise))
    },
    digestPage: (digest, language) => digestPage(digest, network, language),
  }
}
