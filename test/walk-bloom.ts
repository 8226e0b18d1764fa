import { expect } from 'vitest'
import { digestOf } from '../src/casework/digest.ts'
import { parseHalfYear } from '../src/casework/half-year.ts'
import { dayMs, formatInstant, hourMs } from '../src/domain/time.ts'
import type { Db } from '../src/store/db.ts'
import { noonAt } from './engine-app.ts'
import { obsText } from './engine-gateway.ts'
import { createStillEngine } from './engine-still.ts'
import { bothSides, lookInto, step, type Act } from './kill-walk.ts'
import type { Cut } from './kill-walk-process.ts'
import { eightSteps, leader } from './patrol-walk.ts'

/** A bloom in Dianshan Lake, from its first sign to the digest of the half-year. */
const station = 'dianshan-centre'
const hour = (count: number) => noonAt + count * hourMs
const day = (count: number) => noonAt + count * dayMs
/** A date that nobody keeps. */
const dueAt = day(5)

const bloom = (at: number, chla: number, algae: number): Act => ({
  ...{ name: `chlorophyll of ${chla}`, at },
  call: () => ({
    do: 'observe',
    messages: [2, 1].map((before) => ({
      station,
      text: obsText({ time: at - before * hourMs, values: { chla, algae, temp: 27 } }),
    })),
  }),
})
const command = (at: number, verb: 'acknowledge' | 'confirm'): Act => ({
  ...{ name: verb, at },
  call: async ({ alerts }) => {
    const [alert, ...more] = await alerts('algal-bloom')
    expect([alert, more]).toMatchObject([{ station }, []])
    const { id, n } = alert!
    return { do: 'command', id, n, command: { verb, person: '王' } }
  },
})
const deadlines = (at: number, cuts: readonly Cut[]): Act => ({
  ...{ name: 'the clock', at, cuts },
  call: () => ({ do: 'deadlines' }),
})
const opened = (at: number, kind: 'hand-over' | 'risk-item', about: object): Act => ({
  ...{ name: `open ${kind}`, at },
  call: async ({ workflow }) => ({
    do: 'open',
    opening: {
      ...{ kind, procedure: null, station: null, district: null, waterBody: null },
      ...{ workflow: (await workflow('joint-patrol')).id, about: { ...about } },
      ...{ person: '王', exercise: false },
    },
  }),
})
const districts = ['qingpu', 'wujiang', 'jiashan'] as const
const plan = { points: [station], factors: ['w01016'], methods: ['HJ 897'], frequency: 'P1D' }

export const bloomActs: readonly Act[] = [
  bloom(hour(0), 45, 3e7),
  command(hour(0.1), 'acknowledge'),
  command(hour(0.2), 'confirm'),
  step(hour(1), 'emergency-monitoring', 'start'),
  step(hour(1), 'emergency-monitoring', 'plan', { data: plan }),
  step(hour(2), 'joint-patrol', 'assign-leader', leader),
  ...eightSteps.map((name, nth) => step(hour(3 + nth / 10), 'joint-patrol', name)),
  step(hour(5), 'emergency-monitoring', 'sampling-round', { data: { results: ['31'] } }),
  ...districts.map((district) => step(hour(6), 'recognition', 'recognise', { district })),
  step(hour(6), 'recognition', 'conclude'),
  opened(hour(7), 'hand-over', {}),
  step(hour(7), 'hand-over', 'send', {
    data: { to: 'wujiang', authority: 'environment', evidence: ['采样记录'] },
  }),
  step(hour(8), 'hand-over', 'receive', { district: 'wujiang', data: { receipt: 'WJ-17' } }),
  step(hour(9), 'hand-over', 'result', {
    ...{ district: 'wujiang', data: { result: '责令整改', publication: 'published' } },
  }),
  step(hour(10), 'consultation', 'convene'),
  ...districts.map((district) =>
    step(hour(11), 'consultation', 'opinion', { district, data: { opinion: '控藻' } }),
  ),
  step(hour(12), 'consultation', 'conclude', { data: { decision: '打捞三日' } }),
  opened(hour(13), 'risk-item', { title: '养殖尾水直排', description: '' }),
  step(hour(14), 'risk-item', 'set-due', {
    data: { dueAt: formatInstant(dueAt), responsible: '赵工' },
  }),
  step(day(3), 'emergency-monitoring', 'report', { data: { summary: '密度下降' } }),
  bloom(day(4), 4, 1e6),
  // The step of the deadline, then the alert that tells of it.
  deadlines(dueAt, [...bothSides, ...bothSides]),
  step(day(6), 'risk-item', 'rectify', { person: '赵', data: { measure: '建三级塘' } }),
  deadlines(day(6) + hourMs, bothSides),
  step(day(7), 'risk-item', 'verify', { data: { finding: '已建' } }),
  step(day(7), 'risk-item', 'close'),
  bloom(day(7), 4, 1e6),
  step(day(8), 'emergency-monitoring', 'propose-release', { data: { grounds: '连续两日低于' } }),
  step(day(8), 'emergency-monitoring', 'end', { district: 'qingpu' }),
]

export async function checkBloom(db: Db): Promise<void> {
  const { workflow, alerts } = lookInto(db)
  const steps = async (kind: string) => (await workflow(kind)).steps.map((one) => one.step)
  expect(await steps('joint-patrol')).toEqual(['assign-leader', ...eightSteps])
  expect(await steps('consultation')).toEqual([
    ...['convene', 'opinion', 'opinion', 'opinion', 'conclude'],
  ])
  expect(await steps('recognition')).toEqual(['recognise', 'recognise', 'recognise', 'conclude'])
  expect(await steps('hand-over')).toEqual(['send', 'receive', 'result'])
  expect(await steps('emergency-monitoring')).toEqual([
    ...['start', 'plan', 'sampling-round', 'report', 'propose-release', 'end'],
  ])
  expect(await steps('risk-item')).toEqual(['set-due', 'overdue', 'rectify', 'verify', 'close'])
  expect(await alerts('algal-bloom')).toMatchObject([
    { occurrences: 1, attention: 'closed', verdict: 'confirmed' },
  ])
  expect(await alerts('system')).toMatchObject([
    { rule: 'ledger-overdue', occurrences: 1, condition: 'resolved' },
  ])
  const { engine } = await createStillEngine(db, day(9))
  const digest = await digestOf(engine.parts, parseHalfYear('2026-H2')!, false)
  expect(digest).toMatchObject({
    alerts: { confirmed: [{ kind: 'algal-bloom' }] },
    ...{ patrols: [{ kind: 'joint-patrol' }], consultations: [{ state: 'closed' }] },
    ...{ emergencies: [{ state: 'closed' }], handOvers: [{ state: 'closed' }] },
    ledger: { open: [], closed: 1 },
  })
  expect(digest.counts.find(({ waterBody }) => waterBody === 'dianshan')).toMatchObject({ done: 1 })
}
