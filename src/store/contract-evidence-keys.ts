import { expect, it } from 'vitest'
import { changeHead, changesAfter } from './change-log.ts'
import { startAt } from './contract-examples.ts'
import {
  changeEvidenceKey,
  enterFirstKey,
  evidenceKeyInForce,
  evidenceKeys,
} from './evidence-keys.ts'
import type { Opened } from './store-contract.ts'

const keyOf = (digit: string) => ({ fingerprint: digit.repeat(64), publicKey: `MCow${digit}` })
const [one, two] = [keyOf('1'), keyOf('2')]

/** Keys that packages of evidence are signed with: the first, changes of it, none lost. */
export function evidenceKeysContract(opened: Opened): void {
  it('keeps the first of those that come at once, without a change of the log', async () => {
    const db = opened()
    const head = await changeHead(db)
    expect(await evidenceKeyInForce(db)).toBeNull()
    const both = await Promise.all([one, two].map((key) => enterFirstKey(db, key, startAt)))
    expect(both[0]).toEqual(both[1])
    expect(await evidenceKeys(db)).toEqual([both[0]])
    expect([one, two]).toContainEqual(expect.objectContaining(keyOf(both[0]!.fingerprint[0]!)))
    expect(await changeHead(db)).toBe(head)
  })

  it('changes by the log, to and fro, and refuses what is in force', async () => {
    const db = opened()
    const head = await changeHead(db)
    const first = (await evidenceKeyInForce(db))!
    const other = first.fingerprint === one.fingerprint ? two : one
    const said = { person: '王', reason: '磁盘损坏', at: startAt + 1 }
    expect(await changeEvidenceKey(db, first, said)).toBeNull()
    const changed = await changeEvidenceKey(db, other, said)
    expect(changed).toEqual({ ...other, ...said, n: head + 1 })
    const [entry] = await changesAfter(db, { after: head, limit: 1, types: null })
    expect(entry).toMatchObject({
      ...{ type: 'evidence-key.changed', subject: 'evidence-key', actor: '王' },
      body: { ...other, before: first.fingerprint },
    })
    const back = await changeEvidenceKey(db, first, said)
    expect(await evidenceKeys(db)).toEqual([back, changed, first])
  })

  it('forgets none', async () => {
    for (const sql of ['DELETE FROM evidence_key', "UPDATE evidence_key SET reason = ''"]) {
      await expect(opened().query(sql)).rejects.toThrow(/./)
    }
  })
}
