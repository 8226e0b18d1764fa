import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Workflow } from '../domain/alert.ts'
import type { LedgerQuery, ResultQuery } from '../domain/casework.ts'
import { dayMs } from '../domain/time.ts'
import { attachmentContent, findAttachment, keepAttachment } from './attachments.ts'
import { confirmedAlerts, overdueWorkflows, patrolsDone, queryLedger } from './casework.ts'
import { queryResults, tallyAlerts, workflowsIn } from './casework.ts'
import { saveAlert } from './alerts.ts'
import { exampleAlert, exampleWorkflow, startAt } from './contract-examples.ts'
import { attachmentPieceBytes } from './limits.ts'
import type { Opened } from './store-contract.ts'
import { saveWorkflow, workflowsAbout } from './workflows.ts'

/** Bytes kept for good, deadlines, and what the ledger and the digest ask for. */
export function caseworkContract(opened: Opened): void {
  attachmentsContract(opened)
  deadlinesContract(opened)
  resultsContract(opened)
  digestContract(opened)
}

function attachmentsContract(opened: Opened): void {
  it('keeps bytes once, in pieces, and lets nobody change or delete them', async () => {
    const db = opened()
    const content = Buffer.alloc(2 * attachmentPieceBytes + 7, 'outfall')
    const sha256 = createHash('sha256').update(content).digest('hex')
    const attachment = { sha256, type: 'image/jpeg', bytes: content.length, receivedAt: startAt }
    expect(await keepAttachment(db, attachment, content)).toEqual({ attachment, isNew: true })
    const later = { ...attachment, type: 'image/png', receivedAt: startAt + 1 }
    expect(await keepAttachment(db, later, content)).toEqual({ attachment, isNew: false })
    expect(await findAttachment(db, sha256)).toEqual(attachment)
    expect(await findAttachment(db, 'none')).toBeNull()
    const pieces: Uint8Array[] = []
    for await (const piece of attachmentContent(db, sha256)) pieces.push(piece)
    expect(pieces.map(({ length }) => length)).toEqual([
      ...[attachmentPieceBytes, attachmentPieceBytes, 7],
    ])
    expect(Buffer.concat(pieces).equals(content)).toBe(true)
    for (const sql of [
      `UPDATE attachment SET type = 'text/html'`,
      'DELETE FROM attachment',
      `UPDATE attachment_piece SET content = ''`,
      'DELETE FROM attachment_piece',
    ]) {
      await expect(db.query(sql)).rejects.toThrow('is written once')
    }
  })
}

const item = (id: string, part: Partial<Workflow>): Workflow =>
  exampleWorkflow(id, { kind: 'risk-item', alert: null, state: 'due', ...part })

function deadlinesContract(opened: Opened): void {
  it('finds the open workflows whose deadline has passed, the earliest first', async () => {
    const db = opened()
    const deadlines = { second: 2, first: 1, later: 9 }
    for (const [id, after] of Object.entries(deadlines)) {
      await saveWorkflow(db, item(`due-${id}`, { dueAt: startAt + after }))
    }
    await saveWorkflow(db, item('due-closed', { dueAt: startAt, closedAt: startAt }))
    const overdue = () => db.transaction((tx) => overdueWorkflows(tx, startAt + 2))
    expect((await overdue()).map(({ id }) => id)).toEqual(['due-first', 'due-second'])
    for (const id of Object.keys(deadlines)) {
      await saveWorkflow(db, item(`due-${id}`, { dueAt: null, closedAt: startAt }))
    }
    expect(await overdue()).toEqual([])
  })

  it('lists the ledger by state, district, finder and what is overdue, drills apart', async () => {
    const db = opened()
    const district = 'ledger-district'
    const part = { siteDistrict: district, about: { workflow: 'patrol-1' } }
    const items = [
      item('l1', { ...part, openedAt: startAt + 1, dueAt: startAt + dayMs }),
      item('l2', { ...part, openedAt: startAt + 2, dueAt: startAt + 9 * dayMs }),
      item('l3', { ...part, openedAt: startAt + 3, state: 'closed', closedAt: startAt + 4 }),
      item('l4', { ...part, openedAt: startAt + 4, exercise: true }),
    ]
    for (const one of items) await saveWorkflow(db, one)
    const ids = async (query: Partial<LedgerQuery>) => {
      const all = { state: null, district, workflow: null, overdueAt: null, exercise: false }
      const page = await queryLedger(db, { ...all, limit: 100, cursor: null, ...query })
      return page.items.map(({ id }) => id)
    }
    expect(await ids({})).toEqual(['l3', 'l2', 'l1'])
    expect(await ids({ state: 'open' })).toEqual(['l2', 'l1'])
    expect(await ids({ state: 'closed' })).toEqual(['l3'])
    expect(await ids({ overdueAt: startAt + 2 * dayMs })).toEqual(['l1'])
    expect(await ids({ exercise: true })).toEqual(['l4'])
    expect(await ids({ district: 'elsewhere' })).toEqual([])
    expect(await ids({ workflow: 'patrol-1' })).toEqual(['l3', 'l2', 'l1'])
    expect((await workflowsAbout(db, 'patrol-1')).map(({ id }) => id)).toEqual([
      ...['l1', 'l2', 'l3', 'l4'],
    ])
  })
}

function resultsContract(opened: Opened): void {
  it('lists results by whether they stand and who gave them, drills apart', async () => {
    const db = opened()
    const handOver = (id: string, at: number, part: Partial<Workflow>) => {
      const said = { at, recordedAt: at, place: null, data: {}, attachments: [] }
      const by = { district: id.startsWith('q') ? 'qingpu' : 'wujiang', person: '王' } as const
      const steps = [{ step: 'send', ...said, ...by, district: 'jiashan' as const }]
      const all = [...steps, { step: 'result', ...said, ...by }]
      const shape = { kind: 'hand-over', openedAt: at, closedAt: at, steps: all } as const
      return saveWorkflow(db, exampleWorkflow(`${id}-result`, { ...shape, ...part }))
    }
    await handOver('w1', startAt + 1, { state: 'closed' })
    await handOver('q2', startAt + 2, { state: 'revoked' })
    await handOver('q3', startAt + 3, { state: 'closed', exercise: true })
    await handOver('q4', startAt + 4, { state: 'cancelled' })
    await handOver('q5', startAt + 5, { state: 'closed' })
    const ids = async (part: Partial<ResultQuery>) => {
      const all = { state: null, district: null, exercise: false, limit: 100, cursor: null }
      const { items } = await queryResults(db, { ...all, ...part })
      return items.flatMap(({ id }) => (id.endsWith('-result') ? [id.slice(0, 2)] : []))
    }
    expect(await ids({})).toEqual(['q5', 'q2', 'w1'])
    expect(await ids({ state: 'recognised' })).toEqual(['q5', 'w1'])
    expect(await ids({ state: 'revoked' })).toEqual(['q2'])
    expect(await ids({ district: 'wujiang' })).toEqual(['w1'])
    expect(await ids({ exercise: true })).toEqual(['q3'])
  })
}

function digestContract(opened: Opened): void {
  const span = { from: startAt - 90 * dayMs, to: startAt - 80 * dayMs, exercise: false }
  const { from, to } = span

  it('counts patrols by the time on their last step, cancelled ones and drills left out', async () => {
    const db = opened()
    const stepAt = (at: number) => {
      const said = { step: 'complete', recordedAt: to + dayMs, district: 'qingpu', person: '王' }
      return [{ ...said, at, place: null, data: {}, attachments: [] }]
    }
    const patrol = (id: string, at: number, part: Partial<Workflow> = {}) =>
      saveWorkflow(
        db,
        exampleWorkflow(id, { state: 'closed', station: 's', steps: stepAt(at), ...part }),
      )
    await patrol('p-first', from)
    await patrol('p-named', from + 1, { about: { waterBody: 'fen' } })
    await patrol('p-after', to)
    await patrol('p-cancelled', from, { state: 'cancelled' })
    await patrol('p-drill', from, { exercise: true })
    const done = await patrolsDone(db, span, (station) => `water of ${station}`)
    expect(done).toEqual([
      { workflow: 'p-first', waterBody: 'water of s', at: from },
      { workflow: 'p-named', waterBody: 'fen', at: from + 1 },
    ])
  })

  it('tallies alerts and finds workflows of a span', async () => {
    const db = opened()
    const alert = { openedAt: from, kind: 'air' as const, colour: 'red' as const }
    await saveAlert(db, exampleAlert('d1', { ...alert, verdict: 'confirmed' }))
    await saveAlert(db, exampleAlert('d2', { ...alert, openedAt: to - 1 }))
    await saveAlert(db, exampleAlert('d3', { ...alert, openedAt: to }))
    await saveAlert(db, exampleAlert('d4', { ...alert, exercise: true }))
    await saveAlert(db, exampleAlert('d5', { ...alert, condition: 'pending' }))
    const about = { kind: 'air', colour: 'red', alerts: 1 }
    const tallies = await tallyAlerts(db, span)
    expect(tallies).toHaveLength(2)
    expect(tallies).toEqual(
      expect.arrayContaining([
        { ...about, verdict: 'confirmed' },
        { ...about, verdict: null },
      ]),
    )
    expect((await confirmedAlerts(db, span)).map(({ id }) => id)).toEqual(['d1'])

    const kinds = ['hand-over']
    const kind = 'hand-over' as const
    await saveWorkflow(db, exampleWorkflow('h1', { kind, openedAt: from - 1, closedAt: from }))
    await saveWorkflow(db, exampleWorkflow('h2', { kind, openedAt: from - 2, closedAt: from - 1 }))
    await saveWorkflow(db, exampleWorkflow('h3', { kind, openedAt: to - 1 }))
    await saveWorkflow(db, exampleWorkflow('h4', { kind, openedAt: to }))
    expect((await workflowsIn(db, kinds, span)).map(({ id }) => id)).toEqual(['h1', 'h3'])
  })
}
