import { limits } from '../src/limits.ts'
import { stormSubjects } from './alerts-storm.ts'
import type { AlertsProof } from './alerts-run.ts'

/** One line of the table; `holds` null: told for information. */
export type AlertsLine = {
  readonly what: string
  readonly is: string
  readonly holds: boolean | null
}

/** Everything that must hold, and what was counted. */
export function judgeAlerts(proof: AlertsProof): AlertsLine[] {
  const { clients, accounts, operators, heard, storm } = proof
  const line = (what: string, is: string | number, holds: boolean | null = null): AlertsLine => ({
    what,
    is: typeof is === 'number' ? is.toLocaleString('en') : is,
    holds,
  })
  const none = (what: string, count: number) => line(what, count, count === 0)
  const rows = accounts.deliveries
  const lost = rows.filter(({ state, key }) => state === 'sent' && !heard.has(key))
  const unknown = [...heard.keys()].filter((key) => !rows.some((row) => row.key === key))
  const doubled = [...heard.values()].reduce((sum, one) => sum + Math.max(0, one.answered - 1), 0)
  const strikes = [...proof.faults.values()].reduce((a, b) => a + b, 0)
  const doublesMax = strikes * limits.deliveriesInFlightMax
  const comments = [...operators.done].map((key) => accounts.comments.get(key) ?? 0)
  const twice = [...accounts.comments.values()].filter((times) => times > 1).length
  const starts = proof.engines.map(({ starts }) => starts)
  const left = proof.engines.flatMap((one) => one.left)
  return [
    line(`clients at the head, ${proof.head}`, clients.count, clients.allThere),
    none('numbers twice, out of order or left out', clients.faults.length),
    line('frames', clients.frames, clients.frames === clients.count * proof.head),
    none('conditions with two open alerts', accounts.twiceOpen.length),
    line(
      `conditions raised at the end, of ${stormSubjects}`,
      stormSubjects - storm.unfinished,
      storm.unfinished === 0,
    ),
    none('comments answered 200 and not in the log', comments.filter((one) => one === 0).length),
    none('comments in the log twice', twice),
    none('tellings not sent', proof.undelivered),
    none('tellings given up', rows.filter(({ state }) => state === 'dead').length),
    none('tellings marked as sent and not received', lost.length),
    none('tellings received that no row knows', unknown.length),
    none('tellings of one key with other bytes', [...heard.values()].filter((o) => !o.same).length),
    line(`tellings answered twice, at most ${doublesMax}`, doubled, doubled <= doublesMax),
    none('waiting alerts of which a step was not told', untold(proof).length),
    line('hashes of the change log', accounts.log, accounts.log === 'intact'),
    none('times an engine left without having lost its claim', left.filter(isFault).length),
    line(
      'exit codes at the end',
      proof.exitCodes.join(', '),
      proof.exitCodes.every((code) => code === 0),
    ),
    line('seconds', Math.round(proof.seconds)),
    line(
      'changes: raised / resolved / all',
      `${accounts.raised} / ${accounts.resolved} / ${accounts.changes}`,
    ),
    line('readings stored / sent again', `${storm.stored} / ${storm.unanswered}`),
    line('acts / sent again', `${operators.figures.acts} / ${operators.figures.again}`),
    line('  answers by status', spelled(operators.figures.statuses)),
    line('tellings / received', `${rows.length} / ${heard.size}`),
    line('connections of clients', clients.connections),
    line('  closed by code', spelled(clients.codes)),
    line('engine starts', starts.join(', ')),
    line('  left, another owner in place', left.length - left.filter(isFault).length),
    line(
      'engine resident at most, MB',
      Math.round(Math.max(...proof.engines.map((o) => o.peakMb))),
    ),
  ]
}

/** What is wrong, in words. */
export function alertsFaultsInWords(proof: AlertsProof): string[] {
  const left = proof.engines.flatMap((one) => one.left).filter(isFault)
  return [
    ...proof.clients.faults,
    ...proof.accounts.twiceOpen.map((one) => `two open alerts: ${one}`),
    ...untold(proof).map((one) => `not told: ${one}`),
    ...left.map((said) => `an engine left ${said}`),
  ]
}

const isFault = (said: string) => !said.includes('another engine owns this database')

/** Alert and step of which no telling was ever made. */
function untold({ accounts }: AlertsProof): string[] {
  const told = new Set(accounts.deliveries.map(({ alert, step }) => `${alert} step ${step}`))
  return accounts.waiting
    .flatMap(({ id }) => [0, 1].map((step) => `${id} step ${step}`))
    .filter((one) => !told.has(one))
}

function spelled(counts: ReadonlyMap<number, number>): string {
  return [...counts].map(([code, times]) => `${code} × ${times}`).join(', ') || '-'
}
