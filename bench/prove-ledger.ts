import { assert } from '../src/domain/errors.ts'
import type { StationReceipt } from '../src/pipeline.ts'
import type { ProveMessage } from './prove-message.ts'

type Receipt = StationReceipt['receipt']

/** One message and what has become of it. */
export type Sent = {
  readonly message: ProveMessage
  /** Number within its station, from 1. */
  readonly seq: number
  attempts: number
  /** Attempts for want of a receipt. */
  resent: number
  /** Sent again then, if it has no receipt. */
  againAt: number
  firstSentAt: number
  /** Attempts that the broker acknowledged, and those that a receipt names. */
  readonly acknowledged: number[]
  readonly answered: number[]
  first: Receipt | null
  /** Every value is durable, or refused for good. */
  doneAt: number | null
}

export type Tally = { stored: number; duplicate: number; revised: number; refused: number }

/** What the gateways know of their messages. */
export type Ledger = {
  readonly all: readonly Sent[]
  of(message: ProveMessage): Sent
  ofStation(station: string): readonly Sent[]
  /** Books a receipt; the message it answers, null where it answers none. */
  take(station: string, payload: Uint8Array, open: ReadonlySet<Sent>): Sent | null
  done(): number
  /** Values by the first receipt of each message. */
  readonly first: Tally
  /** Receipts that refused because the engine's clock stood back. */
  tooEarly(): number
  /** Receipts that do not add up to the values of their message. */
  readonly wrong: readonly string[]
}

export function createLedger(messages: readonly ProveMessage[]): Ledger {
  const byMessage = new Map<ProveMessage, Sent>()
  const byStation = new Map<string, Sent[]>()
  const byQn = new Map<string, Sent>()
  for (const message of messages) {
    const known = byStation.get(message.station) ?? []
    byStation.set(message.station, known)
    const sent = createSent(message, known.length + 1)
    known.push(sent)
    byMessage.set(message, sent)
    if (typeof message.answeredBy === 'object') byQn.set(message.answeredBy.qn, sent)
  }
  const first: Tally = { stored: 0, duplicate: 0, revised: 0, refused: 0 }
  const wrong: string[] = []
  let done = 0
  let tooEarly = 0

  const find = (station: string, receipt: Receipt, open: ReadonlySet<Sent>): Sent | null => {
    const { id, frames } = receipt
    if (id !== null) return byStation.get(station)?.[Number(id.split('.')[0]) - 1] ?? null
    const qn = frames?.[0]?.qn
    const named = qn === undefined || qn === null ? undefined : byQn.get(`${station}/${qn}`)
    if (named !== undefined) return named
    return [...open].find(({ message }) => message.answeredBy === 'station') ?? null
  }

  return {
    all: [...byMessage.values()],
    of(message) {
      const sent = byMessage.get(message)
      assert(sent, 'the ledger knows every message')
      return sent
    },
    ofStation: (station) => byStation.get(station) ?? [],
    take(station, payload, open) {
      const receipt = JSON.parse(Buffer.from(payload).toString('utf8')) as Receipt
      const sent = find(station, receipt, open)
      if (sent === null) return null
      if (receipt.id !== null) sent.answered.push(Number(receipt.id.split('.')[1]))
      if (sent.first === null) {
        sent.first = receipt
        count(first, sent.message, receipt)
      }
      if (sent.doneAt !== null) return sent
      const outcome = judge(sent.message, receipt)
      if (outcome === 'too-early') tooEarly += 1
      if (outcome === 'wrong') wrong.push(`${station} ${JSON.stringify(receipt)}`)
      if (outcome !== 'done') return sent
      sent.doneAt = performance.now()
      done += 1
      return sent
    },
    done: () => done,
    first,
    tooEarly: () => tooEarly,
    wrong,
  }
}

function createSent(message: ProveMessage, seq: number): Sent {
  return {
    ...{
      message,
      seq,
      attempts: 0,
      resent: 0,
      againAt: 0,
      firstSentAt: 0,
      first: null,
      doneAt: null,
    },
    ...{ acknowledged: [], answered: [] },
  }
}

function judge(message: ProveMessage, receipt: Receipt): 'done' | 'too-early' | 'wrong' {
  const { stored, duplicate, revised, refused } = receipt
  if (message.answeredBy === 'station') return refused.length > 0 ? 'done' : 'wrong'
  // A clock an hour back refuses what is not yet: honest, and to be sent again.
  if (refused.some(({ code }) => code === 'future-time')) return 'too-early'
  const taken = stored + duplicate + revised
  const adds = taken === message.keys().length && refused.length === message.refused
  return adds ? 'done' : 'wrong'
}

function count(tally: Tally, message: ProveMessage, receipt: Receipt): void {
  tally.stored += receipt.stored
  tally.duplicate += receipt.duplicate
  tally.revised += receipt.revised
  // A receipt lists faults; one of the whole message refuses all its values.
  const whole = receipt.stored + receipt.duplicate + receipt.revised === 0
  tally.refused += whole ? message.keys().length + message.refused : receipt.refused.length
}
