import { expect, it } from 'vitest'
import { appendChange, appendChanges, changeHead, changesAfter, verifyLog } from './change-log.ts'
import { exampleChange } from './contract-examples.ts'
import type { Opened } from './store-contract.ts'

/** Numbers, order and proof of the change log. */
export function changeLogContract(opened: Opened): void {
  orderContract(opened)
  proofContract(opened)
}

function orderContract(opened: Opened): void {
  it('numbers changes without gaps, also of writers that come at once or fail', async () => {
    const db = opened()
    const before = await changeHead(db)
    const writers = Array.from({ length: 30 }, (_, i) =>
      db.transaction(async (tx) => {
        const change = await appendChange(tx, exampleChange(`writer ${i}`))
        if (i % 3 === 0) throw new Error('changed its mind')
        return change.n
      }),
    )
    const written = (await Promise.allSettled(writers)).filter((w) => w.status === 'fulfilled')
    const numbers = written.map(({ value }) => value).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, i) => before + 1 + i))
    expect(await changeHead(db)).toBe(before + 20)
    expect(await verifyLog(db)).toEqual({ intact: true, head: before + 20 })
  })

  it('gives changes back in order, by number and type', async () => {
    const db = opened()
    const before = await changeHead(db)
    const body = { text: 'half \\u0000 日本', list: [1e21, -0.5], none: null }
    const appended = await db.transaction((tx) =>
      appendChanges(tx, [
        exampleChange('s', { body }),
        exampleChange('s', { type: 'alert.commented', reason: 'a\0b' }),
        exampleChange('s', { type: 'alert.closed', actor: '王' }),
      ]),
    )
    const query = { after: before, limit: 10, types: null }
    const found = await changesAfter(db, query)
    expect(found.map(({ n }) => n)).toEqual([before + 1, before + 2, before + 3])
    expect(found[0]).toEqual(appended[0])
    expect(found[1]?.reason).toBe('a\ufffdb')
    const closed = await changesAfter(db, { ...query, types: ['alert.closed'] })
    expect(closed).toEqual([appended[2]])
    expect(await changesAfter(db, { ...query, after: before + 1, limit: 1 })).toHaveLength(1)
  })
}

function proofContract(opened: Opened): void {
  it('finds one changed byte, a missing entry, and a cut end', async () => {
    const db = opened()
    const first = (await changeHead(db)) + 1
    await db.transaction((tx) =>
      appendChanges(
        tx,
        Array.from({ length: 5 }, (_, i) => exampleChange(`tampered ${i}`)),
      ),
    )
    const at = first + 2
    const verdictAfter = async (damage: string) => {
      let verdict: Awaited<ReturnType<typeof verifyLog>> | null = null
      const damaged = db.transaction(async (tx) => {
        await tx.query(damage)
        verdict = await verifyLog(tx)
        throw new Error('put back')
      })
      await expect(damaged).rejects.toThrow('put back')
      return verdict
    }
    const wrong = (because: string, firstWrong = at) => ({ intact: false, firstWrong, because })
    expect(
      await verdictAfter(
        `UPDATE change_log SET body = replace(body, '0.1', '0.2') WHERE n = ${at}`,
      ),
    ).toEqual(wrong('its content does not match its hash'))
    expect(await verdictAfter(`DELETE FROM change_log WHERE n = ${at}`)).toEqual(
      wrong(`entry ${at} is missing`),
    )
    expect(
      await verdictAfter(
        `UPDATE change_log SET at = at + interval '1 microsecond' WHERE n = ${at}`,
      ),
    ).toEqual(wrong('its content does not match its hash'))
    expect(
      await verdictAfter(
        `INSERT INTO change_log (n, at, subject, type, actor, reason, body, prev_hash, hash)
         SELECT 0, at, subject, type, actor, reason, body, prev_hash, hash
         FROM change_log WHERE n = ${at}`,
      ),
    ).toEqual(wrong('it stands before the first entry', 0))
    expect(await verdictAfter(`UPDATE change_log SET prev_hash = '' WHERE n = ${at}`)).toEqual(
      wrong('it does not follow from the entry before'),
    )
    expect(await verdictAfter(`DELETE FROM change_log WHERE n = ${first + 4}`)).toEqual(
      wrong('the log ends before its head', first + 4),
    )
    expect(await verifyLog(db)).toEqual({ intact: true, head: first + 4 })
  })
}
