import { resultOf } from '../../alerts/workflow/enforcement-result.ts'
import { recognitionsOf } from '../../alerts/workflow/recognition-state.ts'
import { teamHeadOf } from '../../alerts/workflow/team-head.ts'
import type { Engine } from '../engine.ts'
import type { CaseworkCapabilities } from '../http/casework-capabilities.ts'
import { keeping } from '../keeping.ts'
import { attachmentContent, findAttachment, keepAttachment } from '../store/attachments.ts'
import { evidenceKeys } from '../store/evidence-keys.ts'
import { queryResults } from '../store/casework.ts'
import { workflowsAbout } from '../store/workflows.ts'
import { attachmentOf } from './attachment.ts'
import { digestPage } from './digest-page.ts'
import { digestOf, patrolCounts } from './digest.ts'
import { evidenceOf, type EvidenceMaker } from './evidence.ts'
import { halfYearAt, parseHalfYear } from './half-year.ts'
import { planOfYear } from './planning.ts'
import { siteCandidates } from './targets.ts'
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
    evidenceKeys: () => evidenceKeys(db),
    keepAttachment: (content, type) =>
      keepAttachment(db, attachmentOf(content, type, clock.now()), content),
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
    results: async ({ exercise, ...query }) => {
      const { items, next } = await queryResults(db, { ...query, exercise: asked(exercise) })
      return { items: items.flatMap((workflow) => resultOf(workflow) ?? []), next }
    },
    ledger: ({ exercise, ...query }) =>
      ledgerPage(db, { ...query, exercise: asked(exercise) }, clock.now()),
    ledgerCsv: ({ exercise, ...query }) =>
      ledgerCsv(db, { ...query, exercise: asked(exercise) }, clock.now()),
    patrolCounts: (year, exercise) => patrolCounts(engine.parts, year, asked(exercise)),
    annualPlan: (year, exercise) => planOfYear(engine.parts, year, asked(exercise)),
    siteCandidates: (id) => siteCandidates(db, engine.parts, id),
    selectSites: (id, given, expectedN, keep) =>
      engine.desk.selectSites(id, given, expectedN, keeping(engine, keep)),
    drawPatrol: (id, given, expectedN, keep) =>
      engine.desk.drawPatrol(id, given, expectedN, keeping(engine, keep)),
    teamHead: (year) => teamHeadOf(engine.parts.patrolPlan.teamHead, year),
    digest: async (name, exercise) => {
      const half = name === null ? halfYearAt(clock.now()) : parseHalfYear(name)
      return half === null ? null : digestOf(engine.parts, half, asked(exercise))
    },
    digestPage: (digest, language) => digestPage(digest, network, language),
  }
}
