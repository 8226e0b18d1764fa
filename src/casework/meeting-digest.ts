import type { StepInput } from '../../alerts/workflow/guards.ts'
import type { DeskParts } from '../desk.ts'
import type { Workflow } from '../domain/alert.ts'
import { textIn } from '../domain/json.ts'
import { digestView } from '../http/digest.ts'
import { keepAttachmentIn } from '../store/attachments.ts'
import type { Tx } from '../store/db.ts'
import { attachmentOf } from './attachment.ts'
import { digestPage } from './digest-page.ts'
import { digestOf } from './digest.ts'
import { parseHalfYear } from './half-year.ts'

/** A step with what is kept beside it once it is taken. */
export type WithDigest = {
  readonly input: StepInput
  readonly keep: () => Promise<void>
}

/**
 * Puts the digest of its half-year (R35) beside the minutes of a joint meeting, as it stood when they
 * were entered: the data and a page that prints in either language, each under its hash, kept for good
 * and part of the package of evidence. Any other step is left as it is.
 */
export async function withDigest(
  tx: Tx,
  parts: Pick<DeskParts, 'network' | 'patrolPlan' | 'now'>,
  { kind, about = {}, exercise = false }: Workflow,
  input: StepInput,
): Promise<WithDigest> {
  const half = parseHalfYear(textIn(about['half']))
  if (kind !== 'joint-meeting' || input.step !== 'hold' || half === null)
    return { input, keep: () => Promise.resolve() }
  const { network, patrolPlan, now } = parts
  const digest = await digestOf({ db: tx, network, patrolPlan, clock: { now } }, half, exercise)
  const files = [
    ['json', 'application/json', `${JSON.stringify(digestView(digest), null, 2)}\n`],
    ['zh.html', 'text/html', digestPage(digest, network, 'zh')],
    ['en.html', 'text/html', digestPage(digest, network, 'en')],
  ].map(([ending = '', type = '', text = '']) => {
    const content = Buffer.from(text)
    const attachment = attachmentOf(content, type, now())
    return { attachment, content, name: `digest-${half.half}.${ending}` }
  })
  return {
    input: {
      ...input,
      attachments: [
        ...input.attachments,
        ...files.map(({ attachment: { sha256 }, name }) => ({ sha256, name })),
      ],
    },
    keep: async () => {
      for (const { attachment, content } of files) await keepAttachmentIn(tx, attachment, content)
    },
  }
}
