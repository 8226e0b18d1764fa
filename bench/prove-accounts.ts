import { verifyLog } from '../src/store/change-log.ts'
import { loadCounters, type Counters } from '../src/store/counters.ts'
import type { Db } from '../src/store/db.ts'
import { sessionReceipts } from '../src/store/receipts.ts'
import { badPrefix, badStation, markOf } from './prove-bad-input.ts'
import type { Ledger, Sent } from './prove-ledger.ts'
import type { Key } from './prove-message.ts'
import type { ExpectedAlert } from './prove-planted.ts'

/** What a database holds at the end of a run. */
export type Accounts = {
  readonly counters: Counters
  readonly rows: number
  readonly revisions: number
  readonly refusedValues: number
  /** Ingest numbers missing or taken twice from 1 to the head. */
  readonly numberFaults: number
  readonly keys: KeyAccounts
  /** Messages with receipt that the sessions' own ranges do not name. */
  readonly sequenceGaps: number
  /** Bad messages without a refusal row. */
  readonly badForgotten: number
  readonly alerts: ReadonlyMap<string, ExpectedAlert>
  readonly changes: number
  readonly changeGaps: number
  readonly log: string
}

/** Distinct keys of series and time. */
export type KeyAccounts = {
  readonly sent: number
  /** Named by a receipt as stored, revised or duplicate, and not in the table. */
  readonly missing: number
  /** In the table more than once. */
  readonly double: number
  /** In the table with a value that was never sent. */
  readonly altered: number
  /** In the table and never sent. */
  readonly invented: number
}

export async function takeAccounts(db: Db, ledger: Ledger): Promise<Accounts> {
  const count = async (sql: string) => (await db.query<{ n: number }>(sql))[0]?.n ?? 0
  const log = await verifyLog(db)
  return {
    counters: await loadCounters(db),
    rows: await count('SELECT count(*) AS n FROM reading'),
    revisions: await count('SELECT count(*) AS n FROM reading_revision'),
    refusedValues: await count('SELECT coalesce(sum(value_count), 0)::int8 AS n FROM refusal'),
    numberFaults: await count(
      `SELECT abs(h.n - count(*)) + count(*) - count(DISTINCT r.ingest_no) AS n
       FROM ingest_head h, (SELECT ingest_no FROM reading
         UNION ALL SELECT ingest_no FROM reading_revision) r
       WHERE r.ingest_no BETWEEN 1 AND h.n GROUP BY h.n`,
    ),
    keys: await compareKeys(db, ledger),
    sequenceGaps: await sequenceGaps(db, ledger),
    badForgotten: await badForgotten(db, ledger),
    alerts: await waterAlerts(db),
    changes: await count('SELECT count(*) AS n FROM change_log'),
    changeGaps: await count('SELECT coalesce(max(n), 0) - count(*) AS n FROM change_log'),
    log: log.intact ? 'intact' : `broken at ${log.firstWrong}: ${log.because}`,
  }
}

/** Row by row, station by station: what was sent against what stands. */
async function compareKeys(db: Db, ledger: Ledger): Promise<KeyAccounts> {
  const total = { sent: 0, missing: 0, double: 0, altered: 0, invented: 0 }
  const series = await db.query<{ id: number; key: string; station: string }>(
    'SELECT id, key, station FROM series ORDER BY station, id',
  )
  const stations = new Set([
    ...ledger.all.map(({ message }) => message.station),
    ...series.map(({ station }) => station),
  ])
  for (const station of stations) {
    const sent = keysSent(ledger.ofStation(station))
    for (const times of sent.values()) total.sent += times.size
    for (const { id, key } of series.filter((one) => one.station === station)) {
      const rows = await db.query<{ observed_at: number; value: number }>(
        'SELECT observed_at, value FROM reading WHERE series_id = $1',
        [id],
      )
      const times = sent.get(key)
      const seen = new Set<number>()
      for (const { observed_at: at, value } of rows) {
        const known = times?.get(at)
        if (seen.has(at)) total.double += 1
        else if (known === undefined) total.invented += 1
        else if (!known.values.includes(value)) total.altered += 1
        seen.add(at)
      }
      for (const [at, { promised }] of times ?? []) {
        if (promised && !seen.has(at)) total.missing += 1
      }
      sent.delete(key)
    }
    for (const times of sent.values()) {
      for (const { promised } of times.values()) if (promised) total.missing += 1
    }
  }
  return total
}

type SentKey = { readonly values: number[]; promised: boolean }

function keysSent(sent: readonly Sent[]): Map<string, Map<number, SentKey>> {
  const keys = new Map<string, Map<number, SentKey>>()
  for (const { message, attempts, doneAt } of sent) {
    if (attempts === 0) continue
    for (const { series, at, value } of message.keys() as Key[]) {
      const times = keys.get(series) ?? new Map<number, SentKey>()
      keys.set(series, times)
      const known = times.get(at) ?? { values: [], promised: false }
      times.set(at, known)
      known.values.push(value)
      known.promised ||= doneAt !== null
    }
  }
  return keys
}

async function sequenceGaps(db: Db, ledger: Ledger): Promise<number> {
  let gaps = 0
  for (const station of new Set(ledger.all.map(({ message }) => message.station))) {
    const sent = ledger.ofStation(station).filter(({ message }) => message.answeredBy === 'id')
    if (sent.length === 0) continue
    const [session] = await sessionReceipts(db, station)
    const missing = (session?.gaps ?? []).reduce((sum, [from, to]) => sum + to - from + 1, 0)
    gaps += missing + Math.abs(sent.at(-1)!.seq - (session?.lastSeq ?? 0))
  }
  return gaps
}

async function badForgotten(db: Db, ledger: Ledger): Promise<number> {
  const length = badPrefix.length + markOf(0).length
  const rows = await db.query<{ start: Uint8Array }>(
    `SELECT DISTINCT substring(payload FROM 1 FOR ${length}) AS start FROM refusal WHERE station = $1`,
    [badStation],
  )
  const kept = new Set(rows.map(({ start }) => Buffer.from(start).toString('latin1')))
  const sent = ledger.ofStation(badStation).filter(({ doneAt }) => doneAt !== null)
  return sent.filter((_, place) => !kept.has(`${badPrefix}${markOf(place)}`)).length
}

/**
 * Alerts by fingerprint, but for those about silence and about ourselves; and that the clock of the
 * bad gateway is wrong, which a longer run learns from its messages of next year, rightly.
 */
async function waterAlerts(db: Db): Promise<Map<string, ExpectedAlert>> {
  const rows = await db.query<{ fingerprint: string; raised: number } & ExpectedAlert>(
    `SELECT a.fingerprint, sum((SELECT count(*) FROM change_log c
        WHERE c.subject = a.id AND c.type = 'alert.raised'))::int8 AS raised,
       sum((a.body ->> 'occurrences')::int8)::int8 AS occurrences, max(a.condition) AS condition
     FROM alert a WHERE a.kind NOT IN ('silence', 'system') AND a.fingerprint <> $1
     GROUP BY a.fingerprint`,
    [`station-clock|${badStation}`],
  )
  return new Map(
    rows.map(({ fingerprint, raised, occurrences, condition }) => [
      fingerprint,
      { raised, occurrences, condition },
    ]),
  )
}
