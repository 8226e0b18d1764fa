import { afterAll, beforeAll, expect, it } from 'vitest'
import { expertsFor } from '../src/casework/experts.ts'
import { importRegister } from '../src/registers/acts.ts'
import { saveAlert } from '../src/store/alerts.ts'
import { exampleAlert } from '../src/store/contract-examples.ts'
import { saveWorkflow, workflowsOfAlert } from '../src/store/workflows.ts'
import { openStillEngine, type StillEngine } from './engine-still.ts'

/** Who is proposed for an incident, by its alert, its procedure and its newest plan. */
const noonAt = Date.parse('2026-11-23T12:00:00+08:00')
let still: StillEngine
beforeAll(async () => {
  still = await openStillEngine(noonAt)
  const rows = [
    ...['id,name,district,fields,pollutants,availability', 'E-SB,锑专家,青浦,环境监测,锑,away'],
    ...['E-SB2,重金属,吴江,重金属; 锑的去除,,on-call', 'E-ALGAE,藻类,嘉善,蓝藻水华防控,,available'],
    'E-NH,氨氮专家,吴江,环境监测,氨氮,available',
  ]
  const definition = still.engine.parts.registers.find(({ id }) => id === 'experts')!
  const act = { person: '王', reason: '聘任', dryRun: false }
  expect(await importRegister(still.engine, definition, rows.join('\n'), act)).toMatchObject({
    ok: true,
  })
})
afterAll(() => still.close())

const monitoringOf = async (id: string, part: Parameters<typeof exampleAlert>[1]) => {
  const { desk, parts } = still.engine
  await saveAlert(parts.db, exampleAlert(id, { station: 'pingwang', ...part }))
  const done = await desk.command(id, { verb: 'confirm', person: '王' }, null)
  if (!done.ok) throw new Error(done.detail)
  return (await workflowsOfAlert(parts.db, id)).find((one) => one.kind === 'emergency-monitoring')!
}
const proposed = async (id: string) =>
  (await expertsFor(still.engine.parts, id))?.map(({ expert, knows }) => [expert.key, knows])

it('proposes by what the alert is about, and by the factors of the newest plan', async () => {
  const antimony = { kind: 'deterioration', subject: 'pingwang/w20004', readings: [] } as const
  const monitoring = await monitoringOf('sb', antimony)
  expect(await proposed(monitoring.id)).toEqual([
    ['E-SB2', ['w20004']],
    ['E-SB', ['w20004']],
  ])
  const plan = {
    ...{ district: 'wujiang', person: '王', place: null, attachments: [] },
    at: noonAt,
  }
  const data = { points: ['pingwang'], factors: ['w21003'], frequency: 'PT1H', revision: 1 }
  const steps = [{ ...plan, recordedAt: noonAt, step: 'plan', data }]
  await saveWorkflow(still.engine.parts.db, { ...monitoring, steps })
  expect(await proposed(monitoring.id)).toEqual([
    ['E-NH', ['w21003']],
    ['E-SB2', ['w20004']],
    ['E-SB', ['w20004']],
  ])
})

it('proposes for a bloom who knows algae, and for nothing else', async () => {
  const monitoring = await monitoringOf('bloom', { kind: 'algal-bloom', readings: [] })
  expect(await proposed(monitoring.id)).toEqual([['E-ALGAE', ['bloom-plan']]])
  expect(await proposed('nowhere')).toBeUndefined()
})
