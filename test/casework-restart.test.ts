import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { StepInput } from '../alerts/workflow/guards.ts'
import type { Workflow } from '../src/domain/alert.ts'
import { formatBeijing, hourMs } from '../src/domain/time.ts'
import type { Engine } from '../src/engine.ts'
import { openSigner } from '../src/evidence/key-file.ts'
import { verifyEvidence } from '../src/evidence/verify.ts'
import { verifyLog } from '../src/store/change-log.ts'
import { verifyState } from '../src/store/verify-state.ts'
import { getWorkflow } from '../src/store/workflows.ts'
import { noonAt } from './engine-app.ts'
import { runCommand } from './engine-process.ts'
import { eightSteps, leader, place } from './patrol-walk.ts'
import { openCase, workflowsIn } from './acts.ts'
import { useKeptStore } from './use-engine.ts'

/** A patrol and an item of the ledger, with a new engine on the same store after every act. */
const store = useKeptStore()

const said = (step: string, part: Partial<StepInput> = {}): StepInput => ({
  ...{ step, district: 'qingpu', person: '王', at: noonAt, place, data: {}, attachments: [] },
  ...part,
})

const kept = async ({ parts }: Engine, id: string) => (await getWorkflow(parts.db, id))!

type Act = { readonly id: string; readonly step: StepInput; readonly n: number }
/** What the engine before the present one did last. */
let last: Act | null = null

/**
 * Takes a step on a new engine, once it has what the one before it did, and refuses that when it
 * comes again, as from one who had no answer.
 */
function takeOnce(id: string, step: StepInput, at: number): Promise<Workflow> {
  return store.once(at, async (engine) => {
    if (last !== null) {
      const again = await engine.desk.takeStep(last.id, last.step, last.n)
      expect([last.step.step, again]).toMatchObject([last.step.step, { code: 'stale' }])
      expect((await kept(engine, last.id)).steps.at(-1)).toMatchObject(last.step)
    }
    const before = await kept(engine, id)
    const taken = await engine.desk.takeStep(id, step, before.n)
    if (!taken.ok) throw new Error(`${step.step}: ${taken.detail}`)
    expect(taken.subject.steps.slice(0, -1)).toEqual(before.steps)
    last = { id, step, n: before.n }
    return taken.subject
  })
}

it('loses no step, takes none twice, and lets no deadline pass twice', async () => {
  const { id: patrol } = await store.once(noonAt, ({ desk }) => openCase(desk, 'joint-patrol'))
  await takeOnce(patrol, said('assign-leader', leader), noonAt)
  let walked: Workflow | null = null
  for (const step of eightSteps) walked = await takeOnce(patrol, said(step), noonAt)
  expect(walked).toMatchObject({ state: 'closed' })

  const about = { title: '渗坑', description: '' }
  const { id: item } = await store.once(noonAt, ({ desk }) =>
    openCase(desk, 'risk-item', { station: null, workflow: patrol, about }),
  )
  const dueAt = noonAt + hourMs
  const dated = said('set-due', { data: { dueAt: formatBeijing(dueAt), responsible: '赵工' } })
  await takeOnce(item, dated, noonAt)
  for (const at of [dueAt - 60_000, dueAt, dueAt + hourMs]) {
    await store.once(at, async ({ desk }) => {
      await desk.takeDeadlines()
      await desk.takeDeadlines()
    })
  }
  const late = dueAt + hourMs
  const overdue = await store.once(late, (engine) => kept(engine, item))
  expect(overdue.steps.map(({ step }) => step)).toEqual(['set-due', 'overdue'])
  last = null
  await takeOnce(item, said('rectify', { person: '赵', data: { measure: '填埋' } }), late)
  await takeOnce(item, said('verify', { data: { finding: '已干' } }), late)
  expect(await takeOnce(item, said('close'), late)).toMatchObject({ state: 'closed' })

  await store.once(late, async ({ parts: { db } }) => {
    expect((await workflowsIn(db)).map(({ kind }) => kind).sort()).toEqual([
      ...['joint-patrol', 'recognition', 'risk-item'],
    ])
    // Three opened, nine steps and five, one of them the engine's.
    expect(await verifyLog(db)).toEqual({ intact: true, head: 3 + 9 + 5 })
    expect(await verifyState(db)).toMatchObject({ intact: true })
  })

  await store.close()
  const { folder } = store
  const file = join(folder, 'evidence.tar')
  const settings = { QINGLIU_DATA: folder }
  // As the whole program does at its first start.
  openSigner(folder)
  const exported = await runCommand(['evidence', 'export', patrol, file], folder, settings)
  expect(exported).toMatchObject({ code: 0, stdout: `wrote ${file}\n` })
  expect(await verifyEvidence(file)).toMatchObject({ intact: true, about: { workflow: patrol } })
  const none = await runCommand(['evidence', 'export', 'none', file], folder, settings)
  expect(none).toMatchObject({ code: 1, stderr: 'no workflow none\n' })
})
