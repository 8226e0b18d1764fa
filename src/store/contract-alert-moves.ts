import { expect, it } from 'vitest'
import type { Alert, ChangeType } from '../domain/alert.ts'
import { dayMs, hourMs } from '../domain/time.ts'
import { alertMoves, openAlertsAt } from './alert-moves.ts'
import { saveAlert } from './alerts.ts'
import { appendChange } from './change-log.ts'
import { exampleAlert, exampleChange, startAt } from './contract-examples.ts'
import type { Opened } from './store-contract.ts'

/** A time that no other test of the store uses. */
const dawnAt = startAt + 500 * dayMs

/** What figures of the alarm system read of the log. */
export function alertMovesContract(opened: Opened): void {
  const save = async (type: ChangeType, hour: number, alert: Alert) => {
    const at = dawnAt + hour * hourMs
    const body = JSON.parse(JSON.stringify({ alert })) as { alert: never }
    await opened().transaction(async (tx) => {
      const { n } = await appendChange(tx, exampleChange(alert.id, { type, at, body }))
      await saveAlert(tx, { ...alert, n })
    })
  }

  it('gives the changes of alerts in a span, and what was open before it as it was then', async () => {
    const before = { openedAt: dawnAt - hourMs }
    const stays = exampleAlert('stays', before)
    const closes = exampleAlert('closes', before)
    const seen = { ...stays, attention: 'acknowledged', shelvedUntil: dawnAt + dayMs } as const
    const over = { ...closes, attention: 'closed', closedAt: dawnAt + 2 * hourMs } as const
    await save('alert.raised', -1, stays)
    await save('alert.raised', -1, closes)
    const inhibitedBy = {
      because: 'silent',
      alert: 'stays',
      workflow: null,
      since: dawnAt,
    } as const
    await save('alert.raised', 0, exampleAlert('young', { openedAt: dawnAt, inhibitedBy }))
    await save('workflow.opened', 1, exampleAlert('no-alert', { openedAt: dawnAt }))
    await save('alert.closed', 2, over)
    await save('alert.acknowledged', 3, seen)

    const then = (await openAlertsAt(opened(), dawnAt)).filter(({ openedAt }) => openedAt > startAt)
    expect(then.map(({ id, attention, hidden }) => [id, attention, hidden]).sort()).toEqual([
      ['closes', 'new', false],
      ['stays', 'new', false],
    ])
    const moves = []
    for await (const move of alertMoves(opened(), dawnAt, dawnAt + 3 * hourMs)) moves.push(move)
    expect(moves).toMatchObject([
      { type: 'alert.raised', alert: { id: 'young', openedAt: dawnAt, hidden: true } },
      { type: 'alert.closed', at: dawnAt + 2 * hourMs, alert: { attention: 'closed' } },
    ])
    const [last] = await openAlertsAt(opened(), dawnAt + dayMs).then((all) =>
      all.filter(({ id }) => id === 'stays'),
    )
    expect(last).toMatchObject({ attention: 'acknowledged', hidden: true, exercise: false })
  })
}
