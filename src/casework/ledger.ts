import { ledgerItemOf } from '../../alerts/workflow/ledger-item.ts'
import type { LedgerItem, LedgerQuery } from '../domain/casework.ts'
import { csvHeader, csvLine, type CsvColumns } from '../domain/csv.ts'
import type { Page } from '../domain/queries.ts'
import { formatBeijing, type Instant } from '../domain/time.ts'
import { queryLedger } from '../store/casework.ts'
import type { Queryable } from '../store/db.ts'

/** A page of the ledger, found last first. */
export async function ledgerPage(
  db: Queryable,
  query: LedgerQuery,
  now: Instant,
): Promise<Page<LedgerItem>> {
  const { items, next } = await queryLedger(db, query)
  return { items: items.map((workflow) => ledgerItemOf(workflow, now)), next }
}

const time = (at: Instant | null) => (at === null ? null : formatBeijing(at))

const columns: CsvColumns<LedgerItem> = [
  ['id', ({ workflow }) => workflow.id],
  ['title', ({ title }) => title],
  ['description', ({ description }) => description],
  ['district', ({ workflow }) => workflow.siteDistrict],
  ['station', ({ workflow }) => workflow.station],
  ['waterBody', ({ waterBody }) => waterBody],
  ['foundBy', ({ workflow }) => (workflow.about?.['workflow'] ?? null) as string | null],
  ['state', ({ workflow }) => workflow.state],
  ['foundAt', ({ foundAt }) => time(foundAt)],
  ['responsible', ({ responsible }) => responsible],
  ['dueAt', ({ dueAt }) => time(dueAt)],
  ['overdue', ({ isOverdue }) => String(isOverdue)],
  ['escalatedAt', ({ escalatedAt }) => time(escalatedAt)],
  ['rectifiedAt', ({ rectifiedAt }) => time(rectifiedAt)],
  ['verifiedAt', ({ verifiedAt }) => time(verifiedAt)],
  ['closedAt', ({ workflow }) => time(workflow.closedAt)],
  ['exercise', ({ workflow }) => String(workflow.exercise ?? false)],
]

/** The whole ledger by RFC 4180, a page in hand; times in Beijing time. */
export async function* ledgerCsv(
  db: Queryable,
  query: LedgerQuery,
  now: Instant,
): AsyncGenerator<string, void> {
  yield csvHeader(columns)
  for (let { cursor } = query; ;) {
    const { items, next } = await ledgerPage(db, { ...query, cursor }, now)
    yield items.map((item) => csvLine(columns, item)).join('')
    if (next === null) return
    cursor = next
  }
}
