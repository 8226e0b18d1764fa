import { changeHead, verifyLog, type LogVerdict } from './change-log.ts'
import type { Queryable } from './db.ts'
import { foldRowsMax } from './limits.ts'

/** The chain of the log, and what it says of alerts and workflows. */
export async function verifyLogAndState(db: Queryable): Promise<LogVerdict> {
  const chain = await verifyLog(db)
  return chain.intact ? verifyState(db) : chain
}

/**
 * Holds every alert and workflow against the log, whose last change of it has its whole state:
 * what a replay would make is what stands. The chain itself is `verifyLog`'s.
 */
export async function verifyState(db: Queryable): Promise<LogVerdict> {
  const head = await changeHead(db)
  for (let after = 0; after < head; after += foldRowsMax) {
    const [wrong] = await db.query<Found>(unlikeItsChangeSql, [after, after + foldRowsMax])
    if (wrong !== undefined) return broken(wrong, 'is not as this change left it')
  }
  const [stray] = await db.query<Found>(inNoChangeSql)
  return stray === undefined ? { intact: true, head } : broken(stray, 'stands in no change')
}

type Found = { readonly n: number; readonly what: string; readonly id: string }

const broken = ({ n, what, id }: Found, how: string): LogVerdict => ({
  ...{ intact: false, firstWrong: n, because: `${what} ${id} ${how}` },
})

/** Its number stands in a state once the change has one. */
const unlikeItsChangeSql = `
  SELECT l.n, split_part(l.type, '.', 1) AS what, l.subject AS id FROM change_log l
  WHERE l.n > $1 AND l.n <= $2 AND split_part(l.type, '.', 1) IN ('alert', 'workflow')
    AND NOT EXISTS (SELECT FROM change_log m WHERE m.subject = l.subject AND m.n > l.n)
    AND NOT EXISTS (
      SELECT FROM alert s, LATERAL (SELECT l.body::jsonb -> 'alert') AS c (told)
      WHERE s.id = l.subject AND s.n = l.n AND s.body - 'n' = told - 'n'
        AND (s.fingerprint, s.kind, s.station, s.condition, s.attention, s.open)
          = (told ->> 'fingerprint', told ->> 'kind', told ->> 'station',
            told ->> 'condition', told ->> 'attention', told ->> 'attention' <> 'closed'))
    AND NOT EXISTS (
      SELECT FROM workflow s, LATERAL (SELECT l.body::jsonb -> 'workflow') AS c (told)
      WHERE s.id = l.subject AND s.n = l.n AND s.body - 'n' = told - 'n'
        AND (s.kind, s.state, s.open)
          = (told ->> 'kind', told ->> 'state', told ->> 'closedAt' IS NULL)
        AND extract(epoch FROM s.due_at) * 1000 IS NOT DISTINCT FROM (told ->> 'dueAt')::numeric)
  ORDER BY l.n LIMIT 1`

const inNoChangeSql = `
  SELECT s.* FROM (
    SELECT n, 'alert' AS what, id FROM alert UNION ALL SELECT n, 'workflow', id FROM workflow) s
  WHERE NOT EXISTS (SELECT FROM change_log l WHERE l.subject = s.id)
  ORDER BY s.n LIMIT 1`
