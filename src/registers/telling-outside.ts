import type { Workflow } from '../domain/alert.ts'
import type { NewDelivery, Notice } from '../domain/delivery.ts'
import type { RegisterEntry } from '../domain/register.ts'
import { formatBeijing, type Instant } from '../domain/time.ts'
import type { Tx } from '../store/db.ts'
import { enterDeliveries } from '../store/deliveries.ts'

/** By what a person is reached, and the field of the shipped registers that has it. */
export const fieldOf = { email: 'email', sms: 'phone' } as const

/** Where an entry is reached; null where its field is empty. */
export function addressOf({ values }: RegisterEntry, by: keyof typeof fieldOf): string | null {
  const value = values[fieldOf[by]]
  return typeof value === 'string' ? value.replaceAll(' ', '') : null
}

/** What a step of a workflow says outside. */
type Telling = Pick<Notice, 'title' | 'text' | 'alert' | 'route'> & {
  /** The same for the same telling. */
  readonly key: string
  /** Whom it is to, as people read it: no address. */
  readonly target: string
}

/** Enters the one row of the delivering that a step makes, in the transaction of the step. */
export async function tellOutside(
  tx: Tx,
  workflow: Workflow,
  { key, target, route, ...said }: Telling,
  now: Instant,
): Promise<void> {
  const notice: Notice = {
    ...{ id: key, reason: 'first', route, step: 0, exercise: false, at: formatBeijing(now) },
    ...said,
  }
  const delivery: NewDelivery = {
    ...{ key, alert: workflow.id, alertN: workflow.n, route, step: 0 },
    ...{ target, reason: 'first', colour: null, occurrences: 1, exercise: false },
    ...{ createdAt: now, body: JSON.stringify(notice) },
  }
  await enterDeliveries(tx, [delivery])
}
