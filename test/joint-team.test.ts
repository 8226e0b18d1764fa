import { afterAll, beforeAll, expect, it } from 'vitest'
import { saveAlert } from '../src/store/alerts.ts'
import { exampleAlert } from '../src/store/contract-examples.ts'
import { getWorkflow } from '../src/store/workflows.ts'
import { openStillEngine, type StillEngine } from './engine-still.ts'

/** Who heads the joint team, at the turn of a year in Beijing time. */
const lastOfYear = Date.parse('2026-12-31T23:59:59+08:00')
let still: StillEngine
beforeAll(async () => {
  still = await openStillEngine(lastOfYear)
})
afterAll(() => still.close())

const aboutOf = async (id: string) => (await getWorkflow(still.engine.parts.db, id))!.about

it('is frozen into a patrol when it is opened, by hand or by an alert, and into nothing else', async () => {
  const { engine, setNow } = still
  const open = async (kind: 'joint-patrol' | 'consultation') => {
    const done = await engine.desk.openByHand({
      ...{ kind, procedure: null, station: 'pingwang', district: null, waterBody: null },
      ...{ workflow: null, about: { reason: '计划' }, person: '王', exercise: false },
    })
    if (!done.ok) throw new Error(done.detail)
    return done.subject.id
  }
  const before = await open('joint-patrol')
  expect(await aboutOf(await open('consultation'))).not.toHaveProperty('teamHead')
  setNow(lastOfYear + 1_000)
  const after = await open('joint-patrol')
  const first = { reason: '计划', teamHead: { year: 2026, district: 'qingpu' } }
  expect(await aboutOf(before)).toMatchObject(first)
  expect(await aboutOf(after)).toMatchObject({ teamHead: { year: 2027, district: 'wujiang' } })

  const alert = exampleAlert('turn', { kind: 'algal-bloom', station: 'pingwang' })
  await saveAlert(engine.parts.db, alert)
  const confirmed = await engine.desk.command(alert.id, { verb: 'confirm', person: '王' }, null)
  if (!confirmed.ok) throw new Error(confirmed.detail)
  const opened = await Promise.all(
    confirmed.subject.workflows.map((id) => getWorkflow(engine.parts.db, id)),
  )
  const heads = opened.map((one) => [one!.kind, one!.about?.['teamHead'] ?? null])
  expect(heads).toEqual([
    ['joint-patrol', { year: 2027, district: 'wujiang' }],
    ['consultation', null],
    ['emergency-monitoring', null],
  ])
})
