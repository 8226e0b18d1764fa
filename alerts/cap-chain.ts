import type { Alert, Change } from '../src/domain/alert.ts'
import type { CapAlert } from '../src/domain/cap.ts'
import { beijingOffsetMs, type Instant } from '../src/domain/time.ts'

/** One message of an alert, before its words. */
export type CapMessage = Pick<CapAlert, 'identifier' | 'sent' | 'msgType'> & {
  /** The alert as it then was, and why the message was sent. */
  readonly alert: Alert
  readonly reason: string
  /** Earlier messages that it updates or cancels, oldest first. */
  readonly earlier: readonly Pick<CapAlert, 'identifier' | 'sent'>[]
}

/** Beijing time to the second: CAP takes neither fractions nor `Z`. */
export function capTime(at: Instant): string {
  return `${new Date(at + beijingOffsetMs).toISOString().slice(0, 19)}+08:00`
}

type Says = 'news' | 'end' | null

/** Updates without news: what joins has a message of its own, what is hidden is as it was. */
const silent: ReadonlySet<string> = new Set(['member-joined', 'inhibited', 'inhibition-ended'])

/**
 * The messages that an alert's changes are, in their order. What people do among themselves
 * (acknowledging, shelving, comments) is no message. An alert that fires again after its Cancel
 * begins a new row of messages.
 *
 * @param changes  of one alert; where the oldest are missing, the first left begins the row
 */
export function capMessages(changes: readonly Change[]): CapMessage[] {
  const messages: CapMessage[] = []
  let row: CapMessage[] = []
  for (const { n, at, type, reason, body } of changes) {
    const says = silent.has(reason) ? null : whatItSays(type)
    const isOver = row.length === 0 || row.at(-1)?.msgType === 'Cancel'
    if (says === null || (says === 'end' && isOver)) continue
    // A word about what is over already, such as its grade, warns of nothing.
    const alert = body['alert'] as unknown as Alert
    if (says === 'news' && isOver && alert.condition !== 'firing') continue
    if (isOver) row = []
    const earlier = row.map(({ identifier, sent }) => ({ identifier, sent }))
    const msgType = says === 'end' ? 'Cancel' : row.length === 0 ? 'Alert' : 'Update'
    const identifier = `${alert.id}.${n}`
    const message: CapMessage = {
      ...{ identifier, sent: capTime(at), msgType, alert, reason, earlier },
    }
    row.push(message)
    messages.push(message)
  }
  return messages
}

function whatItSays(type: Change['type']): Says {
  switch (type) {
    case 'alert.raised':
    case 'alert.updated':
    case 'alert.confirmed':
    case 'alert.graded':
      return 'news'
    case 'alert.resolved':
    case 'alert.rejected':
    case 'alert.closed':
      return 'end'
    case 'alert.acknowledged':
    case 'alert.shelved':
    case 'alert.unshelved':
    case 'alert.commented':
    case 'workflow.opened':
    case 'workflow.step':
    case 'workflow.closed':
    case 'product.released':
    case 'product.corrected':
    case 'register.changed':
    case 'evidence-key.changed':
      return null
  }
}
