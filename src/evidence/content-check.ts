import { createHash } from 'node:crypto'
import { z } from 'zod'
import { namedBytes } from '../domain/attachment.ts'
import { changeText, type ChainedChange } from '../domain/change-text.ts'
import {
  aboutPath,
  aboutSchema,
  attachmentPath,
  changePath,
  changeSchema,
  workflowPath,
  type EvidenceAbout,
} from './format.ts'

export type WrongPart = { readonly firstWrong: string; readonly because: string }

const steps = z.array(z.looseObject({ attachments: z.array(z.json()) }))
/** Of operating procedures, which could name no bytes before. */
const sopSteps = z.array(z.looseObject({ attachments: z.array(z.json()).default([]) }))
const workflowSchema = z.looseObject({
  ...{ id: z.string(), n: z.int(), steps, conflicts: steps.default([]) },
  sopSteps: sopSteps.default([]),
})

type Refuse = (path: string, fault: string) => void

/** The changes of a package: each has the hash of its text, and follows where their numbers do. */
function createChain(refuse: Refuse) {
  let before: ChainedChange | null = null
  const lastOf = new Map<string, number>()
  let count = 0
  return {
    take(path: string, text: string): void {
      const change = changeSchema.parse(JSON.parse(text)) as ChainedChange
      const hash = createHash('sha256').update(changeText(change)).digest('hex')
      if (path !== changePath(change.n)) refuse(path, `it is change ${change.n}`)
      if (change.hash !== hash) refuse(path, 'its content does not match its hash')
      if (before !== null && change.n <= before.n) refuse(path, `it comes after ${before.n}`)
      if (change.n - 1 === before?.n && change.prevHash !== before.hash) {
        refuse(path, 'it does not follow from the change before')
      }
      lastOf.set(change.subject, change.n)
      before = change
      count += 1
    },
    lastOf: (subject: string) => lastOf.get(subject) ?? 0,
    count: () => count,
  }
}

/**
 * What the parts must say for the package to be what it claims, taken one after another: the
 * chain of changes, the workflow as its last change left it, bytes under the hash that names
 * them, and every hash that a step names is there.
 */
export function createContentCheck() {
  const faults = new Map<string, string>()
  const paths = new Set<string>()
  const named = new Map<string, string>()
  let about: EvidenceAbout | null = null
  let workflow: { readonly id: string; readonly n: number } | null = null
  const refuse: Refuse = (path, fault) => {
    if (!faults.has(path)) faults.set(path, fault)
  }
  const chain = createChain(refuse)

  function takeWorkflow(path: string, text: string): void {
    const { id, n, ...done } = workflowSchema.parse(JSON.parse(text))
    for (const { attachments } of [...done.steps, ...done.conflicts, ...done.sopSteps]) {
      const { hashes, fault } = namedBytes(attachments)
      if (fault !== null) refuse(path, fault)
      for (const hash of hashes) named.set(hash, path)
    }
    if (path === workflowPath) workflow = { id, n }
  }

  function read(path: string, text: () => string, sha256: string): void {
    if (path === aboutPath) about = aboutSchema.parse(JSON.parse(text()))
    else if (path.startsWith('changes/')) chain.take(path, text())
    else if (path === workflowPath || path.startsWith('related/')) takeWorkflow(path, text())
    else if (path.startsWith('attachments/') && path !== attachmentPath(sha256)) {
      refuse(path, 'its bytes do not have the hash that names them')
    }
  }

  return {
    refuse,
    take(path: string, text: () => string, sha256: string): void {
      paths.add(path)
      try {
        read(path, text, sha256)
      } catch (error) {
        refuse(path, error instanceof z.ZodError ? 'it has another shape' : 'it cannot be read')
      }
    },
    faultOf: (path: string): string | null => faults.get(path) ?? null,
    /** What only the end can tell. */
    atEnd(): WrongPart | null {
      const [first] = faults
      if (first !== undefined) return { firstWrong: first[0], because: first[1] }
      if (about === null) return { firstWrong: aboutPath, because: 'it is missing' }
      if (workflow?.id !== about.workflow) {
        return { firstWrong: workflowPath, because: `it is not of ${about.workflow}` }
      }
      const lastN = chain.lastOf(workflow.id)
      if (workflow.n !== lastN) {
        const because = `it stands at change ${workflow.n}, its last change here is ${lastN}`
        return { firstWrong: workflowPath, because }
      }
      const missing = [...named].find(([hash]) => !paths.has(attachmentPath(hash)))
      if (missing === undefined) return null
      const because = `${missing[1]} names it, and it is missing`
      return { firstWrong: attachmentPath(missing[0]), because }
    },
    found(): { readonly about: EvidenceAbout; readonly changes: number } {
      return { about: about!, changes: chain.count() }
    },
  }
}
