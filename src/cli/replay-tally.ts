import { z } from 'zod'
import type { Receipt } from '../pipeline.ts'

const receiptSchema = z.object({
  session: z.string().nullable(),
  seq: z.number().int().nullable(),
  stored: z.number().int().min(0),
  duplicate: z.number().int().min(0),
  revised: z.number().int().min(0),
  refused: z.array(z.object({ parameter: z.string().nullable().default(null), code: z.string() })),
})

/** Sums of a replay, in values; `unanswered` are messages. */
export type ReplaySums = {
  readonly messages: number
  readonly values: number
  readonly stored: number
  readonly duplicate: number
  readonly revised: number
  readonly refused: number
  readonly refusedByCode: ReadonlyMap<string, number>
  readonly unanswered: number
  /** Every message has its receipt, and sent = stored + duplicate + revised + refused. */
  readonly addsUp: boolean
}

export type ReplayTally = {
  /** Notes a message that is about to be sent. */
  expect(seq: number, values: number): void
  /** Counts a receipt; false for one of another session, or for a message already answered. */
  receive(payload: string): boolean
  /** As `receive`, of a receipt that was read already. */
  take(receipt: TalliedReceipt): boolean
  unanswered(): number
  sums(): ReplaySums
}

type TalliedReceipt = Pick<Receipt, 'session' | 'seq' | 'stored' | 'duplicate' | 'revised'> & {
  readonly refused: readonly { readonly parameter: string | null; readonly code: string }[]
}

/** Matches the receipts of one session with the messages it sent. */
export function createReplayTally(session: string): ReplayTally {
  const expected = new Map<number, number>()
  const sums = { messages: 0, values: 0, stored: 0, duplicate: 0, revised: 0, refused: 0 }
  const refusedByCode = new Map<string, number>()
  return {
    expect(seq, values) {
      expected.set(seq, values)
      sums.messages += 1
      sums.values += values
    },
    receive(payload) {
      const receipt = receiptSchema.safeParse(parseJson(payload)).data
      return receipt !== undefined && this.take(receipt)
    },
    take(receipt) {
      if (receipt.session !== session || receipt.seq === null) return false
      const sent = expected.get(receipt.seq)
      if (sent === undefined) return false
      expected.delete(receipt.seq)
      sums.stored += receipt.stored
      sums.duplicate += receipt.duplicate
      sums.revised += receipt.revised
      // A fault without a parameter refuses the message: all of its values that have no other fate.
      const whole = receipt.refused.find(({ parameter }) => parameter === null)
      const left = sent - receipt.stored - receipt.duplicate - receipt.revised
      const faults = whole === undefined ? receipt.refused : Array<typeof whole>(left).fill(whole)
      sums.refused += faults.length
      for (const { code } of faults) refusedByCode.set(code, (refusedByCode.get(code) ?? 0) + 1)
      return true
    },
    unanswered: () => expected.size,
    sums: () => ({
      ...sums,
      refusedByCode,
      unanswered: expected.size,
      addsUp:
        expected.size === 0 &&
        sums.values === sums.stored + sums.duplicate + sums.revised + sums.refused,
    }),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The table printed at the end of a replay. */
export function formatSums(sums: ReplaySums): string {
  const rows: [string, number][] = [
    ['messages sent', sums.messages],
    ['values sent', sums.values],
    ['  stored', sums.stored],
    ['  duplicate', sums.duplicate],
    ['  revised', sums.revised],
    ['  refused', sums.refused],
    ...[...sums.refusedByCode].sort().map(([code, n]): [string, number] => [`    ${code}`, n]),
    ['messages without a receipt', sums.unanswered],
  ]
  const lines = rows.map(([name, n]) => name.padEnd(28) + n.toLocaleString('en').padStart(14))
  const verdict = sums.addsUp
    ? 'adds up: sent = stored + duplicate + revised + refused'
    : 'does not add up: sent is not stored + duplicate + revised + refused'
  return [...lines, verdict].join('\n')
}
