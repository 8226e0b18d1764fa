import type { SopStepDone, Workflow } from './alert.ts'
import type { Names } from './network.ts'

/** A standard operating procedure 标准作业流程 (R16) as it stood when a case began. */
export type Sop = {
  readonly id: string
  readonly version: number
  readonly name: Names
  /** Done one after another. */
  readonly steps: readonly Names[]
}

/** What a person reports of one step of a procedure. */
export type SopReport = Omit<SopStepDone, 'sop' | 'version' | 'recordedAt'>

/** A procedure in a case, and who did which of its steps; null: not yet. */
export type SopProgress = { readonly sop: Sop; readonly done: readonly (SopStepDone | null)[] }

/** How far a case is with a procedure. */
export function sopProgress({ sopSteps = [] }: Workflow, sop: Sop): SopProgress {
  const done = sop.steps.map(
    (_, index) => sopSteps.find((one) => one.sop === sop.id && one.item === index + 1) ?? null,
  )
  return { sop, done }
}
