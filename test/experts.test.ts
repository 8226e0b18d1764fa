import { beforeAll, expect, it } from 'vitest'
import { expertsFor } from '../src/casework/experts.ts'
import { saveAlert } from '../src/store/alerts.ts'
import { exampleAlert } from '../src/store/contract-examples.ts'
import { saveWorkflow } from '../src/store/workflows.ts'
import { enterRows, made, workflowsIn } from './acts.ts'
import { noonAt } from './engine-app.ts'
import { useStillEngine } from './use-engine.ts'

/** Who is proposed for an incident, by its alert, its procedure and its newest plan. */
const still = useStillEngine(noonAt)
beforeAll(async () => {
  const rows = [
    ...['id,name,district,fields,pollutants,availability', 'E-SB,锑专家,青浦,环境监测,锑,away'],
    ...['E-SB2,重金属,吴江,重金属; 锑的去除,,on-call', 'E-ALGAE,藻类,嘉善,蓝藻水华防控,,available'],
    'E-NH,氨氮专家,吴江,环境监测,氨氮,available',
  ]
  await enterRows(still.engine, 'experts', rows)
})

const monitoringOf = async (id: string, part: Parameters<typeof exampleAlert>[1]) => {
  const { desk, parts } = still.engine
  await saveAlert(parts.db, exampleAlert(id, { station: 'pingwang', ...part }))
  made(await desk.command(id, { verb: 'confirm', person: '王' }, null))
  const opened = await workflowsIn(parts.db, 'emergency-monitoring')
  return opened.find(({ alert }) => alert === id)!
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
