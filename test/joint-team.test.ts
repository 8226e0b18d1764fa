import { expect, it } from 'vitest'
import { saveAlert } from '../src/store/alerts.ts'
import { exampleAlert } from '../src/store/contract-examples.ts'
import { getWorkflow } from '../src/store/workflows.ts'
import { made, openCase } from './acts.ts'
import { useStillEngine } from './use-engine.ts'

/** Who heads the joint team, at the turn of a year in Beijing time. */
const lastOfYear = Date.parse('2026-12-31T23:59:59+08:00')
const still = useStillEngine(lastOfYear)

const aboutOf = async (id: string) => (await getWorkflow(still.engine.parts.db, id))!.about

it('is frozen into a patrol when it is opened, by hand or by an alert, and into nothing else', async () => {
  const { engine, setNow } = still
  const open = async (kind: 'joint-patrol' | 'consultation') =>
    (await openCase(engine.desk, kind, { about: { reason: '计划' } })).id
  const before = await open('joint-patrol')
  expect(await aboutOf(await open('consultation'))).not.toHaveProperty('teamHead')
  setNow(lastOfYear + 1_000)
  const after = await open('joint-patrol')
  const first = { reason: '计划', teamHead: { year: 2026, district: 'qingpu' } }
  expect(await aboutOf(before)).toMatchObject(first)
  expect(await aboutOf(after)).toMatchObject({ teamHead: { year: 2027, district: 'wujiang' } })

  const alert = exampleAlert('turn', { kind: 'algal-bloom', station: 'pingwang' })
  await saveAlert(engine.parts.db, alert)
  const confirm = { verb: 'confirm', person: '王' } as const
  const { workflows } = made(await engine.desk.command(alert.id, confirm, null))
  const opened = await Promise.all(workflows.map((id) => getWorkflow(engine.parts.db, id)))
  const heads = opened.map((one) => [one!.kind, one!.about?.['teamHead'] ?? null])
  expect(heads).toEqual([
    ['joint-patrol', { year: 2027, district: 'wujiang' }],
    ['consultation', null],
    ['emergency-monitoring', null],
  ])
})
