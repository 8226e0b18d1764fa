import type { EvidenceKey, PublicKey } from '../domain/evidence-key.ts'
import type { Instant } from '../domain/time.ts'
import { appendChange } from './change-log.ts'
import { storableText, timeSql, type Db, type Queryable } from './db.ts'
import { pageRowsMax } from './limits.ts'

const columns = 'n, at, person, reason, fingerprint, public_key AS "publicKey"'

/** Keys that packages were and are signed with: the one in force first. */
export function evidenceKeys(db: Queryable): Promise<EvidenceKey[]> {
  return db.query<EvidenceKey>(
    `SELECT ${columns} FROM evidence_key ORDER BY n DESC LIMIT ${pageRowsMax}`,
  )
}

/** Null before an engine has entered the first. */
export async function evidenceKeyInForce(db: Queryable): Promise<EvidenceKey | null> {
  const [newest] = await evidenceKeys(db)
  return newest ?? null
}

/**
 * Enters the first key, which is no change of the log: a store stays empty until something is taken.
 *
 * @returns the key in force: another one, where an engine was faster
 */
export async function enterFirstKey(db: Db, key: PublicKey, at: Instant): Promise<EvidenceKey> {
  const first = { ...key, at, person: 'engine', reason: 'first key', n: 0 }
  await insert(db, first, 'ON CONFLICT DO NOTHING')
  return (await evidenceKeyInForce(db)) ?? first
}

export type KeyChange = { readonly person: string; readonly reason: string; readonly at: Instant }

/**
 * Puts another key in force by a change of the log.
 *
 * @returns null where it is in force already
 */
export function changeEvidenceKey(
  db: Db,
  { fingerprint, publicKey }: PublicKey,
  { person, reason, at }: KeyChange,
): Promise<EvidenceKey | null> {
  return db.transaction(async (tx) => {
    // Two at once take turns, and each is told of the key that it takes out of force.
    await tx.query('LOCK TABLE evidence_key IN SHARE ROW EXCLUSIVE MODE')
    const before = (await evidenceKeyInForce(tx))?.fingerprint ?? null
    if (before === fingerprint) return null
    const subject = 'evidence-key'
    const { n } = await appendChange(tx, {
      ...{ type: 'evidence-key.changed', subject, at, actor: person, reason },
      body: { id: subject, fingerprint, publicKey, before },
    })
    const key = { fingerprint, publicKey, at, person, reason, n }
    await insert(tx, key)
    return key
  })
}

async function insert(db: Queryable, key: EvidenceKey, onConflict = ''): Promise<void> {
  const { n, at, person, reason, fingerprint, publicKey } = key
  await db.query(
    `INSERT INTO evidence_key (n, at, person, reason, fingerprint, public_key)
     VALUES ($1, ${timeSql('$2')}, $3, $4, $5, $6) ${onConflict}`,
    [n, at, storableText(person), storableText(reason), fingerprint, publicKey],
  )
}
