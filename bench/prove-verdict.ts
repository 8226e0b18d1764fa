import type { Sent, Tally } from './prove-ledger.ts'
import type { ExpectedAlert } from './prove-planted.ts'
import type { Proof, Run } from './prove-run.ts'

/** One line of the table: a figure of both runs, and whether it is as it must be. */
export type Line = {
  readonly what: string
  readonly calm: string
  readonly struck: string
  /** Null: told for information. */
  readonly holds: boolean | null
}

/** Everything that must hold, each beside its figures. */
export function judgeProof({ input, calm, struck }: Proof): Line[] {
  const both = (
    what: string,
    figure: (run: Run) => number | string,
    holds: ((run: Run) => boolean) | null,
  ): Line => ({
    what,
    calm: shown(figure(calm)),
    struck: shown(figure(struck)),
    holds: holds === null ? null : holds(calm) && holds(struck),
  })
  const none = (what: string, figure: (run: Run) => number): Line =>
    both(what, figure, (run) => figure(run) === 0)
  const sum = ({ stored, duplicate, revised, refused }: Tally) =>
    stored + duplicate + revised + refused
  const values = input.messages.reduce((n, one) => n + one.keys().length + one.refused, 0)

  return [
    both('messages sent', () => input.messages.length, null),
    both(
      'messages with a receipt',
      ({ ledger }) => ledger.done(),
      ({ ledger }) => ledger.done() === input.messages.length,
    ),
    none('receipts that do not add up', ({ ledger }) => ledger.wrong.length),
    both(
      'values sent, by first receipt',
      ({ ledger }) => sum(ledger.first),
      ({ ledger }) => sum(ledger.first) === values,
    ),
    ...(['stored', 'duplicate', 'revised', 'refused'] as const).map((name) =>
      both(
        `  ${name}: first receipts / counter`,
        ({ ledger, accounts }) =>
          `${shown(ledger.first[name])} / ${shown(accounts.counters[name])}`,
        ({ ledger, accounts }) => ledger.first[name] <= accounts.counters[name],
      ),
    ),
    both(
      'counter received = sum of the four',
      ({ accounts }) => accounts.counters.received,
      ({ accounts }) => accounts.counters.received === sum(accounts.counters),
    ),
    both(
      'rows = stored',
      ({ accounts }) => accounts.rows,
      ({ accounts }) => accounts.rows === accounts.counters.stored,
    ),
    both(
      'rows replaced = revised',
      ({ accounts }) => accounts.revisions,
      ({ accounts }) => accounts.revisions === accounts.counters.revised,
    ),
    both(
      'values of refusal rows = refused',
      ({ accounts }) => accounts.refusedValues,
      ({ accounts }) => accounts.refusedValues === accounts.counters.refused,
    ),
    none('ingest numbers missing or double', ({ accounts }) => accounts.numberFaults),
    both(
      'distinct keys sent = rows',
      ({ accounts }) => accounts.keys.sent,
      ({ accounts }) => accounts.keys.sent === accounts.rows,
    ),
    none('  missing', ({ accounts }) => accounts.keys.missing),
    none('  double', ({ accounts }) => accounts.keys.double),
    none('  with a value never sent', ({ accounts }) => accounts.keys.altered),
    none('  never sent', ({ accounts }) => accounts.keys.invented),
    none('sequence numbers without receipt', ({ accounts }) => accounts.sequenceGaps),
    none('bad messages without refusal row', ({ accounts }) => accounts.badForgotten),
    both(
      `planted conditions alerted once, of ${input.expected.size}`,
      (run) => input.expected.size - alertFaults(run, input.expected).length,
      (run) => alertFaults(run, input.expected).length === 0,
    ),
    none('other water alerts', ({ accounts }) => otherAlerts(accounts.alerts, input.expected)),
    none('numbers missing in the change log', ({ accounts }) => accounts.changeGaps),
    both(
      'hashes of the change log',
      ({ accounts }) => `${accounts.log}, ${shown(accounts.changes)}`,
      ({ accounts }) => accounts.log === 'intact',
    ),
    none('times the engine left by itself', ({ engine }) => engine.left.length),
    both(
      'exit code at the end',
      ({ exitCode }) => String(exitCode),
      ({ exitCode }) => exitCode === 0,
    ),
    ...information(both),
  ]
}

function information(both: (what: string, figure: (run: Run) => number, _: null) => Line): Line[] {
  const count = (what: string, of: (sent: Sent) => boolean) =>
    both(what, ({ ledger }) => ledger.all.filter(of).length, null)
  return [
    both('seconds', ({ seconds }) => Math.round(seconds), null),
    both('faults', ({ faults }) => [...faults.values()].reduce((a, b) => a + b, 0), null),
    both('engine starts', ({ engine }) => engine.starts, null),
    both('  that failed, broker or store away', ({ engine }) => engine.startsFailed.length, null),
    both('  longest until ready, s', ({ engine }) => Math.round(engine.slowestMs / 1000), null),
    both('engine resident at most, MB', ({ engine }) => Math.round(engine.peakMb), null),
    both('longest from sending to receipt, s', ({ ledger }) => longestWaitS(ledger.all), null),
    count('messages sent again for want of a receipt', ({ resent }) => resent > 0),
    both('receipts that refused the future', ({ ledger }) => ledger.tooEarly(), null),
    count('acknowledged by the broker and lost with it', lostByBroker),
    count('stored, and the receipt lost', firstReceiptLost),
  ]
}

function longestWaitS(all: readonly Sent[]): number {
  const waits = all.map(({ firstSentAt, doneAt }) => (doneAt ?? Infinity) - firstSentAt)
  return Math.round(waits.reduce((most, ms) => Math.max(most, ms), 0) / 1000)
}

/** An attempt that the broker had acknowledged never arrived: a later one was stored. */
function lostByBroker(sent: Sent): boolean {
  const { first, answered, acknowledged } = sent
  const [answeredFirst = 0] = answered
  const unanswered = acknowledged.some((one) => one < answeredFirst && !answered.includes(one))
  return unanswered && first !== null && first.duplicate === 0
}

/** Nothing was sent twice on purpose, and yet the first receipt speaks of duplicates. */
function firstReceiptLost({ first, message }: Sent): boolean {
  return first !== null && first.duplicate > 0 && message.copiesMs.length === 0
}

/** Expected alerts that did not come to what they must, in words. */
export function alertFaults(
  { accounts }: Run,
  expected: ReadonlyMap<string, ExpectedAlert>,
): string[] {
  return [...expected].flatMap(([fingerprint, wanted]) => {
    const got = accounts.alerts.get(fingerprint)
    const [is, should] = [JSON.stringify(got ?? 'no alert'), JSON.stringify(wanted)]
    return is === should ? [] : [`${fingerprint}: expected ${should}, got ${is}`]
  })
}

function otherAlerts(
  alerts: ReadonlyMap<string, ExpectedAlert>,
  expected: ReadonlyMap<string, ExpectedAlert>,
): number {
  return [...alerts.keys()].filter((fingerprint) => !expected.has(fingerprint)).length
}

/** What is wrong, in words, for whoever has to find out why. */
export function faultsInWords({ input, calm, struck }: Proof): string[] {
  return (
    [
      ['calm', calm],
      ['struck', struck],
    ] as const
  ).flatMap(([name, run]) => {
    const others = [...run.accounts.alerts.keys()].filter((one) => !input.expected.has(one))
    return [
      ...alertFaults(run, input.expected),
      ...others.map((fingerprint) => `${fingerprint}: expected no alert`),
      ...run.engine.left.map((said) => `the engine left ${said}`),
      ...run.ledger.wrong.slice(0, 5).map((receipt) => `does not add up: ${receipt}`),
    ].map((line) => `${name}: ${line}`)
  })
}

function shown(figure: number | string): string {
  return typeof figure === 'number' ? figure.toLocaleString('en') : figure
}
